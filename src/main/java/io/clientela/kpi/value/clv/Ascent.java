package io.clientela.kpi.value.clv;

import io.clientela.kpi.value.clv.Likelihood.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The way up a likelihood by Newton's method in the logarithms of the parameters.
 *
 * <p>With second derivatives it takes some ten evaluations where methods without take hundreds, and
 * it tells a summit from a ridge: near a summit the steps shrink to nothing, along a ridge that
 * rises to infinity (or to 0) they do not.
 *
 * @param point where it ended
 * @param isSummit whether that is a maximum, inside the bounds
 */
record Ascent(Point point, boolean isSummit) {

  private static final int MOST_STEPS = 200;
  private static final int MOST_HALVINGS = 40;

  /** Longest step of one parameter: a factor of about 7. */
  private static final double LONGEST = 2;

  /** Steps shorter than this change a parameter by its millionth; the next one is nothing. */
  private static final double ARRIVED = 1e-6;

  /** Steps shorter than this are taken even where what they gain is lost in rounding. */
  private static final double CLOSE = 0.01;

  /** Gains below this part of the likelihood are lost in its rounding. */
  private static final double ROUNDING = 1e-11;

  /**
   * @param starts the highest summit reached from any of them is taken
   * @param lowest where a parameter below is on its way to 0
   * @param highest where a parameter above is on its way to infinity
   */
  static Ascent of(
      Likelihood likelihood, List<double[]> starts, double[] lowest, double[] highest) {
    Ascent best = null;
    for (double[] start : starts) {
      Ascent next = climb(likelihood, start, lowest, highest);
      if (best == null || next.isHigherThan(best)) {
        best = next;
      }
    }
    return best;
  }

  /**
   * Starts nearer to the ends that another likelihood, much like this one, has: each summit once,
   * and those starts that reach none.
   */
  static List<double[]> nearer(
      Likelihood likelihood, List<double[]> starts, double[] lowest, double[] highest) {
    List<double[]> nearer = new ArrayList<>();
    for (double[] start : starts) {
      Ascent next = climb(likelihood, start, lowest, highest);
      double[] at = next.isSummit ? next.point.at() : start;
      if (nearer.stream().noneMatch(other -> isSame(at, other))) {
        nearer.add(at);
      }
    }
    return nearer;
  }

  private static boolean isSame(double[] one, double[] other) {
    return IntStream.range(0, one.length)
        .allMatch(i -> Math.abs(Math.log(one[i] / other[i])) < CLOSE);
  }

  /** Of ends as high as each other a summit is the better one, and otherwise the first. */
  private boolean isHigherThan(Ascent other) {
    double gain = point.value() - other.point.value();
    double same = ROUNDING * 10 * Math.abs(point.value());
    return gain > same || gain > -same && isSummit && !other.isSummit;
  }

  /** Of the parameters; null where there is no maximum. */
  double[] standardErrors() {
    return isSummit ? point.standardErrors() : null;
  }

  private static Ascent climb(
      Likelihood likelihood, double[] start, double[] lowest, double[] highest) {
    Point point = likelihood.at(start);
    for (int i = 0; i < MOST_STEPS; i++) {
      Step step = Step.from(point);
      if (step.isLast()) {
        return new Ascent(likelihood.at(moved(point.at(), step.by(), 1)), true);
      }
      Point next = next(likelihood, point, step);
      if (next == null || !isWithin(next.at(), lowest, highest)) {
        return new Ascent(next == null ? point : next, false);
      }
      point = next;
    }
    return new Ascent(point, false);
  }

  /** The first of ever shorter steps that leads up enough; null = none. */
  private static Point next(Likelihood likelihood, Point from, Step step) {
    boolean isTooCloseToTell =
        step.length() < CLOSE && step.gain() < ROUNDING * Math.abs(from.value());
    double length = Math.min(1, LONGEST / step.length());
    for (int i = 0; i < MOST_HALVINGS; i++) {
      Point to = likelihood.at(moved(from.at(), step.by(), length));
      if (isTooCloseToTell || to.value() - from.value() >= 1e-4 * length * step.gain()) {
        return to;
      }
      length /= 2;
    }
    return null;
  }

  private static double[] moved(double[] from, double[] by, double length) {
    double[] to = new double[from.length];
    Arrays.setAll(to, i -> from[i] * Math.exp(length * by[i]));
    return to;
  }

  private static boolean isWithin(double[] at, double[] lowest, double[] highest) {
    return IntStream.range(0, at.length).allMatch(i -> at[i] > lowest[i] && at[i] < highest[i]);
  }

  /**
   * A step in the logarithms of the parameters.
   *
   * @param gain what it would gain on a straight slope
   * @param isCurvedDown whether the likelihood is curved as at a maximum; where it is not, the step
   *     goes up all the same
   */
  private record Step(double[] by, double gain, boolean isCurvedDown) {

    static Step from(Point point) {
      int size = point.at().length;
      double[] slope = new double[size];
      Arrays.setAll(slope, i -> point.at()[i] * point.gradient()[i]);
      EigenDecomposition axes = new EigenDecomposition(downwards(point, slope));
      double[] curvatures = axes.getRealEigenvalues();
      double least = 1e-14 * Arrays.stream(curvatures).map(Math::abs).max().orElseThrow();
      double[] by = new double[size];
      double gain = 0;
      for (int axis = 0; axis < size; axis++) {
        double[] direction = axes.getEigenvector(axis).toArray();
        double up = 0;
        for (int i = 0; i < size; i++) {
          up += direction[i] * slope[i];
        }
        double length = up / Math.max(Math.abs(curvatures[axis]), least);
        for (int i = 0; i < size; i++) {
          by[i] += length * direction[i];
        }
        gain += up * length;
      }
      return new Step(by, gain, Arrays.stream(curvatures).allMatch(each -> each > least));
    }

    /** Minus the second derivatives by the logarithms. */
    private static RealMatrix downwards(Point point, double[] slope) {
      RealMatrix down = new Array2DRowRealMatrix(point.curvature(), true).scalarMultiply(-1);
      for (int i = 0; i < slope.length; i++) {
        for (int j = 0; j < slope.length; j++) {
          down.multiplyEntry(i, j, point.at()[i] * point.at()[j]);
        }
        down.addToEntry(i, i, -slope[i]);
      }
      return down;
    }

    double length() {
      return Arrays.stream(by).map(Math::abs).max().orElseThrow();
    }

    boolean isLast() {
      return isCurvedDown && length() < ARRIVED;
    }
  }
}
