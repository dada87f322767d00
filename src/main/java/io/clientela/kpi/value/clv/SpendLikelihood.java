package io.clientela.kpi.value.clv;

import org.apache.commons.math3.special.Gamma;

/**
 * Likelihood of mean spends m over x orders under the Gamma-Gamma model, as in Fader and Hardie
 * 2013:
 *
 * <pre>G(p x + q) / (G(p x) G(q)) v^q m^(p x - 1) x^(p x) / (v + m x)^(p x + q)</pre>
 */
final class SpendLikelihood implements Likelihood {

  /** Variance of what is the same but for rounding, relative to the mean's square. */
  private static final double ROUNDING = 1e-18;

  private static final int P = 0;
  private static final int Q = 1;
  private static final int V = 2;

  private final int[] x;
  private final double[] logMean;
  private final double[] mean;
  private final double[] customers;

  SpendLikelihood(Spends spends) {
    int size = spends.size();
    x = new int[size];
    logMean = new double[size];
    mean = new double[size];
    customers = new double[size];
    spends.inOrder(new Filling()::add);
  }

  private final class Filling {
    private int next;

    void add(int orders, double log, double more) {
      x[next] = orders;
      logMean[next] = log;
      mean[next] = Math.exp(log);
      customers[next] = more;
      next++;
    }
  }

  /** Mean over customers, whatever the number of their orders. */
  double meanSpend() {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < x.length; i++) {
      sum += customers[i] * mean[i];
      all += customers[i];
    }
    return sum / all;
  }

  /** Pearson's, of orders and mean spend over customers; null where either is always the same. */
  Double correlation() {
    double all = 0;
    double orders = 0;
    for (int i = 0; i < x.length; i++) {
      all += customers[i];
      orders += customers[i] * x[i];
    }
    double meanOrders = orders / all;
    double meanSpend = meanSpend();
    double both = 0;
    double ofOrders = 0;
    double ofSpend = 0;
    for (int i = 0; i < x.length; i++) {
      double byOrders = x[i] - meanOrders;
      double bySpend = mean[i] - meanSpend;
      both += customers[i] * byOrders * bySpend;
      ofOrders += customers[i] * byOrders * byOrders;
      ofSpend += customers[i] * bySpend * bySpend;
    }
    boolean isSameSpend = ofSpend <= all * meanSpend * meanSpend * ROUNDING;
    return isSameSpend || ofOrders == 0 ? null : both / Math.sqrt(ofOrders * ofSpend);
  }

  @Override
  public Point at(double... parameters) {
    double p = parameters[P];
    double q = parameters[Q];
    double v = parameters[V];
    double logV = Math.log(v);
    OfOrders of = null;
    double value = 0;
    double[] gradient = new double[3];
    double[][] curvature = new double[3][3];
    for (int i = 0; i < x.length; i++) {
      if (of == null || of.x != x[i]) {
        of = new OfOrders(x[i], p, q);
      }
      double n = customers[i];
      double sum = v + mean[i] * x[i];
      double logSum = Math.log(sum);
      double shape = of.shape;
      value += n * (of.value + q * logV + (shape - 1) * logMean[i] - (shape + q) * logSum);
      gradient[P] += n * (of.byP + x[i] * (logMean[i] - logSum));
      gradient[Q] += n * (of.byQ + logV - logSum);
      gradient[V] += n * (q / v - (shape + q) / sum);
      curvature[P][P] += n * of.byPP;
      curvature[P][Q] += n * of.byPQ;
      curvature[Q][Q] += n * of.byQQ;
      curvature[P][V] -= n * x[i] / sum;
      curvature[Q][V] += n * (1 / v - 1 / sum);
      curvature[V][V] += n * ((shape + q) / (sum * sum) - q / (v * v));
    }
    curvature[Q][P] = curvature[P][Q];
    curvature[V][P] = curvature[P][V];
    curvature[V][Q] = curvature[Q][V];
    return new Point(parameters, value, gradient, curvature);
  }

  /** What customers with the same number of orders share. */
  private static final class OfOrders {
    private final int x;
    private final double shape;
    private final double value;
    private final double byP;
    private final double byQ;
    private final double byPP;
    private final double byPQ;
    private final double byQQ;

    OfOrders(int x, double p, double q) {
      this.x = x;
      shape = p * x;
      value =
          Gamma.logGamma(shape + q)
              - Gamma.logGamma(shape)
              - Gamma.logGamma(q)
              + shape * Math.log(x);
      byP = x * (Gamma.digamma(shape + q) - Gamma.digamma(shape) + Math.log(x));
      byQ = Gamma.digamma(shape + q) - Gamma.digamma(q);
      double both = Gamma.trigamma(shape + q);
      byPP = x * (double) x * (both - Gamma.trigamma(shape));
      byPQ = x * both;
      byQQ = both - Gamma.trigamma(q);
    }
  }
}
