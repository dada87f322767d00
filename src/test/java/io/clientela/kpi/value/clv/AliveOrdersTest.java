package io.clientela.kpi.value.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The sum against the integral, which share nothing, and both against what limits must give. */
final class AliveOrdersTest {

  private static double between(SplittableRandom random, double least, double most) {
    return least * Math.exp(random.nextDouble() * Math.log(most / least));
  }

  private static void assertClose(double expected, double actual, double within) {
    assertEquals(expected, actual, within * Math.abs(expected));
  }

  @Test
  void sumAndIntegralAgree() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2_000; i++) {
      double shape = between(random, 1e-4, 1e4);
      double rate = between(random, 1e-2, 1e6);
      double weeks = between(random, 1e-3, 1e3);
      double a = i % 10 == 0 ? 1 : between(random, 1e-7, 1e4);
      double b = between(random, 1e-4, 1e4);
      double none = rate / (rate + weeks);
      if (shape * weeks / rate < 1e5 && none > 1e-4) {
        assertClose(
            AliveOrders.sum(shape, none, weeks / (rate + weeks), a, b),
            AliveOrders.integral(shape, weeks / rate, a, b),
            1e-9);
      }
    }
  }

  /** (a + b - 1) / (a - 1) (1 - (rate / (rate + t))^shape 2F1), the function by its series. */
  @Test
  void isWhatThePaperWrites() {
    double shape = 2.243;
    double rate = 43.27;
    double a = .793;
    double b = 4.426;
    double z = 39 / (rate + 39);
    double function = 0;
    double term = 1;
    for (int j = 0; j < 500; j++) {
      function += term;
      term *= (shape + j) / (a + b - 1 + j) * (b + j) / (j + 1) * z;
    }
    double expected = (a + b - 1) / (a - 1) * (1 - Math.pow(rate / (rate + 39), shape) * function);
    assertClose(expected, AliveOrders.expected(shape, rate, a, b, 39), 1e-12);
  }

  @Test
  void whoIsNeverLostOrdersAtTheMeanRate() {
    assertClose(2.5 * 52 / 30, AliveOrders.expected(2.5, 30, 1e-12, 3, 52), 1e-10);
    assertClose(1e4 * 52 / 1500, AliveOrders.expected(1e4, 1500, 1e-12, 3, 52), 1e-10);
    assertClose(2.5 * 52 / .03, AliveOrders.expected(2.5, .03, 1e-12, 3, 52), 1e-8);
  }

  @Test
  void whoIsLostWithHisNextOrderOrdersAtMostOnce() {
    double once = 1 - Math.pow(30.0 / 82, 2.5);
    assertClose(once, AliveOrders.expected(2.5, 30, 3, 1e-12, 52), 1e-10);
    assertClose(once, AliveOrders.expected(2.5, 30, 1e9, 1, 52), 1e-8);
  }

  @Test
  void nothingHappensAtOne() {
    for (double rate : new double[] {30, .01}) {
      double at = AliveOrders.expected(.7, rate, 1, 2.5, 52);
      for (double off : new double[] {1e-15, 1e-12, 1e-9, 1e-6}) {
        assertClose(at, AliveOrders.expected(.7, rate, 1 - off, 2.5, 52), 10 * off + 1e-12);
        assertClose(at, AliveOrders.expected(.7, rate, 1 + off, 2.5, 52), 10 * off + 1e-12);
      }
    }
  }

  @Test
  void shortTimesKeepTheirDigits() {
    assertEquals(0, AliveOrders.expected(.7, 30, .8, 2.5, 0));
    assertClose(.7 * 1e-9 / 30, AliveOrders.expected(.7, 30, .8, 2.5, 1e-9), 1e-9);
  }

  @Test
  void growsWithTimeWhereTheMethodChanges() {
    double before = 0;
    for (double weeks = 1e-3; weeks < 1e6; weeks *= 1.1) {
      double now = AliveOrders.expected(.7, .5, .8, 2.5, weeks);
      assertTrue(now > before, () -> now + " is not more");
      before = now;
    }
  }

  @Test
  void isFiniteForAnyParameter() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 20_000; i++) {
      double shape = between(random, 1e-9, 1e5);
      double rate = between(random, 1e-12, 1e12);
      double a = between(random, 1e-12, 1e9);
      double b = between(random, 1e-12, 1e9);
      double weeks = between(random, 1e-6, 1e5);
      double orders = AliveOrders.expected(shape, rate, a, b, weeks);
      double most = shape * weeks / rate;
      assertTrue(
          orders >= 0 && orders <= most * (1 + 1e-7),
          () -> String.join(" ", "" + shape, "" + rate, "" + a, "" + b, "" + weeks, "" + orders));
    }
  }

  @Test
  void refusesNoTime() {
    assertThrows(
        IllegalArgumentException.class, () -> AliveOrders.expected(1, 1, 1, 1, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> AliveOrders.expected(1, 1, 1, 1, -1));
  }
}
