package io.clientela.job;

import io.clientela.contract.Admission;
import io.clientela.contract.CustomerCoverage;
import io.clientela.contract.Verdict;
import io.clientela.model.Customers;
import io.clientela.source.Raw;
import io.clientela.source.Source;
import io.clientela.table.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of all sources, read at one version and judged at the door. */
record Intake(
    Map<String, Raw> raw, Map<String, Admission> admissions, Map<String, CustomerCoverage> coverage)
    implements AutoCloseable {

  /** Judges every source. */
  static Intake of(Doors opened, Steps steps) {
    Map<String, Admission> admissions = judged(opened, steps);
    Refusals refusals = opened.refusals();
    if (refusals.isEmpty()) {
      steps.next("check customers");
    }
    Intake intake = new Intake(opened.raw(), admissions, coverage(admissions));
    if (!refusals.isEmpty()) {
      refusals.add(intake.breaches(input -> ""));
      intake.close();
      refusals.throwIfAny();
    }
    return intake;
  }

  /** Of the tables that have customers, where there is a table of them. */
  private static Map<String, CustomerCoverage> coverage(Map<String, Admission> admissions) {
    Map<String, Admission> others = new LinkedHashMap<>(admissions);
    Admission customers = others.remove(Customers.TABLE.name());
    return customers == null
        ? Map.of()
        : CustomerCoverage.of(customers, others, Linked.IDS::inOneType);
  }

  /** Side by side: a small source keeps one core busy at most. */
  private static Map<String, Admission> judged(Doors opened, Steps steps) {
    Map<String, CompletableFuture<Optional<Admission>>> judging = new LinkedHashMap<>();
    Map<String, Admission> admissions = new LinkedHashMap<>();
    try (Workers workers = new Workers()) {
      for (String table : opened.tables()) {
        Callable<Optional<Admission>> judge =
            () ->
                steps.run("check", table, List.of(table), Intake::read, () -> opened.judge(table));
        judging.put(table, workers.after(List.of(), judge));
      }
      Workers.results(List.copyOf(judging.values()));
    }
    judging.forEach(
        (table, done) -> done.join().ifPresent(admission -> admissions.put(table, admission)));
    return admissions;
  }

  private static OptionalLong read(Optional<Admission> admission) {
    return admission
        .map(some -> OptionalLong.of(some.verdict().counts().read()))
        .orElse(OptionalLong.empty());
  }

  /** What keeps the run from going on; empty if nothing. */
  List<String> breaches(UnaryOperator<String> rejectedIn) {
    List<String> breaches = new ArrayList<>();
    admissions.forEach(
        (table, admission) -> {
          Source source = raw.get(table).source();
          breaches.addAll(
              new Breaches(source, admission.verdict(), rejectedIn.apply(table)).told());
          Optional.ofNullable(coverage.get(table))
              .flatMap(found -> found.breach(table))
              .ifPresent(breaches::add);
        });
    return breaches;
  }

  Map<String, Dataset<Row>> admitted() {
    Map<String, Dataset<Row>> admitted = new LinkedHashMap<>();
    admissions.forEach(
        (table, admission) -> {
          boolean isAlone = admissions.size() == 1;
          Dataset<Row> rows = admission.admitted();
          admitted.put(table, isAlone ? rows : Linked.IDS.inOneType(rows));
        });
    return admitted;
  }

  /** What may be wrong and does not stop the run, in words. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    raw.values().forEach(read -> warnings.addAll(FilledColumns.warnings(read)));
    coverage.forEach((table, found) -> found.warning(table).ifPresent(warnings::add));
    return warnings;
  }

  /**
   * Writes the rejected rows to a folder for each input, never over what is there: it might be the
   * raw table itself.
   */
  void keepRejected(String folder) {
    admissions.forEach(
        (input, admission) -> {
          if (admission.verdict().counts().kept() > 0) {
            try {
              admission.rejected().write().json(folder + "/" + input);
            } catch (RuntimeException e) {
              throw Refusal.settings(
                      "--rejected: "
                          + folder
                          + "/"
                          + input
                          + " can't be written. Name a folder that is not there yet")
                  .causedBy(e);
            }
          }
        });
  }

  List<Verdict> verdicts() {
    return admissions.values().stream()
        .map(Admission::verdict)
        .map(
            verdict ->
                coverage.containsKey(verdict.input())
                    ? verdict.withKnownCustomers(coverage.get(verdict.input()).share())
                    : verdict)
        .toList();
  }

  @Override
  public void close() {
    admissions.values().forEach(Admission::close);
  }
}
