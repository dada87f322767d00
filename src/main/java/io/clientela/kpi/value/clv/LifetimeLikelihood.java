package io.clientela.kpi.value.clv;

/**
 * Likelihood of all histories under a model. With k tosses of the coin behind a customer (x, or x +
 * 1 where it is tossed after the first order too) it is, as in Fader, Hardie and Lee 2005,
 *
 * <pre>
 * G(r + x) / G(r) alpha^r B(a, b + k) / B(a, b)
 *     ((alpha + T)^-(r + x) + a / (b + k - 1) (alpha + t_x)^-(r + x) if k > 0)
 * </pre>
 *
 * <p>The gamma and beta functions are products of x factors r + j, and k factors (b + j) / (a + b +
 * j), so that they need only how many customers have more than j: exact for parameters of any size,
 * and their derivatives need no digamma function.
 */
final class LifetimeLikelihood implements Likelihood {

  private static final int R = 0;
  private static final int ALPHA = 1;
  private static final int A = 2;
  private static final int B = 3;

  private final LifetimeModel model;
  private final int[] x;
  private final double[] tx;
  private final double[] age;
  private final double[] customers;
  private double all;

  /** Per j: customers with x > j, and with more than j tosses. */
  private final double[] moreRepeats;

  private final double[] moreTosses;

  LifetimeLikelihood(LifetimeModel model, Patterns patterns) {
    this.model = model;
    int size = patterns.size();
    x = new int[size];
    tx = new double[size];
    age = new double[size];
    customers = new double[size];
    patterns.inOrder(new Filling()::add);
    int mostRepeats = size == 0 ? 0 : x[size - 1];
    moreRepeats = new double[mostRepeats];
    moreTosses = new double[model.tosses(mostRepeats)];
    for (int i = 0; i < size; i++) {
      count(x[i], customers[i], moreRepeats);
      count(model.tosses(x[i]), customers[i], moreTosses);
    }
    accumulate(moreRepeats);
    accumulate(moreTosses);
  }

  private final class Filling {
    private int next;

    void add(int repeats, double last, double whole, double more) {
      x[next] = repeats;
      tx[next] = last;
      age[next] = whole;
      customers[next] = more;
      all += more;
      next++;
    }
  }

  private static void count(int number, double more, double[] counts) {
    if (number > 0) {
      counts[number - 1] += more;
    }
  }

  private static void accumulate(double[] counts) {
    for (int j = counts.length - 2; j >= 0; j--) {
      counts[j] += counts[j + 1];
    }
  }

  @Override
  public Point at(double... parameters) {
    Sums sums = new Sums(parameters);
    sums.addCounts();
    for (int i = 0; i < x.length; i++) {
      sums.addTimes(i);
    }
    return sums.toPoint();
  }

  /** One pass over the histories; of the second derivatives the upper triangle. */
  private final class Sums {

    private final double[] parameters;
    private final double r;
    private final double alpha;
    private final double a;
    private final double b;
    private final double logA;
    private double value;
    private final double[] gradient = new double[4];
    private final double[][] curvature = new double[4][4];

    private int repeats = -1;
    private double lostAtLast;
    private double logLostAtLast;

    Sums(double[] parameters) {
      this.parameters = parameters;
      r = parameters[R];
      alpha = parameters[ALPHA];
      a = parameters[A];
      b = parameters[B];
      logA = Math.log(a);
    }

    void addCounts() {
      value += all * r * Math.log(alpha);
      gradient[R] += all * Math.log(alpha);
      gradient[ALPHA] += all * r / alpha;
      curvature[R][ALPHA] += all / alpha;
      curvature[ALPHA][ALPHA] -= all * r / (alpha * alpha);
      for (int j = 0; j < moreRepeats.length; j++) {
        double share = moreRepeats[j] / (r + j);
        value += moreRepeats[j] * Math.log(r + j);
        gradient[R] += share;
        curvature[R][R] -= share / (r + j);
      }
      for (int j = 0; j < moreTosses.length; j++) {
        double kept = moreTosses[j] / (b + j);
        double tossed = moreTosses[j] / (a + b + j);
        value -= moreTosses[j] * Math.log1p(a / (b + j));
        gradient[A] -= tossed;
        gradient[B] += kept - tossed;
        curvature[A][A] += tossed / (a + b + j);
        curvature[A][B] += tossed / (a + b + j);
        curvature[B][B] += tossed / (a + b + j) - kept / (b + j);
      }
    }

    /** Minus (r + x) ln (alpha + T), plus ln (1 + odds that the last order was the last). */
    void addTimes(int i) {
      double n = customers[i];
      double shape = r + x[i];
      double whole = 1 / (alpha + age[i]);
      double logWhole = Math.log(alpha + age[i]);
      value -= n * shape * logWhole;
      gradient[R] -= n * logWhole;
      gradient[ALPHA] -= n * shape * whole;
      curvature[R][ALPHA] -= n * whole;
      curvature[ALPHA][ALPHA] += n * shape * whole * whole;
      int tosses = model.tosses(x[i]);
      if (tosses == 0) {
        return;
      }
      if (repeats != x[i]) {
        repeats = x[i];
        lostAtLast = 1 / (b + (tosses - 1));
        logLostAtLast = Math.log(lostAtLast);
      }
      double last = 1 / (alpha + tx[i]);
      double silence = Math.log1p((age[i] - tx[i]) * last);
      double logOdds = logA + logLostAtLast + shape * silence;
      double less = Math.exp(-Math.abs(logOdds));
      double lost = (logOdds > 0 ? 1 : less) / (1 + less);
      value += n * (Math.max(logOdds, 0) + Math.log(1 + less));
      addLost(n * lost, n * lost * (1 - lost), shape, silence, whole, last);
    }

    private void addLost(
        double lost, double spread, double shape, double silence, double whole, double last) {
      double byAlpha = shape * (whole - last);
      double byA = 1 / a;
      gradient[R] += lost * silence;
      gradient[ALPHA] += lost * byAlpha;
      gradient[A] += lost * byA;
      gradient[B] -= lost * lostAtLast;
      curvature[R][R] += spread * silence * silence;
      curvature[R][ALPHA] += lost * (whole - last) + spread * silence * byAlpha;
      curvature[R][A] += spread * silence * byA;
      curvature[R][B] -= spread * silence * lostAtLast;
      curvature[ALPHA][ALPHA] -= lost * byAlpha * (whole + last) - spread * byAlpha * byAlpha;
      curvature[ALPHA][A] += spread * byAlpha * byA;
      curvature[ALPHA][B] -= spread * byAlpha * lostAtLast;
      curvature[A][A] += (spread - lost) * byA * byA;
      curvature[A][B] -= spread * byA * lostAtLast;
      curvature[B][B] += (spread + lost) * lostAtLast * lostAtLast;
    }

    Point toPoint() {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < i; j++) {
          curvature[i][j] = curvature[j][i];
        }
      }
      return new Point(parameters, value, gradient, curvature);
    }
  }
}
