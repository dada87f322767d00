package io.clientela.kpi.value.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LifetimeModelTest {

  private static final LifetimeParameters TYPICAL =
      new LifetimeParameters(.243, 4.414, .793, 2.426);

  private static double between(SplittableRandom random, double least, double most) {
    return least * Math.exp(random.nextDouble() * Math.log(most / least));
  }

  @ParameterizedTest
  @EnumSource
  void answersAndLikelihoodAreThoseOfTheStory(LifetimeModel model) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 8; i++) {
      LifetimeParameters of =
          new LifetimeParameters(
              between(random, .2, 5),
              between(random, .5, 50),
              i == 0 ? 1 : between(random, .3, 5),
              between(random, .3, 10));
      ByDefinition story = new ByDefinition(model, of);
      int x = random.nextInt(6);
      int txDays = x == 0 ? 0 : x + random.nextInt(200);
      int ageDays = i == 1 ? txDays : txDays + random.nextInt(200);
      double weeks = between(random, 1, 100);
      ByDefinition.Answer answer = story.of(x, txDays / 7.0, ageDays / 7.0, weeks);
      String seen = of + " x " + x + " t_x " + txDays + " T " + ageDays;
      assertEquals(answer.alive(), model.alive(of, x, txDays / 7.0, ageDays / 7.0), 1e-9, seen);
      double orders = model.expectedOrders(of, x, txDays / 7.0, ageDays / 7.0, weeks);
      assertEquals(1, orders / answer.orders(), 1e-8, seen);
      Patterns patterns = new Patterns();
      patterns.add(x, txDays, ageDays, 3);
      double value = new LifetimeLikelihood(model, patterns).at(Values.of(of)).value();
      assertEquals(3 * Math.log(answer.likelihood()), value, 1e-7, seen);
    }
  }

  @Test
  void aNewCustomerIsOneWithoutAHistory() {
    assertEquals(
        LifetimeModel.BG_NBD.expectedOrders(TYPICAL, 0, 0, 0, 52),
        LifetimeModel.BG_NBD.expectedOrders(TYPICAL, 52));
    double unlost = new ByDefinition(LifetimeModel.MBG_NBD, TYPICAL).of(0, 0, 0, 52).orders();
    assertEquals(unlost, LifetimeModel.MBG_NBD.expectedOrders(TYPICAL, 52), 1e-8);
  }

  @Test
  void oneTimeBuyersAreLostInOneModelOnly() {
    assertEquals(1, LifetimeModel.BG_NBD.alive(TYPICAL, 0, 0, 500));
    assertTrue(LifetimeModel.MBG_NBD.alive(TYPICAL, 0, 0, 500) < .5);
    assertEquals(2.426 / (.793 + 2.426), LifetimeModel.MBG_NBD.alive(TYPICAL, 0, 0, 0), 1e-15);
  }

  @ParameterizedTest
  @EnumSource
  void whoIsSilentForLongAfterManyOrdersIsLost(LifetimeModel model) {
    assertEquals(0, model.alive(TYPICAL, 10_000, 1_500, 3_000));
    assertEquals(0, model.expectedOrders(TYPICAL, 10_000, 1_500, 3_000, 52));
    assertEquals(1, model.alive(TYPICAL, 10_000, 1_500, 1_500), 1e-3);
    double perWeek = 10_000.243 / 1_504.414;
    double orders = model.expectedOrders(TYPICAL, 10_000, 1_500, 1_500, 52);
    assertEquals(52 * perWeek, orders, 52 * perWeek * .02);
  }

  @ParameterizedTest
  @EnumSource
  void whereNobodyIsLostOrdersGoOn(LifetimeModel model) {
    LifetimeParameters loyal = new LifetimeParameters(2, 20, 1e-9, 3);
    assertEquals(1, model.alive(loyal, 5, 50, 60), 1e-8);
    assertEquals(7 * 52 / 80.0, model.expectedOrders(loyal, 5, 50, 60, 52), 1e-6);
  }

  @ParameterizedTest
  @EnumSource
  void answersAreNumbersForAnyParameter(LifetimeModel model) {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 20_000; i++) {
      LifetimeParameters of =
          new LifetimeParameters(
              between(random, 1e-6, 1e5),
              between(random, 1e-8, 1e8),
              between(random, 1e-6, 1e5),
              between(random, 1e-6, 1e5));
      int x = random.nextInt(4) == 0 ? 0 : (int) between(random, 1, 1e4);
      double tx = x == 0 ? 0 : between(random, x / 7.0, 3_000);
      double age = random.nextInt(4) == 0 ? tx : tx + between(random, .1, 1_000);
      double alive = model.alive(of, x, tx, age);
      double orders = model.expectedOrders(of, x, tx, age, 52);
      double most = (of.r() + x) * 52 / (of.alpha() + age);
      boolean isRight = alive >= 0 && alive <= 1 && orders >= 0 && orders <= most * (1 + 1e-9);
      assertTrue(isRight, () -> of + " " + x + " " + tx + " " + age + ": " + alive + " " + orders);
    }
  }

  /** No fit comes here: all that is asked is an answer. */
  @ParameterizedTest
  @EnumSource
  void answersAreNumbersAtTheEndsOfTheWorld(LifetimeModel model) {
    double[] ends = {Double.MIN_VALUE, 1e-200, 1e-9, 1, 1e9, 1e200, Double.MAX_VALUE};
    for (int i = 0; i < 7 * 7 * 7 * 7; i++) {
      LifetimeParameters of =
          new LifetimeParameters(ends[i % 7], ends[i / 7 % 7], ends[i / 49 % 7], ends[i / 343 % 7]);
      for (int x = 0; x < 2; x++) {
        double alive = model.alive(of, x, x, 3);
        double orders = model.expectedOrders(of, x, x, 3, 52);
        assertTrue(alive >= 0 && alive <= 1, () -> of + ": " + alive);
        assertTrue(orders >= 0 && orders <= Double.MAX_VALUE, () -> of + ": " + orders);
        assertTrue(model.expectedOrders(of, 52) >= 0, of::toString);
      }
    }
  }

  @Test
  void refusesWhatIsNoHistory() {
    LifetimeModel model = LifetimeModel.BG_NBD;
    assertThrows(IllegalArgumentException.class, () -> model.alive(TYPICAL, -1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> model.alive(TYPICAL, 1, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> model.alive(TYPICAL, 1, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new LifetimeParameters(1, 0, 1, 1));
  }
}
