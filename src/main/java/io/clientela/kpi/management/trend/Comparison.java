package io.clientela.kpi.management.trend;

import io.clientela.kpi.management.trend.Judge.Point;
import java.util.List;

/**
 * What a value is compared with.
 *
 * @param points the periods, in the order of time
 * @param noise how far chance alone takes the value from what is expected, as a standard deviation
 */
record Comparison(List<Point> points, Forecast forecast, double noise) {

  /** A year before explains values clearly better that are usually so much closer to it. */
  private static final double CLOSER = 0.7;

  /** It explains a single one that is so much closer to it. */
  private static final double NEARER = 0.5;

  /** With the periods before it. */
  static Comparison withRecent(List<Point> recent, Point last, Chance chance) {
    Forecast forecast = Forecast.of(values(recent));
    return new Comparison(recent, forecast, chance.noise(forecast.expected(), last.cases()));
  }

  /** With the year before, whose value has its own share of chance. */
  static Comparison withYearBefore(YearBefore years, Point last, Chance chance) {
    Point before = years.ofLast();
    List<Point> points = years.points();
    Forecast forecast = Forecast.of(values(points)).since(before.value(), years.changes());
    double growth = forecast.expected() / before.value();
    double noise =
        Math.hypot(
            chance.noise(forecast.expected(), last.cases()),
            growth * chance.noise(before.value(), before.cases()));
    return new Comparison(points, forecast, noise);
  }

  /**
   * Whether this, the year before, explains the value better than the periods before it do: as it
   * explains all of them, or as the value is far from the others and stood out a year before too.
   */
  boolean explainsBetter(Comparison recent, double value, double far) {
    boolean isSeason =
        forecast.relativeScale(noise) < CLOSER * recent.forecast.relativeScale(recent.noise);
    boolean stoodOut = gap(value) < NEARER * recent.gap(value);
    return isSeason || recent.isFar(value, far) && !isFar(value, far) && stoodOut;
  }

  boolean isFar(double value, double far) {
    return Math.abs(distance(value)) >= far;
  }

  double distance(double value) {
    return forecast.distance(value, noise);
  }

  private double gap(double value) {
    return Math.abs(value - forecast.expected());
  }

  private static double[] values(List<Point> points) {
    return points.stream().mapToDouble(Point::value).toArray();
  }
}
