package io.clientela.kpi.management.trend;

import io.clientela.table.Grain;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Compares the newest complete value of one series with those before it. */
public final class Judge {

  public static final String SHORT_HISTORY = "short_history";
  public static final String SMALL_COUNT = "small_count";
  public static final String SMALL_CHANGE = "small_change";
  public static final String NORMAL = "normal";

  /** An alert, unless chance explains it among so many segments. */
  public static final String FAR = "far";

  /** Rarer events come in such lumps that a distance from what is expected says little. */
  public static final int FEWEST_EVENTS = 10;

  private static final int DAYS_OF_WEEK = 7;

  private final Limits limits;

  public Judge(Limits limits) {
    this.limits = limits;
  }

  /**
   * One complete period.
   *
   * @param day first day of it, as days since 1970-01-01
   * @param cases what is behind the value; below 0 = not known
   */
  public record Point(int day, double value, long cases) {}

  /**
   * @param compared the points compared with, in the order of time
   * @param change relative to what was expected; infinite from 0, NaN from 0 to 0
   * @param pValue absent where the point can't be judged
   */
  public record Verdict(
      Point point,
      List<Point> compared,
      Forecast forecast,
      double noise,
      double change,
      OptionalDouble pValue,
      String status) {}

  /**
   * @param points complete periods, in the order of time; one at least
   * @param isVolume the value itself counts or adds up cases, so that few of them are news
   */
  public Verdict judge(List<Point> points, Grain grain, Chance chance, boolean isVolume) {
    Point last = points.get(points.size() - 1);
    List<Point> recent = recent(points, grain);
    if (recent.size() < limits.history()) {
      return new Verdict(last, recent, null, 0, Double.NaN, OptionalDouble.empty(), SHORT_HISTORY);
    }
    Comparison comparison = comparison(recent, points, grain, chance);
    List<Point> compared = comparison.points();
    Forecast forecast = comparison.forecast();
    double noise = comparison.noise();
    double expected = forecast.expected();
    double change = (last.value() - expected) / Math.abs(expected);
    if (isSmall(last, compared, isVolume) || isRare(last, expected, chance)) {
      return new Verdict(
          last, compared, forecast, noise, change, OptionalDouble.empty(), SMALL_COUNT);
    }
    boolean isFar = comparison.isFar(last.value(), limits.distance());
    boolean isLarge = Math.abs(change) >= limits.change();
    String status = !isFar ? NORMAL : isLarge ? FAR : SMALL_CHANGE;
    OptionalDouble pValue = OptionalDouble.of(forecast.pValue(comparison.distance(last.value())));
    return new Verdict(last, compared, forecast, noise, change, pValue, status);
  }

  private Comparison comparison(
      List<Point> recent, List<Point> points, Grain grain, Chance chance) {
    Point last = points.get(points.size() - 1);
    Comparison withRecent = Comparison.withRecent(recent, last, chance);
    return YearBefore.of(points, grain, limits)
        .map(years -> Comparison.withYearBefore(years, last, chance))
        .filter(yearly -> yearly.explainsBetter(withRecent, last.value(), limits.distance()))
        .orElse(withRecent);
  }

  /** Periods that are compared with at most: further back things were different. */
  static int most(Grain grain) {
    return switch (grain) {
      case DAY, MONTH -> 13;
      case WEEK -> 26;
      case QUARTER -> 12;
    };
  }

  /** The periods before the last one; of days those of the same weekday. */
  private static List<Point> recent(List<Point> points, Grain grain) {
    int last = points.get(points.size() - 1).day();
    List<Point> before = new ArrayList<>();
    for (Point point : points.subList(0, points.size() - 1)) {
      boolean isAlike = grain != Grain.DAY || (last - point.day()) % DAYS_OF_WEEK == 0;
      if (isAlike) {
        before.add(point);
      }
    }
    return latest(before, most(grain));
  }

  static List<Point> latest(List<Point> points, int most) {
    return points.subList(Math.max(0, points.size() - most), points.size());
  }

  private boolean isSmall(Point last, List<Point> compared, boolean isVolume) {
    double usual = Forecast.median(compared.stream().mapToDouble(Point::cases).toArray());
    return usual < limits.cases() || !isVolume && last.cases() < limits.cases();
  }

  /** Few events happened, and few were expected. */
  private static boolean isRare(Point last, double expected, Chance chance) {
    double happened = chance.events(last.value(), last.cases());
    return Math.max(happened, chance.events(expected, last.cases())) < FEWEST_EVENTS;
  }
}
