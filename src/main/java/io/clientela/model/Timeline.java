package io.clientela.model;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/**
 * Numbered periods as dates, and series without gaps; the rows say their grain in {@link
 * Activity#GRAIN}.
 */
public final class Timeline {

  public static final Field PERIOD_START = Field.date("period_start", "First day of the period");
  public static final Field IS_COMPLETE =
      Field.flag(
          "is_complete",
          "The period is over at the as-of date; what is not complete can still change");

  private Timeline() {}

  public static Column startOf(Column period, Facts facts) {
    return byGrain(grain -> grain.startOf(period, facts.weekStart()));
  }

  /** True where the period is over at as-of. */
  public static Column isOver(Column period, Facts facts) {
    return startOf(period.plus(1), facts).leq(lit(facts.asOf()));
  }

  /**
   * Midnight of the as-of date, in microseconds since 1970; the session's zone is the business one.
   */
  public static Column asOfMicros(Facts facts) {
    return unix_micros(lit(facts.asOf()).cast(DataTypes.TimestampType));
  }

  /** Number of the period that holds the last known day. */
  public static Column last(Facts facts) {
    return byGrain(grain -> lit(facts.lastPeriod(grain)));
  }

  /**
   * The rows of each series, with a row of zeros for every period between and after them, up to the
   * last known one. Multiplies rows.
   */
  public static Dataset<Row> fill(
      Dataset<Row> rows, List<Field> series, Field[] measures, Facts facts) {
    Column following = coalesce(next(series, Activity.PERIOD), last(facts).plus(1));
    return fill(rows, series, Activity.PERIOD, following, measures);
  }

  /** Number of the row that comes next in its series; null for the last. */
  public static Column next(List<Field> series, Field number) {
    Column[] keys = series.stream().map(Field::col).toArray(Column[]::new);
    return lead(number.col(), 1).over(Window.partitionBy(keys).orderBy(number.col()));
  }

  /**
   * The rows of each series, with a row of zeros for every number from the row's own to before
   * {@code following}. Multiplies rows.
   */
  public static Dataset<Row> fill(
      Dataset<Row> rows, List<Field> series, Field number, Column following, Field... measures) {
    Column[] keys = series.stream().map(Field::col).toArray(Column[]::new);
    Column[] measured = Stream.of(measures).map(Field::col).toArray(Column[]::new);
    Column observed = col("observed");
    Column[] filled =
        Stream.of(measures)
            .map(
                field ->
                    field.is(when(observed.equalTo(number.col()), field.col()).otherwise(lit(0))))
            .toArray(Column[]::new);
    Column numbers = explode(sequence(observed, col("following").minus(1)));
    return rows.select(
            both(keys, both(measured, number.col().as("observed"), following.as("following"))))
        .select(both(keys, both(measured, observed, numbers.as(number.name()))))
        .select(both(keys, both(filled, number.col())));
  }

  private static Column byGrain(Function<Grain, Column> expression) {
    Column result = lit(null);
    for (Grain grain : Grain.values()) {
      result =
          when(Activity.GRAIN.col().equalTo(grain.label()), expression.apply(grain))
              .otherwise(result);
    }
    return result;
  }

  private static Column[] both(Column[] left, Column... right) {
    return Stream.concat(Stream.of(left), Stream.of(right)).toArray(Column[]::new);
  }
}
