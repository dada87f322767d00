package io.clientela.job;

import static org.apache.spark.sql.functions.col;

import io.clientela.contract.Admission;
import io.clientela.contract.Entrance;
import io.clientela.contract.Terms;
import io.clientela.contract.Verdict;
import io.clientela.kpi.Catalogue;
import io.clientela.model.CustomerAliases;
import io.clientela.model.Customers;
import io.clientela.model.ExchangeRates;
import io.clientela.model.Opportunities;
import io.clientela.model.OrderRefunds;
import io.clientela.model.Orders;
import io.clientela.model.Subscriptions;
import io.clientela.model.Tickets;
import io.clientela.source.Raw;
import io.clientela.source.Reader;
import io.clientela.source.Source;
import io.clientela.source.Source.Ends;
import io.clientela.table.Input;
import io.clientela.table.Refusal;
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
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NullType;

/** The rows of all sources, read at one version and judged at the door. */
record Intake(Map<String, Raw> raw, Map<String, Admission> admissions) implements AutoCloseable {

  /** Ids by which rows of different raw tables are joined. */
  private static final List<String> SHARED_IDS =
      List.of(
          Customers.CUSTOMER_ID.name(),
          Orders.ORDER_ID.name(),
          Opportunities.OPPORTUNITY_ID.name(),
          Tickets.TICKET_ID.name());

  /** Other tables may hold an order_id that is none of ours. */
  private static final Set<String> WITH_ORDERS =
      Set.of(Orders.TABLE.name(), OrderRefunds.TABLE.name());

  /**
   * Judges every source; problems of shape in any of them are told at once.
   *
   * @param asked further columns that are kept where a source has them
   */
  static Intake of(
      Iterable<Source> sources, Reader reader, Terms given, Set<String> asked, Steps steps) {
    Terms terms = given;
    Map<String, Raw> raw = new LinkedHashMap<>();
    Map<String, Entrance> doors = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Source source : ratesFirst(sources)) {
      steps.next("read " + source.table());
      Raw read = reader.read(source);
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
        Entrance door = Entrance.to(input, read.rows(), terms);
        doors.put(source.table(), door);
        if (isRates(source)) {
          terms = converting(door, read, terms);
        }
      } catch (Refusal refusal) {
        problems.add(refusal.getMessage());
      }
    }
    SHARED_IDS.forEach(id -> problems.addAll(idOfTwoTypes(id, raw)));
    problems.addAll(unknownDimensions(raw, terms));
    if (!problems.isEmpty()) {
      throw Refusal.contract(problems);
    }
    return new Intake(raw, judged(doors, raw, steps));
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
      Map<String, Entrance> doors, Map<String, Raw> raw, Steps steps) {
    try (Workers workers = new Workers()) {
      List<CompletableFuture<Admission>> judging = new ArrayList<>();
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
                              admission -> OptionalLong.of(admission.verdict().read()),
                              () -> judge(door, raw.get(table))))));
      Map<String, Admission> admissions = new LinkedHashMap<>();
      Iterator<Admission> judgements = Workers.results(judging).iterator();
      doors.keySet().forEach(table -> admissions.put(table, judgements.next()));
      return admissions;
    }
  }

  private static Admission judge(Entrance door, Raw raw) {
    try {
      return door.judge(raw.rows());
    } catch (Exception e) {
      throw Failure.whileReading(raw.source(), e);
    }
  }

  private static Input input(Source source) {
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

  /** Joins never convert an id. */
  private static List<String> idOfTwoTypes(String id, Map<String, Raw> raw) {
    Map<String, String> types = new LinkedHashMap<>();
    raw.forEach(
        (table, read) ->
            List.of(read.rows().schema().fields()).stream()
                .filter(field -> isShared(id, table, field.name()))
                .filter(field -> !(field.dataType() instanceof NullType))
                .forEach(
                    field ->
                        types.merge(kind(field.dataType()).sql(), table, (a, b) -> a + ", " + b)));
    return types.size() < 2
        ? List.of()
        : List.of(
            id
                + " has different types in the sources: "
                + types
                + "; cast it to one type in the staging SQL of one of them");
  }

  /** An alias is a customer_id too. */
  private static boolean isShared(String id, String table, String column) {
    boolean isAlias =
        id.equals(Customers.CUSTOMER_ID.name())
            && table.equals(CustomerAliases.TABLE.name())
            && column.equalsIgnoreCase(CustomerAliases.ALIAS.name());
    boolean isOfOthers = id.equals(Orders.ORDER_ID.name()) && !WITH_ORDERS.contains(table);
    return isAlias || !isOfOthers && column.equalsIgnoreCase(id);
  }

  private static DataType kind(DataType type) {
    return type instanceof IntegralType ? DataTypes.LongType : type;
  }

  private static List<String> unknownDimensions(Map<String, Raw> raw, Terms terms) {
    List<String> columns =
        raw.values().stream()
            .flatMap(read -> List.of(read.rows().columns()).stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .distinct()
            .sorted()
            .toList();
    return terms.dimensions().stream()
        .filter(dimension -> !columns.contains(dimension))
        .map(dimension -> "dimension " + dimension + " is a column of no source; found " + columns)
        .toList();
  }

  /** What keeps the run from going on; empty if nothing. */
  List<String> breaches(UnaryOperator<String> rejectedIn) {
    List<String> breaches = new ArrayList<>();
    admissions.forEach(
        (table, admission) -> {
          Source source = raw.get(table).source();
          Verdict verdict = admission.verdict();
          if (verdict.read() == 0 && !source.limits().allowEmpty()) {
            breaches.add(
                String.format(
                    "%s: %s has no rows. Load it, or set sources.%s.allow-empty: true",
                    table, source.path(), table));
          } else if (verdict.rejectShare() > source.limits().maxReject()) {
            breaches.add(overLimit(source, verdict) + rejectedIn.apply(table));
          }
        });
    return breaches;
  }

  private static String overLimit(Source source, Verdict verdict) {
    return String.format(
        Locale.ROOT,
        "%s: %,d of %,d rows are rejected (%.2f %%, allowed %.2f %%): %s. Fix the feed or raise"
            + " sources.%s.max-reject-share",
        source.table(),
        verdict.rejected(),
        verdict.read(),
        100 * verdict.rejectShare(),
        100 * source.limits().maxReject(),
        verdict.reasons().entrySet().stream()
            .map(
                reason ->
                    String.format(Locale.ROOT, "%s (%,d)", reason.getKey(), reason.getValue()))
            .collect(Collectors.joining(", ")),
        source.table());
  }

  Map<String, Dataset<Row>> admitted() {
    Map<String, Dataset<Row>> admitted = new LinkedHashMap<>();
    admissions.forEach(
        (table, admission) -> admitted.put(table, inOneIdType(admission.admitted())));
    return admitted;
  }

  /** Whole numbers of different width are one type. */
  private Dataset<Row> inOneIdType(Dataset<Row> rows) {
    Dataset<Row> result = rows;
    for (String id : SHARED_IDS) {
      boolean isWhole =
          List.of(rows.columns()).contains(id)
              && rows.schema().apply(id).dataType() instanceof IntegralType;
      boolean isAlone = admissions.size() == 1;
      if (isWhole && !isAlone) {
        result = result.withColumn(id, col(id).cast(DataTypes.LongType));
      }
    }
    return result;
  }

  List<Verdict> verdicts() {
    return admissions.values().stream().map(Admission::verdict).toList();
  }

  @Override
  public void close() {
    admissions.values().forEach(Admission::close);
  }
}
