package io.clientela.kpi.value.clv;

import java.io.Serializable;

/**
 * How spend differs: an order is worth a draw from Gamma(p, w), where w is the customer's own, a
 * draw from Gamma(q, v) (Fader and Hardie 2013, "The Gamma-Gamma model of monetary value").
 *
 * @param p the larger, the less do orders of one customer differ
 * @param q the larger, the less do customers differ
 * @param v in the unit of spend
 */
public record SpendParameters(double p, double q, double v) implements Serializable {

  public SpendParameters {
    for (double each : new double[] {p, q, v}) {
      if (!(each > 0 && each < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            String.format("p %s, q %s, v %s: expected finite numbers above 0", p, q, v));
      }
    }
  }

  static SpendParameters of(double[] values) {
    return new SpendParameters(values[0], values[1], values[2]);
  }

  /** Expected spend per order over all customers; infinite where q is at most 1. */
  public double populationMean() {
    return q > 1 ? p * v / (q - 1) : Double.POSITIVE_INFINITY;
  }

  /**
   * Expected spend per order of a customer: between what was seen and what all spend, the nearer to
   * the first the more orders were seen. Infinite where p x + q is at most 1.
   *
   * @param x orders seen; with none it is the mean over all customers
   * @param mean spend per order on them
   */
  public double expectedSpend(int x, double mean) {
    if (x < 0 || x > 0 && !(mean > 0 && mean < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format("%d orders at %s, expected 0 or more orders, at more than 0", x, mean));
    }
    if (x == 0) {
      return populationMean();
    }
    double orders = p * x + q - 1;
    return orders > 0 ? p * (v + x * mean) / orders : Double.POSITIVE_INFINITY;
  }
}
