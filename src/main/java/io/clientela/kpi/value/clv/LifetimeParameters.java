package io.clientela.kpi.value.clv;

import java.io.Serializable;

/**
 * How customers differ: each orders at random at an own rate, a draw from a gamma distribution, and
 * is lost after an order with an own probability, a draw from a beta distribution. Weeks are the
 * unit of time.
 *
 * @param r shape of the gamma distribution: the smaller, the more the rates differ
 * @param alpha its rate, in weeks: the mean customer orders r / alpha times a week
 * @param a of the beta distribution: the mean customer is lost with probability a / (a + b)
 * @param b of the beta distribution
 */
public record LifetimeParameters(double r, double alpha, double a, double b)
    implements Serializable {

  public LifetimeParameters {
    for (double each : new double[] {r, alpha, a, b}) {
      if (!(each > 0 && each < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            String.format(
                "r %s, alpha %s, a %s, b %s: expected finite numbers above 0", r, alpha, a, b));
      }
    }
  }

  static LifetimeParameters of(double[] values) {
    return new LifetimeParameters(values[0], values[1], values[2], values[3]);
  }
}
