package io.clientela.model;

import io.clientela.table.Cell;
import io.clientela.table.Field;
import io.clientela.table.Proportion;
import io.clientela.table.RowsOut;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Share without the event, day by day, of subjects that are not all observed to the end (Kaplan and
 * Meier 1958), from counts of subjects by day: a curve has as many days as something happens on,
 * however many subjects it has.
 *
 * @param any one of the cells
 */
public record SurvivalCurve(Cell any, List<Day> days) {

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

  /**
   * The curve of cells that hold {@link KaplanMeier#DAY}, {@link KaplanMeier#EVENTS} and {@link
   * KaplanMeier#CENSORED}, in any order; day 0 is on it in any case.
   */
  public static SurvivalCurve of(Iterator<Cell> cells) {
    SortedMap<Integer, long[]> counts = new TreeMap<>(Map.of(0, new long[2]));
    Cell any = null;
    while (cells.hasNext()) {
      any = cells.next();
      long[] ofDay = counts.computeIfAbsent(any.integer(KaplanMeier.DAY), day -> new long[2]);
      ofDay[0] += any.count(KaplanMeier.EVENTS);
      ofDay[1] += any.count(KaplanMeier.CENSORED);
    }
    return new SurvivalCurve(any, days(counts));
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
  public Integer median() {
    return firstHalf(Day::survival);
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
    Integer median = median();
    Integer low = firstHalf(Day::low);
    Integer high = firstHalf(Day::high);
    for (Day day : days) {
      out.put(any, curve)
          .put(KaplanMeier.DAY, day.day())
          .put(KaplanMeier.AT_RISK, day.atRisk())
          .put(KaplanMeier.EVENTS, day.events())
          .put(KaplanMeier.CENSORED, day.censored())
          .put(KaplanMeier.SURVIVAL, day.survival())
          .put(KaplanMeier.SURVIVAL_LOW, day.low())
          .put(KaplanMeier.SURVIVAL_HIGH, day.high())
          .put(KaplanMeier.MEDIAN_DAYS, median)
          .put(KaplanMeier.MEDIAN_DAYS_LOW, low)
          .put(KaplanMeier.MEDIAN_DAYS_HIGH, high)
          .add();
    }
  }
}
