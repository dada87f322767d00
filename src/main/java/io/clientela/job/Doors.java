package io.clientela.job;

import io.clientela.contract.Admission;
import io.clientela.contract.CurrencyConversion;
import io.clientela.contract.Entrance;
import io.clientela.contract.Rates;
import io.clientela.contract.Terms;
import io.clientela.kpi.Catalogue;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * All sources as they are read, each with the door that its rows go through.
 *
 * @param refusals what is found wrong while the rows are judged
 */
record Doors(Map<String, Raw> raw, Map<String, Entrance> doors, Refusals refusals) {

  /**
   * Problems of shape in any of the sources are told at once.
   *
   * @param asked further columns that are kept where a source has them
   * @param brokenDown raw tables by whose columns tables are broken down
   */
  static Doors open(
      Iterable<Source> sources,
      Reader reader,
      Terms given,
      Set<String> asked,
      Set<String> brokenDown,
      Steps steps) {
    Refusals refusals = new Refusals();
    Terms terms = given;
    Map<String, Raw> raw = new LinkedHashMap<>();
    Map<String, StructType> schemas = new LinkedHashMap<>();
    Map<String, Entrance> doors = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Source source : ratesFirst(sources)) {
      steps.next("read " + source.table());
      Optional<Raw> some = refusals.orElse(() -> reader.read(source));
      if (some.isEmpty()) {
        continue;
      }
      Raw read = some.get();
      raw.put(source.table(), read);
      schemas.put(source.table(), read.rows().schema());
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
    problems.addAll(Linked.IDS.problems(schemas));
    if (refusals.isEmpty()) {
      problems.addAll(Dimensions.problems(terms.dimensions(), raw, brokenDown));
    }
    refusals.add(problems);
    refusals.throwIfAny();
    raw.values().stream()
        .findAny()
        .ifPresent(any -> Exchanges.fit(any.rows().sparkSession(), raw.values()));
    return new Doors(raw, doors, refusals);
  }

  Set<String> tables() {
    return doors.keySet();
  }

  /** Nothing where the rows can't be judged, which is then refused. */
  Optional<Admission> judge(String table) {
    return refusals.orElse(() -> judge(doors.get(table), raw.get(table)));
  }

  private static Admission judge(Entrance door, Raw raw) {
    try {
      return Exchanges.isSmall(raw) ? door.judge(raw.rows(), Fetch::kept) : door.judge(raw.rows());
    } catch (Exception e) {
      throw Failure.whileReading(raw.source(), e);
    }
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

  private static Terms converting(Entrance door, Raw raw, Terms terms) {
    try (Admission admission = judge(door, raw)) {
      Rates rates =
          Rates.of(
              admission.admitted(),
              ExchangeRates.CURRENCY,
              ExchangeRates.RATE_DATE,
              ExchangeRates.RATE,
              terms.currency());
      List<Row> daily = rates.daily(terms.asOf());
      SparkSession spark = raw.rows().sparkSession();
      return terms.converting(
          new CurrencyConversion(
              spark.createDataFrame(daily, CurrencyConversion.SCHEMA), rates.found()));
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
}
