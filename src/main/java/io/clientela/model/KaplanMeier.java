package io.clientela.model;

import io.clientela.table.Cell;
import io.clientela.table.Field;
import io.clientela.table.Proportion;
import io.clientela.table.RowsOut;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.types.DataTypes;

/**
 * Share without the event, day by day, of subjects that are not all observed to the end (Kaplan and
 * Meier 1958), from counts of subjects by day: a curve has as many days as something happens on,
 * however many subjects it has.
 *
 * @param any one of the cells
 */
public record KaplanMeier(Cell any, List<Day> days) {

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

  /**
   * A survival of one half is a product of fractions, which binary numbers miss by their last bits.
   */
  private static final double HALF = 0.5 + 1e-9;

  /**
   * What is known of a day.
   *
   * @param atRisk subjects without event that are still observed when it begins
   * @param low null where survival is 0
   */
  public record Day(
      int day, long atRisk, long events, long censored, double survival, Double low, Double high) {}

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
   * The curve of cells that hold {@link #DAY}, {@link #EVENTS} and {@link KaplanMeier#CENSORED}, in
   * any order; day 0 is on it in any case.
   */
  public static KaplanMeier of(Iterator<Cell> cells) {
    SortedMap<Integer, long[]> counts = new TreeMap<>(Map.of(0, new long[2]));
    Cell any = null;
    while (cells.hasNext()) {
      any = cells.next();
      long[] ofDay = counts.computeIfAbsent(any.integer(DAY), day -> new long[2]);
      ofDay[0] += any.count(EVENTS);
      ofDay[1] += any.count(CENSORED);
    }
    return new KaplanMeier(any, days(counts));
  }

  /**
   * @param counts by day, events and censored ones
   */
  private static List<Day> days(SortedMap<Integer, long[]> counts) {
    long atRisk = counts.values().stream().mapToLong(count -> count[0] + count[1]).sum();
    double hazard = 0;
    double variance = 0;
    List<Day> days = new ArrayList<>();
    for (Map.Entry<Integer, long[]> entry : counts.entrySet()) {
      long events = entry.getValue()[0];
      long censored = entry.getValue()[1];
      boolean isNobodyLeft = events == atRisk;
      if (!isNobodyLeft) {
        double risk = atRisk;
        hazard += -StrictMath.log1p(-(events / risk));
        variance += events / (risk * (risk - events));
      }
      double reach = Math.sqrt(variance) * Proportion.Z / hazard;
      days.add(
          new Day(
              entry.getKey(),
              atRisk,
              events,
              censored,
              isNobodyLeft ? 0 : StrictMath.exp(-hazard),
              isNobodyLeft ? null : power(hazard, reach),
              isNobodyLeft ? null : power(hazard, -reach)));
      atRisk -= events + censored;
    }
    return days;
  }

  /** Survival to the power of e^exponent: what is symmetric around log(-log survival). */
  private static double power(double hazard, double exponent) {
    return hazard == 0 ? 1 : StrictMath.exp(-(hazard * StrictMath.exp(exponent)));
  }

  /** First day with survival of one half or less; null where that is not reached. */
  public static Integer median(List<Cell> cells) {
    return cells.isEmpty() ? null : of(cells.iterator()).firstHalf(Day::survival);
  }

  private Integer firstHalf(Function<Day, Double> share) {
    return days.stream()
        .filter(day -> share.apply(day) != null && share.apply(day) <= HALF)
        .map(Day::day)
        .findFirst()
        .orElse(null);
  }

  /**
   * A row per day.
   *
   * @param curve fields that tell the curves apart
   */
  public void to(RowsOut out, List<Field> curve) {
    Integer median = firstHalf(Day::survival);
    Integer low = firstHalf(Day::low);
    Integer high = firstHalf(Day::high);
    for (Day day : days) {
      out.put(any, curve)
          .put(DAY, day.day())
          .put(AT_RISK, day.atRisk())
          .put(EVENTS, day.events())
          .put(CENSORED, day.censored())
          .put(SURVIVAL, day.survival())
          .put(SURVIVAL_LOW, day.low())
          .put(SURVIVAL_HIGH, day.high())
          .put(MEDIAN_DAYS, median)
          .put(MEDIAN_DAYS_LOW, low)
          .put(MEDIAN_DAYS_HIGH, high)
          .add();
    }
  }
}
