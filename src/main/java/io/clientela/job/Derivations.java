package io.clientela.job;

import static org.apache.spark.sql.functions.lit;

import io.clientela.contract.Exit;
import io.clientela.sink.Listeners;
import io.clientela.sink.LocalTable;
import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.LocalRows;
import io.clientela.table.ReadOut;
import io.clientela.table.ReadOuts;
import io.clientela.table.Table;
import java.time.LocalDate;
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
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Computes what a plan says, side by side, and keeps what is read more than once. */
final class Derivations implements AutoCloseable {

  private final Plan plan;
  private final SparkSession spark;
  private final Steps steps;
  private final Fetch fetch = new Fetch();
  private final Queue<Dataset<Row>> held = new ConcurrentLinkedQueue<>();
  private final Map<String, Shared> shared = new ConcurrentHashMap<>();

  Derivations(SparkSession spark, Plan plan, Steps steps) {
    this.spark = spark;
    this.plan = plan;
    this.steps = steps;
  }

  /**
   * A table that passed the contract on the way out, with its as-of date.
   *
   * @param few its rows in the driver, where there are few
   */
  record Released(Table table, Dataset<Row> rows, Optional<LocalRows> few, long count) {}

  /** Rows in the driver that are not published: they go when the last of their readers has read. */
  private record Shared(LocalRows rows, AtomicLong readers) {}

  /** What a derivation gave: its rows if they were counted, and the table if it is published. */
  private record Derived(OptionalLong count, Optional<Released> released) {}

  /** Each derivation starts when all it reads is there. */
  List<Released> of(Facts admitted) {
    Map<String, Dataset<Row>> tables = new ConcurrentHashMap<>(admitted.tables());
    Map<String, CompletableFuture<Optional<Released>>> futures = new LinkedHashMap<>();
    try (Workers workers = new Workers()) {
      for (Derivation step : plan.steps()) {
        List<CompletableFuture<Optional<Released>>> inputs =
            step.needs().tables().stream().map(futures::get).filter(Objects::nonNull).toList();
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
    Facts facts = all.only(step.needs());
    Optional<Released> released =
        steps
            .run(
                "derive",
                step.output().name(),
                facts.tables().keySet(),
                Derived::count,
                () -> derived(step, tables, facts))
            .released();
    facts.tables().keySet().forEach(read -> leave(read, tables));
    return released;
  }

  private void leave(String read, Map<String, Dataset<Row>> tables) {
    Shared rows = shared.get(read);
    if (rows != null && rows.readers().decrementAndGet() == 0) {
      tables.remove(read);
      shared.remove(read);
      fetch.gone(rows.rows());
    }
  }

  private Derived derived(Derivation step, Map<String, Dataset<Row>> tables, Facts facts) {
    Table table = step.output();
    boolean isPublished = plan.published().contains(table.name());
    if (!isPublished && !step.isSmall()) {
      Dataset<Row> rows = step.compute(facts);
      tables.put(table.name(), rows);
      boolean isShared = plan.readers(step) > 1;
      return new Derived(
          isShared ? OptionalLong.of(kept(rows).count()) : OptionalLong.empty(), Optional.empty());
    }
    Rows rows = rows(step, facts);
    tables.put(table.name(), rows.toOthers());
    if (isPublished) {
      return released(table, rows, facts.asOf());
    }
    rows.few().ifPresent(few -> share(step, few));
    return new Derived(rows.few().stream().mapToLong(LocalRows::size).findAny(), Optional.empty());
  }

  private void share(Derivation step, LocalRows few) {
    shared.put(step.output().name(), new Shared(few, new AtomicLong(plan.readers(step))));
  }

  /**
   * Rows that are few, or kept.
   *
   * @param toOthers the same for whoever reads them: what reads many tables, as the scorecard does,
   *     would else be planned from the sources up
   */
  private record Rows(Dataset<Row> all, Dataset<Row> toOthers, Optional<LocalRows> few) {}

  private Rows rows(Derivation step, Facts facts) {
    if (Listeners.areGiven(spark)) {
      return toldWhole(step.compute(facts));
    } else if (step instanceof ReadOut readOut) {
      return readOut(readOut, facts);
    } else if (step instanceof ReadOuts several) {
      return together(several.parts(facts).stream().map(part -> readOut(part, facts)).toList());
    }
    return fewOrKept(step.compute(facts));
  }

  private Rows readOut(ReadOut readOut, Facts facts) {
    Dataset<Row> cells = readOut.cells(facts);
    Optional<LocalRows> few = readOut.isCellByCell() ? Fetch.local(cells) : fetch.passing(cells);
    long most = fetch.rows(readOut.output().fields().size());
    return few.flatMap(local -> readOut.read(local, facts, most))
        .map(fetch::taken)
        .map(this::few)
        .orElseGet(() -> fewOrKept(readOut.read(Fetch.again(cells), facts)));
  }

  private Rows together(List<Rows> parts) {
    if (parts.stream().allMatch(part -> part.few().isPresent())) {
      List<LocalRows> few = parts.stream().flatMap(part -> part.few().stream()).toList();
      return few(LocalRows.joined(few));
    }
    return many(parts.stream().map(Rows::all).reduce(Dataset::union).orElseThrow());
  }

  private Rows fewOrKept(Dataset<Row> rows) {
    return fetch.few(rows).map(this::few).orElseGet(() -> many(kept(Fetch.again(rows))));
  }

  private Rows toldWhole(Dataset<Row> rows) {
    Dataset<Row> whole = kept(rows);
    return new Rows(whole, Fetch.again(whole), Optional.empty());
  }

  private static Rows many(Dataset<Row> rows) {
    return new Rows(rows, rows, Optional.empty());
  }

  private Rows few(LocalRows rows) {
    Dataset<Row> all = LocalTable.of(spark, rows);
    return new Rows(all, all, Optional.of(rows));
  }

  private static Derived released(Table table, Rows rows, LocalDate asOf) {
    long count =
        rows.few()
            .map(local -> Exit.check(table, local))
            .orElseGet(() -> Exit.check(table, rows.all()));
    Table dated = table.dated();
    Column[] columns = dated.columns();
    columns[0] = Table.AS_OF.is(lit(asOf));
    Released released =
        new Released(
            dated,
            rows.all().select(columns),
            rows.few().map(local -> local.after(Table.AS_OF.in(null), asOf)),
            count);
    return new Derived(OptionalLong.of(count), Optional.of(released));
  }

  /** Kept by whoever reads all rows first. */
  private Dataset<Row> kept(Dataset<Row> rows) {
    held.add(rows.persist(StorageLevel.MEMORY_AND_DISK()));
    return rows;
  }

  @Override
  public void close() {
    held.forEach(Dataset::unpersist);
  }
}
