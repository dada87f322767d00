package io.clientela.kpi.value.clv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpendFitTest {

  private static SpendFit fit(Spends spends) {
    return SpendFit.of(spends, SpendFit.MIN_CUSTOMERS);
  }

  private static Spends simulated(SpendParameters of, int customers) {
    Spends spends = new Spends();
    new Simulated(1).addTo(spends, of, customers);
    return spends;
  }

  @ParameterizedTest
  @CsvSource({"6.25, 3.74, 15.44", "1, 1.5, 1000", "60, 12, .01"})
  void givesBackWhatCustomersCameFrom(double p, double q, double v) {
    SpendParameters of = new SpendParameters(p, q, v);
    SpendFit fit = fit(simulated(of, 200_000));
    assertEquals(FitStatus.FITTED, fit.status());
    double[] expected = Values.of(of);
    double[] actual = Values.of(fit.estimates());
    double[] errors = Values.of(fit.standardErrors());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 2 * errors[i], fit::toString);
    }
    assertEquals(0, fit.correlation(), .01);
  }

  @Test
  void cellsOfSpendChangeNothingThatMatters() {
    Spends exact = simulated(new SpendParameters(6.25, 3.74, 15.44), 50_000);
    Spends thousandths = new Spends(30_000);
    thousandths.add(exact);
    Spends wide = new Spends(500);
    wide.add(exact);
    assertEquals(0, exact.widthThousandths());
    assertEquals(1, thousandths.widthThousandths());
    assertEquals(64, wide.widthThousandths());
    double[] expected = Values.of(fit(exact).estimates());
    assertLoss(expected, Values.of(fit(thousandths).estimates()), 1e-6);
    assertLoss(expected, Values.of(fit(wide).estimates()), .01);
  }

  private static void assertLoss(double[] expected, double[] actual, double loss) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], loss * expected[i]);
    }
  }

  @Test
  void theUnitOfSpendIsOnlyAUnit() {
    Spends dollars = Cdnow.spends();
    Spends others = new Spends();
    dollars.inOrder((x, log, more) -> others.add(x, Math.exp(log) * 1e6, (long) more));
    double[] expected = Values.of(fit(dollars).estimates());
    double[] actual = Values.of(fit(others).estimates());
    expected[2] *= 1e6;
    assertArrayEquals(new double[] {1, 1, 1}, ratios(expected, actual), 1e-6);
  }

  private static double[] ratios(double[] expected, double[] actual) {
    return new double[] {actual[0] / expected[0], actual[1] / expected[1], actual[2] / expected[2]};
  }

  @Test
  void theMeanOverAllMayBeInfinite() {
    SpendFit fit = fit(simulated(new SpendParameters(3, .8, 10), 20_000));
    assertEquals(FitStatus.INFINITE_MEAN, fit.status());
    assertEquals(.8, fit.estimates().q(), 2 * fit.standardErrors().q());
    assertEquals(Double.POSITIVE_INFINITY, fit.estimates().populationMean());
    assertEquals(Double.POSITIVE_INFINITY, fit.estimates().expectedSpend(0, 0));
    assertTrue(Double.isFinite(fit.estimates().expectedSpend(2, 30)));
  }

  @Test
  void tooFewCustomers() {
    Spends spends = simulated(new SpendParameters(6, 4, 15), 1_000);
    SpendFit fit = SpendFit.of(spends, 1_001);
    assertEquals(FitStatus.TOO_FEW_CUSTOMERS, fit.status());
    assertNull(fit.estimates());
    assertEquals(FitStatus.FITTED, SpendFit.of(spends, 1_000).status());
    assertEquals(
        new SpendFit(FitStatus.TOO_FEW_CUSTOMERS, null, null, null, null, 0),
        SpendFit.of(new Spends(), 0));
  }

  /** One price: p runs to infinity. */
  @Test
  void allOrdersAreWorthTheSame() {
    Spends spends = new Spends();
    for (int x = 1; x < 6; x++) {
      spends.add(x, 9.99, 100);
    }
    SpendFit fit = fit(spends);
    assertNotConverged(fit);
    assertNull(fit.correlation());
    assertEquals(9.99, fit.estimates().expectedSpend(3, 9.99), .01);
  }

  /** Means differ as much as those of orders of one customer would: q and v run to infinity. */
  @Test
  void customersDoNotDiffer() {
    Spends spends = new Spends();
    for (int i = 0; i < 500; i++) {
      int x = 1 + i % 5;
      spends.add(x, 30 + 30 * (i - 249.5) / 500 / Math.sqrt(x), 1);
    }
    SpendFit fit = fit(spends);
    assertNotConverged(fit);
    assertEquals(30, fit.estimates().expectedSpend(3, 25), .1);
  }

  private static void assertNotConverged(SpendFit fit) {
    assertEquals(FitStatus.NOT_CONVERGED, fit.status(), fit::toString);
    assertNull(fit.standardErrors());
    assertTrue(Double.isFinite(fit.logLikelihood()), fit::toString);
  }
}
