package io.clientela.job;

import io.clientela.contract.Admission;
import io.clientela.contract.CustomerCoverage;
import io.clientela.contract.Entrance;
import io.clientela.contract.Terms;
import io.clientela.contract.Verdict;
import io.clientela.kpi.Catalogue;
import io.clientela.model.Customers;
import io.clientela.model.ExchangeRates;
import io.clientela.model.Subscriptions;
import io.clientela.source.Raw;
import io.clientela.source.Reader;
import io.clientela.source.Source;
import io.clientela.source.Source.Ends;
import io.clientela.table.Input;
import io.clientela.table.Refusal;
import io.clientela.table.UnreadRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of all sources, read at one version and judged at the door. */
record Intake(
    Map<String, Raw> raw, Map<String, Admission> admissions, Map<String, CustomerCoverage> coverage)
    implements AutoCloseable {

  /**
   * Judges every source; problems of shape in any of them are told at once.
   *
   * @param asked further columns that are kept where a source has them
   * @param brokenDown raw tables by whose columns tables are broken down
   */
  static Intake of(
      Iterable<Source> sources,
      Reader reader,
      Terms given,
      Set<String> asked,
      Set<String> brokenDown,
      Steps steps) {
    Terms terms = given;
    Map<String, Raw> raw = new LinkedHashMap<>();
    Map<String, Entrance> doors = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    Refusals refusals = new Refusals();
    for (Source source : ratesFirst(sources)) {
      steps.next("read " + source.table());
      Optional<Raw> some = refusals.orElse(() -> reader.read(source));
      if (some.isEmpty()) {
        continue;
      }
      Raw read = some.get();
      raw.put(source.table(), read);
      if (read.rows().columns().length == 0) {
        problems.add(
            String.format(
                "%s: %s is empty, expected %s files with rows. Load it, or set sources.%s.path",
                source.table(), source.path(), source.format().label(), source.table()));
        continue;
      }
      try {
        Input input = input(source).keeping(found(asked, read.rows()));
        problems.addAll(FilledColumns.required(input, read));
        Terms ofSource = terms.with(source.nullValues(), source.versions());
        Entrance door = Entrance.to(input, read.rows(), ofSource);
        doors.put(source.table(), door);
        if (isRates(source)) {
          terms = converting(door, read, terms);
        }
      } catch (Refusal refusal) {
        problems.add(refusal.getMessage());
        brokenDocuments(read).ifPresent(problems::add);
      }
    }
    problems.addAll(SharedIds.problems(raw));
    if (refusals.isEmpty()) {
      problems.addAll(Dimensions.problems(terms.dimensions(), raw, brokenDown));
    }
    refusals.add(problems);
    refusals.throwIfAny();
    raw.values().stream()
        .findAny()
        .ifPresent(any -> Exchanges.fit(any.rows().sparkSession(), raw.values()));
    Map<String, Admission> admissions = judged(doors, raw, steps, refusals);
    if (refusals.isEmpty()) {
      steps.next("check customers");
    }
    Intake intake = new Intake(raw, admissions, coverage(admissions));
    if (!refusals.isEmpty()) {
      refusals.add(intake.breaches(input -> ""));
      intake.close();
      refusals.throwIfAny();
    }
    return intake;
  }

  /** Of the tables that have customers, where there is a table of them. */
  private static Map<String, CustomerCoverage> coverage(Map<String, Admission> admissions) {
    String id = Customers.CUSTOMER_ID.name();
    Map<String, Dataset<Row>> others = new LinkedHashMap<>();
    admissions.forEach(
        (table, admission) -> {
          boolean hasCustomers = List.of(admission.admitted().columns()).contains(id);
          if (hasCustomers) {
            others.put(table, SharedIds.inOneType(admission.admitted()));
          }
        });
    Dataset<Row> customers = others.remove(Customers.TABLE.name());
    return customers == null || others.isEmpty()
        ? Map.of()
        : CustomerCoverage.of(customers, others, id);
  }

  /** Where a part of a document can be read by itself, it lacks the columns of the others. */
  private static Optional<String> brokenDocuments(Raw raw) {
    Source source = raw.source();
    boolean hasBroken = List.of(raw.rows().columns()).contains(UnreadRow.REASON);
    return source.format() == Source.Format.JSON && hasBroken
        ? Optional.of(
            String.format(
                "%s: not every document of %s can be read as json. Expected whole ones: one a line,"
                    + " or with sources.%s.options: {multiLine: true} one or a list of them a file",
                source.table(), source.path(), source.table()))
        : Optional.empty();
  }

  private static boolean isRates(Source source) {
    return source.table().equals(ExchangeRates.TABLE.name());
  }

  /** The rates have to be known before any amount is judged. */
  private static List<Source> ratesFirst(Iterable<Source> sources) {
    List<Source> ordered = new ArrayList<>();
    sources.forEach(source -> ordered.add(isRates(source) ? 0 : ordered.size(), source));
    return ordered;
  }

  private static Terms converting(Entrance door, Raw rates, Terms terms) {
    try (Admission admission = judge(door, rates)) {
      return terms.converting(Rates.of(admission.admitted(), terms));
    }
  }

  /** Side by side: a small source keeps one core busy at most. */
  private static Map<String, Admission> judged(
      Map<String, Entrance> doors, Map<String, Raw> raw, Steps steps, Refusals refusals) {
    try (Workers workers = new Workers()) {
      List<CompletableFuture<Optional<Admission>>> judging = new ArrayList<>();
      doors.forEach(
          (table, door) ->
              judging.add(
                  workers.after(
                      List.of(),
                      () ->
                          steps.run(
                              "check",
                              table,
                              List.of(table),
                              Intake::read,
                              () -> refusals.orElse(() -> judge(door, raw.get(table)))))));
      Map<String, Admission> admissions = new LinkedHashMap<>();
      Iterator<Optional<Admission>> judgements = Workers.results(judging).iterator();
      doors
          .keySet()
          .forEach(
              table -> judgements.next().ifPresent(admission -> admissions.put(table, admission)));
      return admissions;
    }
  }

  private static OptionalLong read(Optional<Admission> admission) {
    return admission
        .map(some -> OptionalLong.of(some.verdict().counts().read()))
        .orElse(OptionalLong.empty());
  }

  private static Admission judge(Entrance door, Raw raw) {
    try {
      return Exchanges.isSmall(raw) ? door.judge(raw.rows(), Fetch::kept) : door.judge(raw.rows());
    } catch (Exception e) {
      throw Failure.whileReading(raw.source(), e);
    }
  }

  static Input input(Source source) {
    Input declared =
        Catalogue.inputs().stream()
            .filter(input -> input.name().equals(source.table()))
            .findFirst()
            .orElseThrow();
    return source.ends().equals(Optional.of(Ends.LAST_DAY))
        ? declared.givenAsLastDay(Subscriptions.ENDED_ON)
        : declared;
  }

  private static Set<String> found(Set<String> asked, Dataset<Row> rows) {
    Set<String> found = new TreeSet<>();
    for (String name : rows.columns()) {
      found.add(name.toLowerCase(Locale.ROOT));
    }
    found.retainAll(asked);
    return found;
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
              .flatMap(found -> UnknownCustomers.breach(table, found))
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
          admitted.put(table, isAlone ? rows : SharedIds.inOneType(rows));
        });
    return admitted;
  }

  /** What may be wrong and does not stop the run, in words. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    raw.values().forEach(read -> warnings.addAll(FilledColumns.warnings(read)));
    coverage.forEach(
        (table, found) -> UnknownCustomers.warning(table, found).ifPresent(warnings::add));
    return warnings;
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
