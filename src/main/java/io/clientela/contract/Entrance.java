package io.clientela.contract;

import static org.apache.spark.sql.functions.array;
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
import io.clientela.table.UnreadRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;

/**
 * The contract on the way in: of rows with one id one is chosen; the rows are then conformed,
 * rejected, or set aside as later.
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

  private static final String REPLACED = "\ufffd";
  private static final String SOURCE = "__source";
  private static final String REJECTED = "__rejected";
  private static final String LATER = "__later";

  private final Input input;
  private final Terms terms;
  private final List<Conforming> columns;
  private final List<Field> fields;
  private final VersionOrder order;
  private final boolean hasUnreadRows;

  private Entrance(
      Input input,
      Terms terms,
      List<Conforming> columns,
      VersionOrder order,
      boolean hasUnreadRows) {
    this.input = input;
    this.terms = terms;
    this.columns = columns;
    this.fields = columns.stream().map(Conforming::field).toList();
    this.order = order;
    this.hasUnreadRows = hasUnreadRows;
  }

  /**
   * Judges the shape of the source against the declared input.
   *
   * @throws Refusal with every problem of the shape at once
   */
  public static Entrance to(Input input, Dataset<Row> source, Terms terms) {
    Map<String, String> found = columnsByName(input, source);
    List<String> problems = new ArrayList<>();
    Set<String> dimensions = new LinkedHashSet<>(terms.dimensions());
    dimensions.retainAll(found.keySet());
    List<Conforming> columns = new ArrayList<>();
    for (Field field : input.alsoWith(dimensions).table().fields()) {
      String name = found.get(field.name());
      boolean isCoded = input.codes().containsKey(field);
      if (name != null) {
        DataType type = source.schema().apply(name).dataType();
        Conforming column = new Conforming(field, name, type, isCoded, terms);
        column.mismatch().ifPresent(why -> problems.add(mismatched(input, field, why)));
        columns.add(column);
      } else if (input.requires(field)) {
        problems.add(missing(input, field, source));
      } else if (field.unit() != Unit.LABEL || isCoded) {
        columns.add(Conforming.missing(field, terms));
      }
    }
    if (!problems.isEmpty()) {
      throw Refusal.contract(problems);
    }
    boolean hasUnreadRows = List.of(source.columns()).contains(UnreadRow.REASON);
    VersionOrder order = VersionOrder.of(input, source, terms);
    return new Entrance(input, terms, columns, order, hasUnreadRows);
  }

  /** The names of the source's columns by their lower case. */
  private static Map<String, String> columnsByName(Input input, Dataset<Row> source) {
    Map<String, String> found = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (String name : source.columns()) {
      String before = found.put(name.toLowerCase(Locale.ROOT), name);
      if (before != null) {
        problems.add(
            String.format(
                "%s: columns %s and %s differ in case only; rename one in the SQL",
                input.name(), before, name));
      }
    }
    if (!problems.isEmpty()) {
      throw Refusal.contract(problems);
    }
    return found;
  }

  private static String mismatched(Input input, Field field, String why) {
    return String.format(
        "%s.%s %s; cast it in sources.%s.sql", input.name(), field.name(), why, input.name());
  }

  private static String missing(Input input, Field field, Dataset<Row> source) {
    List<String> found =
        Stream.of(source.columns()).filter(name -> !UnreadRow.isColumn(name)).toList();
    String remedy =
        found.contains(UNREAD)
            ? "The documents are not one a line; set sources.%s.options: {multiLine: true}"
            : "Rename or derive it in sources.%s.sql";
    return String.format(
            "%s: required column %s is missing; found %s. ", input.name(), field.name(), found)
        + String.format(remedy, input.name())
        + NearNames.of(input, found).hint(field);
  }

  /** The type that an id of this type has once it is admitted. */
  public static DataType idType(DataType found) {
    return Conforming.idType(found);
  }

  /** Reads the ids of the source for rows that share one, then the source once for the counts. */
  public Admission judge(Dataset<Row> source) {
    List<Rule> rules = rules();
    Dataset<Row> judged = source.transform(rows -> conform(rows, rules));
    Versions.Choice choice =
        identified()
            .map(id -> versions(id.field(), rules).among(judged))
            .orElse(Versions.Choice.none(judged));
    Column amount = input.amount().map(Field::col).orElse(lit(null)).cast(Money.ADMITTED);
    Tally tally =
        Tally.of(
            choice.rows(), rules, new Tally.Counted(col(LATER), happensOn(), asText(), amount));
    Verdict verdict = tally.verdict(input).withVersions(choice);
    Dataset<Row> timely =
        choice.rows().where(not(col(REJECTED))).where(not(col(LATER))).transform(this::asKnown);
    return new Admission(
        timely,
        choice
            .conflicting()
            .map(this::conflicting)
            .map(tally.rejected()::unionByName)
            .orElse(tally.rejected()),
        verdict,
        () -> {
          tally.close();
          choice.held().close();
        });
  }

  /** The id, if the source has the column. */
  private Optional<Conforming> identified() {
    return columns.stream()
        .filter(column -> input.id().equals(Optional.of(column.field())) && !column.isMissing())
        .findFirst();
  }

  private Versions versions(Field id, List<Rule> rules) {
    Column isVersion = not(col(LATER)).or(col(REJECTED));
    List<Column> same = new ArrayList<>(List.of(isVersion, Tally.broken(rules)));
    for (Conforming column : columns) {
      boolean isMap = column.found() instanceof MapType;
      same.add(isMap ? to_json(column.field().col()) : column.field().col());
    }
    return new Versions(id, isVersion, same, order, asText());
  }

  private Dataset<Row> conflicting(Dataset<Row> rows) {
    String reason = "rows of one " + input.id().orElseThrow().name() + " differ";
    return rows.select(REASONS.is(array(lit(reason))), ROW.is(asText()));
  }

  /** The row as it came: as JSON, or as it stands in its file where it could not be taken apart. */
  private Column asText() {
    Column json = to_json(col(SOURCE));
    return hasUnreadRows ? coalesce(col(Conforming.rawName(UnreadRow.TEXT)), json) : json;
  }

  private List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    columns.forEach(column -> rules.addAll(column.rules()));
    codeRules(rules);
    characterRule().ifPresent(rules::add);
    rules.addAll(input.rules());
    if (currency().isPresent()) {
      terms
          .conversion()
          .map(rates -> rates.missing(currency().orElseThrow(), happensOn(), terms))
          .ifPresent(rules::add);
    }
    List<Rule> decided =
        rules.stream()
            .map(rule -> rule.when(coalesce(rule.broken(), lit(false)).and(not(isUnread()))))
            .map(this::shown)
            .collect(Collectors.toCollection(ArrayList::new));
    if (hasUnreadRows) {
      decided.addAll(UnreadRow.rules(col(Conforming.rawName(UnreadRow.REASON))));
    }
    return decided;
  }

  /** A rule over several columns is shown by the ids of such rows. */
  private Rule shown(Rule rule) {
    return rule.columns().isEmpty()
        ? identified().map(id -> rule.shownBy(id.name())).orElse(rule)
        : rule;
  }

  private Column isUnread() {
    return hasUnreadRows ? col(Conforming.rawName(UnreadRow.REASON)).isNotNull() : lit(false);
  }

  private void codeRules(List<Rule> rules) {
    for (Conforming column : columns) {
      List<String> codes = input.codes().get(column.field());
      if (codes != null && !column.isMissing()) {
        Field field = column.field();
        rules.add(
            Rule.unreadable(
                field.name() + " is none of " + codes,
                not(field.col().isin(codes.toArray())),
                "one of " + String.join(", ", codes),
                column.name()));
      }
    }
  }

  /** Where a file was read in another encoding than its own, a replacement character stands. */
  private Optional<Rule> characterRule() {
    List<Conforming> texts =
        columns.stream()
            .filter(column -> column.isText() && !column.isMissing())
            .filter(column -> Set.of(Unit.ID, Unit.LABEL).contains(column.field().unit()))
            .toList();
    return texts.stream()
        .map(column -> column.field().col().contains(lit(REPLACED)))
        .reduce(Column::or)
        .map(
            isReplaced ->
                new Rule(
                    "a text holds a character that could not be read (U+FFFD)",
                    isReplaced,
                    Rule.Kind.UNREADABLE,
                    "the encoding of the files, by options: {encoding: ISO-8859-1} for example",
                    texts.stream().map(Conforming::name).toList()));
  }

  private Dataset<Row> conform(Dataset<Row> source, List<Rule> rules) {
    List<Column> given = new ArrayList<>();
    List<Column> raw = new ArrayList<>();
    for (String name : source.columns()) {
      Column column = Accepted.column(name);
      raw.add(column.as(Conforming.rawName(name)));
      if (!UnreadRow.isColumn(name)) {
        given.add(column);
      }
    }
    raw.add(0, struct(given.toArray(Column[]::new)).as(SOURCE));
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
