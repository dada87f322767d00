package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Money;
import io.clientela.table.Refusal;
import io.clientela.table.Rule;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The contract on the way in: raw rows are conformed, rejected, set aside as later, or freed of
 * duplicates.
 */
public final class Entrance {

  public static final Field REASONS =
      new Field(
          "reasons",
          DataTypes.createArrayType(DataTypes.StringType),
          Unit.ANY,
          false,
          "Every reason for which the row was rejected");
  public static final Field ROW = Field.label("row", "The row as it came, as JSON");

  /** Where Spark's JSON reader puts what it can't read. */
  private static final String UNREAD = "_corrupt_record";

  private static final String SOURCE = "__source";
  private static final String REJECTED = "__rejected";
  private static final String LATER = "__later";

  private final Input input;
  private final Terms terms;
  private final List<Conforming> columns;
  private final List<Field> fields;

  private Entrance(Input input, Terms terms, List<Conforming> columns) {
    this.input = input;
    this.terms = terms;
    this.columns = columns;
    this.fields = columns.stream().map(Conforming::field).toList();
  }

  /**
   * Judges the shape of the source against the declared input; throws with every problem of it at
   * once.
   */
  public static Entrance to(Input input, Dataset<Row> source, Terms terms) {
    Map<String, String> found = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (String name : source.columns()) {
      String before = found.put(name.toLowerCase(Locale.ROOT), name);
      if (before != null) {
        problems.add(
            input.name()
                + ": columns "
                + before
                + " and "
                + name
                + " differ in case only; rename one in the SQL");
      }
    }
    if (!problems.isEmpty()) {
      throw Refusal.contract(problems);
    }
    Set<String> dimensions = new LinkedHashSet<>(terms.dimensions());
    dimensions.retainAll(found.keySet());
    List<Conforming> columns = new ArrayList<>();
    for (Field field : input.alsoWith(dimensions).table().fields()) {
      String name = found.get(field.name());
      if (name != null) {
        DataType type = source.schema().apply(name).dataType();
        Conforming column =
            new Conforming(field, col("`" + Conforming.rawName(name) + "`"), type, terms);
        column.mismatch().ifPresent(why -> problems.add(mismatched(input, field, why)));
        columns.add(column);
      } else if (input.requires(field)) {
        problems.add(missing(input, field, source));
      } else if (field.unit() != Unit.LABEL || input.codes().containsKey(field)) {
        columns.add(Conforming.missing(field, terms));
      }
    }
    if (!problems.isEmpty()) {
      throw Refusal.contract(problems);
    }
    return new Entrance(input, terms, columns);
  }

  private static String mismatched(Input input, Field field, String why) {
    return String.format(
        "%s.%s %s; cast it in sources.%s.sql", input.name(), field.name(), why, input.name());
  }

  private static String missing(Input input, Field field, Dataset<Row> source) {
    List<String> found = Arrays.asList(source.columns());
    String remedy =
        found.contains(UNREAD)
            ? "The documents are not one a line; set sources.%s.options: {multiLine: true}"
            : "Rename or derive it in sources.%s.sql";
    return String.format(
        "%s: required column %s is missing; found %s. " + remedy,
        input.name(),
        field.name(),
        found,
        input.name());
  }

  /** Reads the source once for the counts, and its ids once more for duplicates. */
  public Admission judge(Dataset<Row> source) {
    List<Rule> rules = rules();
    Dataset<Row> judged = source.transform(rows -> conform(rows, rules));
    Tally tally = Tally.of(judged, rules, col(LATER), happensOn(), to_json(col(SOURCE)));
    Verdict counted = tally.verdict(input.name());
    Dataset<Row> timely =
        judged.where(not(col(REJECTED))).where(not(col(LATER))).transform(this::asKnown);
    Admission all = new Admission(timely, tally.rejected(), counted, tally);
    if (input.id().isEmpty() || counted.read() == 0) {
      return all;
    }
    return Versions.latest(all, judged.select(input.id().orElseThrow().col()), input);
  }

