package io.clientela.model;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Cell;
import io.clientela.table.Field;
import io.clientela.table.Proportion;
import io.clientela.table.Sums;
import io.clientela.table.Unit;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * Share without the event, day by day, of subjects that are not all observed to the end (Kaplan and
 * Meier 1958), from counts of subjects by day: a curve has as many rows as days, however many
 * subjects it has.
 *
 * @param curve fields that tell the curves apart
 */
public record KaplanMeier(List<Field> curve) {

  public static final Field DAY =
      Field.days("day", "Days since the start; 0, and every day with an event or a censoring");

  /** No count that adds up: a segment has rows only for days on which something happens in it. */
  public static final Field AT_RISK =
      new Field(
          "at_risk",
          DataTypes.LongType,
          Unit.ORDINAL,
          false,
          "Subjects without event that are still observed when the day begins");

  public static final Field EVENTS =
      Field.count("events", "Of them, those with the event on the day");
  public static final Field CENSORED =
      Field.count(
          "censored", "Of them, those observed up to the day, without event; they leave after it");
  public static final Field SURVIVAL =
      Field.share(
          "survival",
          "Share without event after the day: the product of 1 - events / at_risk up to it");
  public static final Field SURVIVAL_LOW = bound("survival_low", "Lower");
  public static final Field SURVIVAL_HIGH = bound("survival_high", "Upper");
  public static final Field MEDIAN_DAYS =
      Field.days(
              "median_days",
              "First day of the curve with survival <= 0.5 (to nine decimals); null = not reached")
          .orNull();
  public static final Field MEDIAN_DAYS_LOW = medianBound("median_days_low", "Lower", SURVIVAL_LOW);
  public static final Field MEDIAN_DAYS_HIGH =
      medianBound("median_days_high", "Upper", SURVIVAL_HIGH);

  public static final List<Field> VALUES =
      List.of(
          AT_RISK,
          EVENTS,
          CENSORED,
          SURVIVAL,
          SURVIVAL_LOW,
          SURVIVAL_HIGH,
          MEDIAN_DAYS,
          MEDIAN_DAYS_LOW,
          MEDIAN_DAYS_HIGH);

  private static final Field HAZARD = Field.ratio("hazard", "Minus the logarithm of survival");
  private static final Field VARIANCE =
      Field.ratio("variance", "Of that logarithm (Greenwood 1926)");

  /**
   * A survival of one half is a product of fractions, which binary numbers miss by their last bits.
   */
  private static final double HALF = 0.5 + 1e-9;

  public KaplanMeier {
    curve = List.copyOf(curve);
  }

  private static Field bound(String name, String which) {
    return Field.share(
        name,
        which
            + " 95 % bound (Greenwood, log-log) of survival; 1 before the first event, null where"
            + " survival is 0");
  }

  private static Field medianBound(String name, String which, Field bound) {
    return Field.days(
            name,
            which
                + " 95 % bound of median_days: first day with "
                + bound.name()
                + " <= 0.5; null = not reached")
        .orNull();
  }

  /**
   * The curves of rows that hold their fields, {@link #DAY}, {@link #EVENTS}, {@link #CENSORED}.
   */
  public Dataset<Row> estimate(Dataset<Row> counts) {
    return counts
        .transform(this::countDays)
        .transform(this::countAtRisk)
        .transform(this::addUp)
        .transform(KaplanMeier::withBounds)
        .transform(this::findMedians);
  }

  /**
   * The median of one curve; null where it is not reached.
   *
   * @param days in order, with {@link #DAY}, {@link #EVENTS} and {@link #CENSORED}
   */
  public static Integer median(List<Cell> days) {
    Sums leaving = new Sums(EVENTS, CENSORED);
    days.forEach(leaving::add);
    long atRisk = leaving.count(EVENTS) + leaving.count(CENSORED);
    double hazard = 0;
    for (Cell day : days) {
      long events = day.count(EVENTS);
      hazard -= StrictMath.log1p(-((double) events / atRisk));
      if (events == atRisk || StrictMath.exp(-hazard) <= HALF) {
        return day.integer(DAY);
      }
      atRisk -= events + day.count(CENSORED);
    }
    return null;
  }

