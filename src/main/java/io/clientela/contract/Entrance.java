package io.clientela.contract;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Money;
import io.clientela.table.Refusal;
import io.clientela.table.Rule;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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

  private static final String REJECTED = "__rejected";
  private static final String LATER = "__later";

  private final Shape shape;
  private final Terms terms;
  private final VersionOrder order;

  private Entrance(Shape shape, Terms terms, VersionOrder order) {
    this.shape = shape;
    this.terms = terms;
    this.order = order;
  }

  /**
   * Judges the shape of the source against the declared input.
   *
   * @throws Refusal with every problem of the shape at once
   */
  public static Entrance to(Input input, Dataset<Row> source, Terms terms) {
    Shape shape = Shape.of(input, source, terms);
    return new Entrance(shape, terms, VersionOrder.of(shape, source, terms));
  }

  /** The type that an id of this type has once it is admitted. */
  public static DataType idType(DataType found) {
    return Conforming.idType(found);
  }

  /** Reads the ids of the source for rows that share one, then the source once for the counts. */
  public Admission judge(Dataset<Row> source) {
    List<Rule> rules = new Rules(shape, terms).all();
    Dataset<Row> given = given(source);
    UnaryOperator<Dataset<Row>> judge = rows -> conform(rows, rules);
    Versions.Choice choice =
        shape
            .id()
            .map(id -> versions(id.field(), rules).among(given, id.value(), judge))
            .orElseGet(() -> Versions.Choice.none(judge.apply(given)));
    Column amount = shape.input().amount().map(Field::col).orElse(lit(null)).cast(Money.ADMITTED);
    Tally tally =
        Tally.of(
            choice.rows(),
            rules,
            new Tally.Counted(col(LATER), shape.happensOn(), shape.asText(), amount));
    Verdict verdict = tally.verdict(shape.input()).withVersions(choice);
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

  private Versions versions(Field id, List<Rule> rules) {
    Column isVersion = not(col(LATER)).or(col(REJECTED));
    List<Column> same = new ArrayList<>(List.of(isVersion, Tally.broken(rules)));
    for (Conforming column : shape.columns()) {
      boolean isMap = column.found() instanceof MapType;
      same.add(isMap ? to_json(column.field().col()) : column.field().col());
    }
    return new Versions(id, isVersion, same, order, shape.asText());
  }

  private Dataset<Row> conflicting(Dataset<Row> rows) {
    String reason = "rows of one " + shape.input().id().orElseThrow().name() + " differ";
    return rows.select(REASONS.is(array(lit(reason))), ROW.is(shape.asText()));
  }

  /** The columns of the source under names of their own. */
  private static Dataset<Row> given(Dataset<Row> source) {
    return source.select(
        Stream.of(source.columns())
            .map(name -> Accepted.column(name).as(Conforming.rawName(name)))
            .toArray(Column[]::new));
  }

  private Dataset<Row> conform(Dataset<Row> given, List<Rule> rules) {
    List<Column> conformed = new ArrayList<>(List.of(col("*")));
    shape.columns().forEach(column -> conformed.add(column.field().is(value(column))));
    List<Column> dated = new ArrayList<>(List.of(col("*")));
    shape.instants().forEach(field -> dated.add(field.businessDate().is(field.col())));
    Column isLater = coalesce(shape.happensOn().geq(lit(terms.asOf())), lit(false));
    Column isRejected = rules.stream().map(Rule::broken).reduce(Column::or).orElse(lit(false));
    return given
        .select(conformed.toArray(Column[]::new))
        .select(dated.toArray(Column[]::new))
        .transform(this::inReportingCurrency)
        .withColumn(REJECTED, isRejected)
        .withColumn(LATER, isLater);
  }

  private Dataset<Row> inReportingCurrency(Dataset<Row> rows) {
    if (shape.currency().isEmpty() || terms.conversion().isEmpty()) {
      return rows;
    }
    Map<String, Column> unrounded = new LinkedHashMap<>();
    shape.columns().stream()
        .filter(column -> column.field().unit() == Unit.MONEY)
        .forEach(column -> unrounded.put(column.field().name(), column.unrounded()));
    return terms
        .conversion()
        .orElseThrow()
        .convert(rows, shape.currency().orElseThrow(), shape.happensOn(), unrounded);
  }

  private Column value(Conforming column) {
    boolean isLastDay = shape.input().lastDays().contains(column.field());
    return isLastDay ? date_add(column.value(), 1) : column.value();
  }

  /** What is not known yet at as-of reads as if it had not happened. */
  private Dataset<Row> asKnown(Dataset<Row> timely) {
    Map<String, Column> known = new LinkedHashMap<>();
    shape.fields().forEach(field -> known.put(field.name(), field.col()));
    shape
        .instants()
        .forEach(field -> known.put(field.businessDate().name(), field.businessDate().col()));
    shape
        .input()
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