  private List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    columns.forEach(column -> rules.addAll(column.rules()));
    input
        .codes()
        .forEach(
            (field, values) -> {
              String reason = field.name() + " is none of " + values;
              rules.add(new Rule(reason, not(field.col().isin(values.toArray()))));
            });
    rules.addAll(input.rules());
    if (currency().isPresent()) {
      terms
          .conversion()
          .map(rates -> rates.missing(currency().orElseThrow(), happensOn(), terms))
          .ifPresent(rules::add);
    }
    return rules.stream()
        .map(rule -> new Rule(rule.reason(), coalesce(rule.broken(), lit(false))))
        .toList();
  }

  private Dataset<Row> conform(Dataset<Row> source, List<Rule> rules) {
    List<Column> raw = new ArrayList<>(List.of(struct(col("*")).as(SOURCE)));
    for (String name : source.columns()) {
      raw.add(source.col("`" + name.replace("`", "``") + "`").as(Conforming.rawName(name)));
    }
    List<Column> conformed = new ArrayList<>(List.of(col("*")));
    columns.forEach(column -> conformed.add(column.field().is(value(column))));
    List<Column> dated = new ArrayList<>(List.of(col("*")));
    instants().forEach(field -> dated.add(field.businessDate().is(field.col())));
    Column isLater = coalesce(happensOn().geq(lit(terms.asOf())), lit(false));
    Column isRejected = rules.stream().map(Rule::broken).reduce(Column::or).orElse(lit(false));
    return source
        .select(raw.toArray(Column[]::new))
        .select(conformed.toArray(Column[]::new))
        .select(dated.toArray(Column[]::new))
        .transform(this::inReportingCurrency)
        .withColumn(REJECTED, isRejected)
        .withColumn(LATER, isLater);
  }

  private Dataset<Row> inReportingCurrency(Dataset<Row> rows) {
    if (currency().isEmpty() || terms.conversion().isEmpty()) {
      return rows;
    }
    Map<String, Column> unrounded = new LinkedHashMap<>();
    columns.stream()
        .filter(column -> column.field().unit() == Unit.MONEY)
        .forEach(column -> unrounded.put(column.field().name(), column.unrounded()));
    return terms
        .conversion()
        .orElseThrow()
        .convert(rows, currency().orElseThrow(), happensOn(), unrounded);
  }

  private Optional<Field> currency() {
    return fields.stream().filter(field -> field.unit() == Unit.CURRENCY).findFirst();
  }

  private Column value(Conforming column) {
    List<String> codes = input.codes().get(column.field());
    Column given = column.value();
    if (input.lastDays().contains(column.field())) {
      return date_add(given, 1);
    }
    if (codes == null) {
      return given;
    }
    Column code = when(given.isin(codes.toArray()), given).otherwise(lower(trim(given)));
    return coalesce(code, lit(codes.get(0)));
  }

  private Stream<Field> instants() {
    return fields.stream().filter(field -> field.unit() == Unit.INSTANT);
  }

  private Column happensOn() {
    return input.happensAt().businessDate().col();
  }

  /** What is not known yet at as-of reads as if it had not happened. */
  private Dataset<Row> asKnown(Dataset<Row> timely) {
    Map<String, Column> known = new LinkedHashMap<>();
    fields.forEach(field -> known.put(field.name(), field.col()));
    instants().forEach(field -> known.put(field.businessDate().name(), field.businessDate().col()));
    input
        .becomesKnown()
        .forEach(
            (instant, money) -> {
              Column on = instant.businessDate().col();
              Column isKnown = coalesce(on.lt(lit(terms.asOf())), lit(true));
              known.put(instant.name(), when(isKnown, instant.col()));
              known.put(instant.businessDate().name(), when(isKnown, on));
              money.ifPresent(
                  field -> {
                    Column amount = coalesce(field.col(), lit(0).cast(Money.ADMITTED));
                    Column none = lit(0).cast(Money.ADMITTED);
                    known.put(field.name(), when(isKnown, amount).otherwise(none));
                  });
            });
    return timely.select(
        known.entrySet().stream()
            .map(entry -> entry.getValue().as(entry.getKey()))
            .toArray(Column[]::new));
  }
}
