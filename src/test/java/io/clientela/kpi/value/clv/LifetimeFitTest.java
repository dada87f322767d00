package io.clientela.kpi.value.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LifetimeFitTest {

  private static final int MILLION = 1_000_000;
  private static final int DAYS = 1_300;

  private static LifetimeFit fit(LifetimeModel model, Patterns patterns) {
    return LifetimeFit.of(model, patterns, LifetimeFit.MIN_REPEATERS);
  }

  /**
   * Typical customers, those with a near 0, and those who seldom come back; over so many days that
   * counting by days is nothing.
   */
  @ParameterizedTest
  @CsvSource({
    " BG_NBD,  .25,  44, .8,  2.4",
    "MBG_NBD, 1.2,  300, .02, 1",
    " BG_NBD,  .06, 150, .6,  1.5"
  })
  void givesBackWhatCustomersCameFrom(
      LifetimeModel model, double r, double alpha, double a, double b) {
    LifetimeParameters of = new LifetimeParameters(r, alpha, a, b);
    Patterns patterns = new Patterns(MILLION);
    new Simulated(1).addTo(List.of(patterns), model, of, MILLION, 10 * DAYS);
    LifetimeFit fit = fit(model, patterns);
    assertEquals(1, patterns.widthDays());
    assertEquals(MILLION, fit.customers());
    assertEquals(FitStatus.FITTED, fit.status());
    double[] expected = Values.of(of);
    double[] actual = Values.of(fit.estimates());
    double[] errors = Values.of(fit.standardErrors());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 2 * errors[i], fit::toString);
    }
  }

  /** That most are lost at once, with r = .21 and b = .06, would be a summit 5 lower. */
  @ParameterizedTest
  @ValueSource(ints = {3_000, 150_000})
  void takesTheHigherOfTwoSummits(int customers) {
    LifetimeParameters of = new LifetimeParameters(.06, 2, .3, 4.5);
    Patterns patterns = new Patterns();
    new Simulated(7).addTo(List.of(patterns), LifetimeModel.MBG_NBD, of, customers, 600);
    LifetimeFit fit = fit(LifetimeModel.MBG_NBD, patterns);
    assertEquals(of.r(), fit.estimates().r(), 3 * fit.standardErrors().r());
    assertEquals(of.b(), fit.estimates().b(), 3 * fit.standardErrors().b());
  }

  /** What cells of days cost, on customers who make more patterns than are kept. */
  @Test
  void cellsOfDaysChangeLittle() {
    LifetimeModel model = LifetimeModel.BG_NBD;
    LifetimeParameters of = new LifetimeParameters(.5, 6, .5, 2);
    Patterns exact = new Patterns(MILLION);
    Patterns cells = new Patterns();
    Patterns wide = new Patterns(25_000);
    new Simulated(3).addTo(List.of(exact, cells, wide), model, of, MILLION / 2, DAYS);
    assertEquals(1, exact.widthDays());
    assertEquals(4, cells.widthDays());
    assertEquals(32, wide.widthDays());
    LifetimeFit fit = fit(model, exact);
    assertLoss(fit, fit(model, cells), exact, .001, .0001);
    assertLoss(fit, fit(model, wide), exact, .05, .003);
  }

  private static void assertLoss(
      LifetimeFit exact,
      LifetimeFit cells,
      Patterns patterns,
      double ofEstimates,
      double ofOrders) {
    double[] expected = Values.of(exact.estimates());
    double[] actual = Values.of(cells.estimates());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], ofEstimates * expected[i], cells::toString);
    }
    double orders = orders(exact, patterns);
    assertEquals(orders, orders(cells, patterns), ofOrders * orders);
  }

  private static double orders(LifetimeFit fit, Patterns patterns) {
    double[] orders = new double[1];
    patterns.inOrder(
        (x, tx, age, customers) ->
            orders[0] += customers * fit.model().expectedOrders(fit.estimates(), x, tx, age, 52));
    return orders[0];
  }

  @ParameterizedTest
  @EnumSource
  void oneRepeaterTooFew(LifetimeModel model) {
    Patterns patterns = new Patterns();
    new Simulated(4)
        .addTo(List.of(patterns), model, new LifetimeParameters(.5, 6, .5, 2), 400, DAYS);
    long repeaters = patterns.repeaters();
    LifetimeFit enough = LifetimeFit.of(model, patterns, (int) repeaters);
    assertEquals(FitStatus.FITTED, enough.status());
    LifetimeFit tooFew = LifetimeFit.of(model, patterns, (int) repeaters + 1);
    assertEquals(
        new LifetimeFit(model, FitStatus.TOO_FEW_CUSTOMERS, null, null, null, 400, repeaters),
        tooFew);
    assertEquals(FitStatus.TOO_FEW_CUSTOMERS, LifetimeFit.of(model, new Patterns(), 0).status());
  }

  @ParameterizedTest
  @EnumSource
  void everybodyOrderedOnce(LifetimeModel model) {
    Patterns patterns = new Patterns();
    for (int age = 0; age < 400; age++) {
      patterns.add(0, 0, age, 50);
    }
    assertEquals(FitStatus.TOO_FEW_CUSTOMERS, fit(model, patterns).status());
    assertNotConverged(LifetimeFit.of(model, patterns, 0));
    Patterns today = new Patterns();
    today.add(0, 0, 0, 50);
    assertNotConverged(LifetimeFit.of(model, today, 0));
  }

  /** All keep to their own interval up to the as-of date: a runs to 0. */
  @ParameterizedTest
  @EnumSource
  void nobodyIsEverLost(LifetimeModel model) {
    Patterns patterns = new Patterns();
    for (int interval = 10; interval <= 200; interval++) {
      int x = 720 / interval;
      patterns.add(x, x * interval, x * interval + interval / 3, 20);
    }
    LifetimeFit fit = fit(model, patterns);
    assertNotConverged(fit);
    assertTrue(fit.estimates().a() / (fit.estimates().a() + fit.estimates().b()) < 1e-3);
    assertTrue(model.alive(fit.estimates(), 10, 50, 51) > .99);
  }

  /** All order equally often, more so than chance allows: r and alpha run to infinity. */
  @ParameterizedTest
  @EnumSource
  void customersDoNotDiffer(LifetimeModel model) {
    Patterns patterns = new Patterns();
    for (int day = 0; day < 60; day++) {
      patterns.add(5, 300 + day, 364, 20);
    }
    assertNotConverged(fit(model, patterns));
  }

  private static void assertNotConverged(LifetimeFit fit) {
    assertEquals(FitStatus.NOT_CONVERGED, fit.status());
    assertNull(fit.standardErrors());
    assertTrue(Double.isFinite(fit.logLikelihood()), fit::toString);
    double orders = fit.model().expectedOrders(fit.estimates(), 2, 30, 40, 52);
    assertTrue(orders >= 0 && orders < 1e6, fit::toString);
  }
}
