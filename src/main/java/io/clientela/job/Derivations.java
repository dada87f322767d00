package io.clientela.job;

import static org.apache.spark.sql.functions.lit;

import io.clientela.contract.Exit;
import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.LogicalRDD$;
import org.apache.spark.storage.StorageLevel;

/** Computes what a plan says, side by side, and keeps what is read more than once. */
final class Derivations implements AutoCloseable {

  private final Plan plan;
  private final Steps steps;
  private final Queue<Dataset<Row>> held = new ConcurrentLinkedQueue<>();

  Derivations(Plan plan, Steps steps) {
    this.plan = plan;
    this.steps = steps;
  }

  /** A table that passed the contract on the way out, with its as-of date. */
  record Released(Table table, Dataset<Row> rows, long count) {}

  /** What a derivation gave: its rows if they were counted, and the table if it is published. */
  private record Derived(OptionalLong count, Optional<Released> released) {}

  /** Each derivation starts when all it reads is there. */
  List<Released> of(Facts admitted) {
    Map<String, Dataset<Row>> tables = new ConcurrentHashMap<>(admitted.tables());
    Map<String, CompletableFuture<Optional<Released>>> futures = new LinkedHashMap<>();
    try (Workers workers = new Workers()) {
      for (Derivation step : plan.steps()) {
        List<CompletableFuture<Optional<Released>>> inputs =
            Plan.allReads(step).stream()
                .map(Table::name)
                .map(futures::get)
                .filter(Objects::nonNull)
                .toList();
        futures.put(
            step.output().name(),
            workers.after(inputs, () -> derive(step, tables, admitted.over(tables))));
      }
      return Workers.results(List.copyOf(futures.values())).stream()
          .flatMap(Optional::stream)
          .toList();
    }
  }

  private Optional<Released> derive(Derivation step, Map<String, Dataset<Row>> tables, Facts all)
      throws Exception {
    Facts facts = all.only(Plan.allReads(step));
    return steps
        .run(
            "derive",
            step.output().name(),
            facts.tables().keySet(),
            Derived::count,
            () -> derived(step, tables, facts))
        .released();
  }

  private Derived derived(Derivation step, Map<String, Dataset<Row>> tables, Facts facts) {
    String name = step.output().name();
    Dataset<Row> rows = step.compute(facts);
    boolean isPublished = plan.published().contains(name);
    boolean isShared = plan.readers(step) > 1;
    if (isPublished || isShared) {
      // Kept by whoever reads all rows first: the check of a published table does.
      held.add(rows.persist(StorageLevel.MEMORY_AND_DISK()));
    }
    if (isPublished) {
      Released released = release(step.output(), rows, facts);
      boolean isSmall = step.output().keeps() == Table.Keeps.EVERY_AS_OF;
      tables.put(name, isSmall ? withoutPlan(rows) : rows);
      return new Derived(OptionalLong.of(released.count()), Optional.of(released));
    }
    tables.put(name, rows);
    return new Derived(
        isShared ? OptionalLong.of(rows.count()) : OptionalLong.empty(), Optional.empty());
  }

  private static Released release(Table table, Dataset<Row> rows, Facts facts) {
    long count = Exit.check(table, rows);
    Column[] columns = table.dated().columns();
    columns[0] = Table.AS_OF.is(lit(facts.asOf()));
    return new Released(table.dated(), rows.select(columns), count);
  }

  /**
   * The same rows without the plan that made them. What reads many tables, as the scorecard does,
   * would else be planned from the sources up, and told to listeners at every step of it.
   */
  private static Dataset<Row> withoutPlan(Dataset<Row> kept) {
    var rows = (org.apache.spark.sql.classic.Dataset<Row>) kept.toDF();
    LogicalRDD plain = LogicalRDD$.MODULE$.fromDataset(rows.queryExecution().toRdd(), rows, false);
    return org.apache.spark.sql.classic.Dataset.ofRows(rows.sparkSession(), plain);
  }

  @Override
  public void close() {
    held.forEach(Dataset::unpersist);
  }
}
