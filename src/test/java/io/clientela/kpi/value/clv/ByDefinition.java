package io.clientela.kpi.value.clv;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The models as their stories tell them: each customer has a rate and a probability of being lost,
 * and what is not known of these is averaged over a fine grid of both, in ln rate and ln p / (1 -
 * p).
 */
final class ByDefinition {

  private static final int POINTS = 1_600;

  private final LifetimeModel model;
  private final double[] rates;
  private final double[] rateWeights;
  private final double[] losses;
  private final double[] keeps;
  private final double[] lossWeights;

  ByDefinition(LifetimeModel model, LifetimeParameters of) {
    this.model = model;
    double[] logRates = grid(-185, 0.12);
    rates = Arrays.stream(logRates).map(Math::exp).toArray();
    rateWeights = weights(i -> of.r() * logRates[i] - of.alpha() * rates[i]);
    double[] logits = grid(-96, 0.12);
    losses = Arrays.stream(logits).map(y -> 1 / (1 + Math.exp(-y))).toArray();
    keeps = Arrays.stream(logits).map(y -> 1 / (1 + Math.exp(y))).toArray();
    lossWeights = weights(i -> of.a() * Math.log(losses[i]) + of.b() * Math.log(keeps[i]));
  }

  private static double[] grid(double from, double step) {
    return IntStream.range(0, POINTS).mapToDouble(i -> from + i * step).toArray();
  }

  /** Of densities per step, as the points stand equally far apart. */
  private static double[] weights(IntToDoubleFunction logDensity) {
    double[] weights = IntStream.range(0, POINTS).mapToDouble(logDensity).map(Math::exp).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /** Of a history, and of that being alive, and the orders to come; each times its probability. */
  record Answer(double likelihood, double alive, double orders) {}

  Answer of(int x, double tx, double age, double weeks) {
    double likelihood = 0;
    double aliveToo = 0;
    double orders = 0;
    for (int i = 0; i < POINTS; i++) {
      double seenAlive = rateWeights[i] * Math.pow(rates[i], x) * Math.exp(-rates[i] * age);
      double seenLost = rateWeights[i] * Math.pow(rates[i], x) * Math.exp(-rates[i] * tx);
      for (int j = 0; seenLost > 0 && j < POINTS; j++) {
        double p = losses[j];
        int tosses = model.tosses(x);
        double kept = lossWeights[j] * Math.pow(keeps[j], Math.max(tosses - 1, 0));
        double alive = seenAlive * kept * (tosses > 0 ? keeps[j] : 1);
        likelihood += alive + (tosses > 0 ? seenLost * kept * p : 0);
        aliveToo += alive;
        orders += alive > 0 ? alive * -Math.expm1(-rates[i] * p * weeks) / p : 0;
      }
    }
    return new Answer(likelihood, aliveToo / likelihood, orders / likelihood);
  }
}
