package io.clientela.kpi.management.trend;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * What the next value of a series is expected to be, from the values before it, whatever outliers
 * these hold: their median, or the line through them (Theil and Sen) where they clearly drift; or
 * the value a year before, times the median of what the others have become since theirs.
 *
 * @param basis which of them
 * @param median of the values before
 * @param mad median of their absolute differences from it
 * @param expected the median, or the next point of the line
 * @param spread how far values lie from it, as a standard deviation; of logarithms where the basis
 *     is relative
 * @param drift relative change from one value to the next; 0 = no clear drift
 * @param size how many values
 */
public record Forecast(
    Basis basis,
    double median,
    double mad,
    double expected,
    double spread,
    double drift,
    int size) {

  /** A median absolute deviation is so much of a standard deviation. */
  static final double MAD_OF_NORMAL = 0.6745;

  /** A mean absolute deviation is so much of one. */
  private static final double MEAN_OF_NORMAL = Math.sqrt(2 / Math.PI);

  /** Values drift where their order would be so rare by chance (Mann and Kendall, two-sided). */
  private static final double CLEAR = 0.01;

  private static final double CLEAR_SCORE =
      new NormalDistribution().inverseCumulativeProbability(1 - CLEAR / 2);

  /** Of two values or more, all finite, in the order of time. */
  public static Forecast of(double[] values) {
    double median = median(values);
    double mad = median(distances(values, median));
    double spread = spread(values, median);
    Forecast level = new Forecast(Basis.MEDIAN, median, mad, median, spread, 0, values.length);
    boolean isPositive = DoubleStream.of(values).allMatch(value -> value > 0);
    return isPositive && drifts(values) ? level.along(values) : level;
  }

  /**
   * The same values judged by those a year before.
   *
   * @param yearBefore the value a year before the next one, above 0
   * @param changes logarithm of each value over that of a year before it
   */
  Forecast since(double yearBefore, double[] changes) {
    double change = median(changes);
    double next = yearBefore * Math.exp(change);
    return new Forecast(Basis.YEAR_BEFORE, median, mad, next, spread(changes, change), 0, size);
  }

  /** 0.6745 (value - median) / MAD; NaN where the MAD is 0. */
  public double robustZ(double value) {
    return mad == 0 ? Double.NaN : MAD_OF_NORMAL * (value - median) / mad;
  }

  /**
   * Distance of a value from what is expected, in standard deviations.
   *
   * @param noise standard deviation that chance alone gives the value, at least
   */
  public double distance(double value, double noise) {
    double scale = scale(noise);
    double gap = basis.isRelative() ? logarithm(value) - Math.log(expected) : value - expected;
    return gap == 0 ? 0 : gap / scale;
  }

  /**
   * Probability of a value at least as far away, two-sided. The spread is itself an estimate from
   * few values: Student's t, with the degrees of freedom and the scale of the basis.
   */
  public double pValue(double distance) {
    double scaled = -Math.abs(distance) / basis.excess(size);
    return 2 * new TDistribution(null, basis.freedom(size)).cumulativeProbability(scaled);
  }

  /** Value at a distance from what is expected. */
  public double at(double distance, double noise) {
    double gap = distance * scale(noise);
    return basis.isRelative() ? expected * Math.exp(gap) : expected + gap;
  }

  /** What is usual around expected, as a share of it. */
  double relativeScale(double noise) {
    return basis.isRelative() ? scale(noise) : scale(noise) / Math.abs(expected);
  }

  private double scale(double noise) {
    return Math.max(spread, basis.isRelative() ? noise / expected : noise);
  }

  private Forecast along(double[] values) {
    double[] logarithms = DoubleStream.of(values).map(Math::log).toArray();
    double slope = median(slopes(logarithms));
    double[] starts = new double[size];
    Arrays.setAll(starts, i -> logarithms[i] - slope * i);
    double start = median(starts);
    double next = Math.exp(start + slope * size);
    double spread = spread(starts, start);
    return new Forecast(Basis.LINE, median, mad, next, spread, Math.expm1(slope), size);
  }

  private static boolean drifts(double[] values) {
    int n = values.length;
    int rises = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        rises += Double.compare(values[j], values[i]) > 0 ? 1 : values[j] < values[i] ? -1 : 0;
      }
    }
    double variance = n * (n - 1.0) * (2.0 * n + 5) / 18;
    return (Math.abs(rises) - 1) / Math.sqrt(variance) > CLEAR_SCORE;
  }

  private static double[] slopes(double[] values) {
    int n = values.length;
    double[] slopes = new double[n * (n - 1) / 2];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[at++] = (values[j] - values[i]) / (j - i);
      }
    }
    return slopes;
  }

  /** From the median distance; where more than half of the values are equal, from the mean one. */
  private static double spread(double[] values, double centre) {
    double[] distances = distances(values, centre);
    double typical = median(distances);
    return typical > 0
        ? typical / MAD_OF_NORMAL
        : DoubleStream.of(distances).average().orElseThrow() / MEAN_OF_NORMAL;
  }

  private static double[] distances(double[] values, double centre) {
    return DoubleStream.of(values).map(value -> Math.abs(value - centre)).toArray();
  }

  private static double logarithm(double value) {
    return Math.log(Math.max(value, Double.MIN_NORMAL));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