  /** One row per day, and day 0 in any case. */
  private Dataset<Row> countDays(Dataset<Row> counts) {
    Column start = struct(DAY.is(lit(0)), EVENTS.is(lit(0)), CENSORED.is(lit(0)));
    Column day = struct(DAY.col(), EVENTS.col(), CENSORED.col());
    return counts
        .select(curveAnd(inline(array(start, day))))
        .groupBy(curveAnd(DAY.col()))
        .agg(EVENTS.is(sum(EVENTS.col())), CENSORED.is(sum(CENSORED.col())));
  }

  private Dataset<Row> countAtRisk(Dataset<Row> days) {
    WindowSpec fromHereOn =
        Window.partitionBy(curveAnd())
            .orderBy(DAY.col().desc())
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column leaving = EVENTS.col().plus(CENSORED.col());
    return days.select(
        curveAnd(
            DAY.col(), AT_RISK.is(sum(leaving).over(fromHereOn)), EVENTS.col(), CENSORED.col()));
  }

  /**
   * The day on which nobody is left adds nothing: the logarithm and the quotient are null there.
   */
  private Dataset<Row> addUp(Dataset<Row> days) {
    WindowSpec upToHere =
        Window.partitionBy(curveAnd())
            .orderBy(DAY.col())
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column events = EVENTS.col().cast(DataTypes.DoubleType);
    Column atRisk = AT_RISK.col().cast(DataTypes.DoubleType);
    Column hazard = negate(log1p(negate(try_divide(events, atRisk))));
    Column variance = try_divide(events, atRisk.multiply(atRisk.minus(events)));
    return days.select(
        curveAnd(
            DAY.col(),
            AT_RISK.col(),
            EVENTS.col(),
            CENSORED.col(),
            HAZARD.is(sum(hazard).over(upToHere)),
            VARIANCE.is(sum(variance).over(upToHere))));
  }

  private static Dataset<Row> withBounds(Dataset<Row> days) {
    Column isNobodyLeft = EVENTS.col().equalTo(AT_RISK.col());
    Column reach = try_divide(sqrt(VARIANCE.col()).multiply(Proportion.Z), HAZARD.col());
    return days.withColumn(
            SURVIVAL.name(), when(isNobodyLeft, 0.0).otherwise(exp(negate(HAZARD.col()))))
        .withColumn(SURVIVAL_LOW.name(), when(isNobodyLeft, lit(null)).otherwise(power(reach)))
        .withColumn(
            SURVIVAL_HIGH.name(), when(isNobodyLeft, lit(null)).otherwise(power(negate(reach))));
  }

  /** Survival to the power of e^exponent: what is symmetric around log(-log survival). */
  private static Column power(Column exponent) {
    return when(HAZARD.col().equalTo(0), 1.0)
        .otherwise(exp(negate(HAZARD.col().multiply(exp(exponent)))));
  }

  private Dataset<Row> findMedians(Dataset<Row> days) {
    return days.select(
        curveAnd(
            DAY.col(),
            AT_RISK.col(),
            EVENTS.col(),
            CENSORED.col(),
            SURVIVAL.is(SURVIVAL.col()),
            SURVIVAL_LOW.is(SURVIVAL_LOW.col()),
            SURVIVAL_HIGH.is(SURVIVAL_HIGH.col()),
            MEDIAN_DAYS.is(firstHalf(SURVIVAL)),
            MEDIAN_DAYS_LOW.is(firstHalf(SURVIVAL_LOW)),
            MEDIAN_DAYS_HIGH.is(firstHalf(SURVIVAL_HIGH))));
  }

  private Column firstHalf(Field share) {
    return min(when(share.col().leq(HALF), DAY.col())).over(Window.partitionBy(curveAnd()));
  }

  private Column[] curveAnd(Column... more) {
    return Stream.concat(curve.stream().map(Field::col), Stream.of(more)).toArray(Column[]::new);
  }
}
