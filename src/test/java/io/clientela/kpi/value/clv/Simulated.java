package io.clientela.kpi.value.clv;

import java.util.List;
import java.util.Random;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.RandomGeneratorFactory;

/** Customers who live as the models say. */
final class Simulated {

  private final RandomGenerator random;

  Simulated(long seed) {
    random = RandomGeneratorFactory.createRandomGenerator(new Random(seed));
  }

  /** First orders fall on any day of those before the as-of date. */
  void addTo(
      List<Patterns> all, LifetimeModel model, LifetimeParameters of, int customers, int days) {
    GammaDistribution rates = new GammaDistribution(random, of.r(), 1 / of.alpha());
    GammaDistribution lost = new GammaDistribution(random, of.a(), 1);
    GammaDistribution kept = new GammaDistribution(random, of.b(), 1);
    for (int i = 0; i < customers; i++) {
      int age = random.nextInt(days + 1);
      double perDay = rates.sample() / 7;
      double losing = lost.sample();
      double p = losing / (losing + kept.sample());
      int x = 0;
      int last = 0;
      double at = 0;
      boolean isAlive = model.tosses(0) == 0 || random.nextDouble() >= p;
      while (isAlive) {
        at -= Math.log(1 - random.nextDouble()) / perDay;
        if (!(at <= age)) {
          break;
        }
        x++;
        last = (int) Math.round(at);
        isAlive = random.nextDouble() >= p;
      }
      // two orders of a day are two all the same, lest the days blur the parameters
      int tx = Math.max(x, Math.min(last, age));
      for (Patterns each : all) {
        each.add(x, tx, Math.max(tx, age), 1);
      }
    }
  }

  void addTo(Spends spends, SpendParameters of, int customers) {
    GammaDistribution scales = new GammaDistribution(random, of.q(), 1 / of.v());
    for (int i = 0; i < customers; i++) {
      int x = 1 + random.nextInt(5);
      double scale = scales.sample();
      double sum = new GammaDistribution(random, of.p() * x, 1 / scale).sample();
      spends.add(x, sum / x, 1);
    }
  }
}
