package io.clientela.kpi.value.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;

final class SpendLikelihoodTest {

  @Test
  void derivativesAreThose() {
    Spends spends = new Spends();
    spends.add(1, 3.5, 2);
    spends.add(1, 100, 1);
    spends.add(7, 12, 3);
    spends.add(400, .2, 1);
    SpendLikelihood likelihood = new SpendLikelihood(spends);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 200; i++) {
      Slopes.assertDerivatives(likelihood, random.doubles(3, -3, 3).map(Math::exp).toArray());
    }
  }

  /** m is Gamma(p x, w x) and w is Gamma(q, v); w is averaged over a grid of ln w. */
  @Test
  void likelihoodAndExpectationAreThoseOfTheStory() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 50; i++) {
      double p = Math.exp(4 * random.nextDouble() - 1);
      double q = 1 + 5 * random.nextDouble();
      double v = Math.exp(6 * random.nextDouble() - 3);
      int x = 1 + random.nextInt(6);
      double m = Math.exp(6 * random.nextDouble() - 3);
      double weights = 0;
      double likelihood = 0;
      double spend = 0;
      for (double log = -60; log < 20; log += .02) {
        double w = Math.exp(log);
        double weight = Math.exp(q * log - v * w);
        double density = Math.exp(p * x * Math.log(w * x * m) - w * x * m) / m;
        weights += weight;
        likelihood += weight * density;
        spend += weight * density * p / w;
      }
      double logGamma = Gamma.logGamma(p * x);
      Spends spends = new Spends();
      spends.add(x, m, 1);
      assertEquals(
          Math.log(likelihood / weights) - logGamma,
          new SpendLikelihood(spends).at(p, q, v).value(),
          1e-6);
      double expected = new SpendParameters(p, q, v).expectedSpend(x, m);
      assertEquals(spend / likelihood, expected, 1e-9 * expected);
    }
  }
}
