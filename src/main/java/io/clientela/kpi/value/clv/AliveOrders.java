package io.clientela.kpi.value.clv;

import org.apache.commons.math3.special.Beta;

/**
 * Orders to come of a customer who is alive, orders at a rate from Gamma(shape, rate) and is lost
 * after each with a probability p from Beta(a, b).
 *
 * <p>The papers write it as (a + b - 1) / (a - 1) (1 - (rate / (rate + t))^shape 2F1(shape, b; a +
 * b - 1; t / (rate + t))), which loses all digits near a = 1 and for small t. Here it is taken one
 * step before: without loss the count N of orders in t is negative binomial, and of n orders the
 * k-th is seen if the k - 1 before it did not end them, so that
 *
 * <pre>E = sum over n of P(N = n) (S_0 + ... + S_(n-1)),  S_k = E(1 - p)^k = (b)_k / (a + b)_k
 * </pre>
 *
 * with nothing but positive terms. Where it takes too many of them (t / (rate + t) near 1, or
 * thousands of orders) the same is integrated over p.
 */
final class AliveOrders {

  /** Above these the integral is faster. */
  private static final double MOST_TERMS = 5000;

  private static final double BIG = 0x1p600;
  private static final double LN_BIG = 600 * Math.log(2);

  /** Larger ones, with the same a / b, and smaller ones make no difference. */
  private static final double LARGE = 1e9;

  private static final double SMALL = 1e-12;

  /** Longer times, and larger shapes, would have to be multiplied. */
  private static final double ENDLESS = 1e100;

  /** Beyond it exp(-y) is nothing to 1. */
  private static final double FAR = 37;

  private AliveOrders() {}

  static double expected(double shape, double rate, double a, double b, double weeks) {
    if (!(weeks >= 0 && weeks < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(weeks + " weeks, expected a finite number from 0 on");
    }
    if (weeks == 0) {
      return 0;
    }
    double mean = shape * (weeks / rate);
    double none = rate / (rate + weeks);
    double terms = mean + 8 * Math.sqrt(mean / none) + 35 / none;
    return terms <= MOST_TERMS
        ? sum(shape, none, weeks / (rate + weeks), a, b)
        : integralOfAny(shape, weeks / rate, a, b);
  }

  private static double integralOfAny(double shape, double time, double a, double b) {
    double scale = Math.min(1, LARGE / Math.max(a, b));
    return integral(
        Math.min(shape, ENDLESS),
        Math.min(time, ENDLESS),
        Math.max(a * scale, SMALL),
        Math.max(b * scale, SMALL));
  }

  /** Terms relative to P(N = 0), which may be too small for a double. */
  static double sum(double shape, double none, double some, double a, double b) {
    double logOfNone = -shape * Math.log1p(some / none);
    double mode = shape * some / none;
    double enough = 1e-15 * none;
    double term = 1;
    double survives = 1;
    double seen = 0;
    double sum = 0;
    for (int n = 1; ; n++) {
      term *= some * (shape + (n - 1)) / n;
      seen += survives;
      survives *= (b + (n - 1)) / (a + b + (n - 1));
      double next = term * seen;
      sum += next;
      if (next <= enough * sum && n > mode) {
        return sum * Math.exp(logOfNone);
      }
      if (term > BIG) {
        term /= BIG;
        sum /= BIG;
        logOfNone += LN_BIG;
      }
    }
  }

  /**
   * The integral of (1 - (1 + p t / rate)^-shape) / p over p by the trapezoid rule in y = ln p - ln
   * (1 - p), which is exact to rounding: the integrand has one peak, and no singularity within pi
   * of the real line.
   *
   * @param time t / rate
   */
  static double integral(double shape, double time, double a, double b) {
    Integrand of = new Integrand(shape, time, a, b, Beta.logBeta(a, b));
    double step = Math.min(0.3, 0.5 * Math.sqrt(1 / a + 1 / b));
    double left = -FAR - Math.log(1 + (shape + 1) * time + b);
    double right = FAR + Math.log(1 + a);
    double start = Math.max(left, Math.min(right, Math.log(a) - Math.log(b)));
    double sum = of.sum(0, start, -step, left, a);
    return step * of.sum(sum, start + step, step, right, b);
  }

  private record Integrand(double shape, double time, double a, double b, double scale) {

    /**
     * Sum from a point on to one side, until nothing more comes.
     *
     * @param sofar sum of the other side
     * @param end from where on it only falls, by exp(-decay) for every 1
     */
    double sum(double sofar, double from, double step, double end, double decay) {
      double sum = sofar;
      double before = 0;
      for (double y = from; ; y += step) {
        double next = at(y);
        sum += next;
        boolean isPeakBehind = next <= before;
        if (isPeakBehind && next <= 1e-18 * sum) {
          return sum;
        }
        if (Math.abs(y - from) > Math.abs(end - from)) {
          return sum + next / Math.expm1(decay * Math.abs(step));
        }
        before = next;
      }
    }

    private double at(double y) {
      double rest = Math.log1p(Math.exp(-Math.abs(y)));
      double logP = Math.min(y, 0) - rest;
      double logNotP = Math.min(-y, 0) - rest;
      double p = Math.exp(logP);
      double orders = -Math.expm1(-shape * Math.log1p(time * p)) / p;
      return orders * Math.exp(a * logP + b * logNotP - scale);
    }
  }
}
