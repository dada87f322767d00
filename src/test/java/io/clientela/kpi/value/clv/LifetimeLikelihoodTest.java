package io.clientela.kpi.value.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Its values are tested with the story of the models. */
final class LifetimeLikelihoodTest {

  @ParameterizedTest
  @EnumSource
  void derivativesAreThose(LifetimeModel model) {
    Patterns patterns = new Patterns();
    patterns.add(0, 0, 0, 3);
    patterns.add(0, 0, 250, 5);
    patterns.add(1, 7, 7, 2);
    patterns.add(1, 7, 300, 4);
    patterns.add(12, 200, 210, 1);
    patterns.add(300, 900, 1_500, 1);
    Likelihood likelihood = new LifetimeLikelihood(model, patterns);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 200; i++) {
      double[] at = random.doubles(4, -3, 3).map(Math::exp).toArray();
      at[1] *= 10;
      Slopes.assertDerivatives(likelihood, at);
    }
  }

  @ParameterizedTest
  @EnumSource
  void isOneNumberInAnyOrder(LifetimeModel model) {
    Patterns there = new Patterns();
    Patterns back = new Patterns();
    for (int x = 0; x < 100; x++) {
      there.add(x, 3 * x, 500, 1 + x);
      back.add(99 - x, 3 * (99 - x), 500, 100 - x);
    }
    assertEquals(
        new LifetimeLikelihood(model, there).at(.3, 5, .7, 2).value(),
        new LifetimeLikelihood(model, back).at(.3, 5, .7, 2).value());
  }
}
