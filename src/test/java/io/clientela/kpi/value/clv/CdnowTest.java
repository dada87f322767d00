package io.clientela.kpi.value.clv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.kpi.value.clv.Cdnow.History;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The numbers that Fader, Hardie and Lee (2005), Fader and Hardie (2013) and others published for
 * the CDNOW sample.
 */
final class CdnowTest {

  /** As the paper prints them. */
  private static final LifetimeParameters PRINTED =
      new LifetimeParameters(.243, 4.414, .793, 2.426);

  private static List<History> histories;
  private static LifetimeFit bg;
  private static LifetimeFit mbg;
  private static SpendFit spend;

  @BeforeAll
  static void fit() {
    histories = Cdnow.histories();
    bg = LifetimeFit.of(LifetimeModel.BG_NBD, Cdnow.patterns(), LifetimeFit.MIN_REPEATERS);
    mbg = LifetimeFit.of(LifetimeModel.MBG_NBD, Cdnow.patterns(), LifetimeFit.MIN_REPEATERS);
    spend = SpendFit.of(Cdnow.spends(), SpendFit.MIN_CUSTOMERS);
  }

  @Test
  void histories() {
    assertEquals(2357, histories.size());
    assertEquals(2457, histories.stream().mapToInt(History::x).sum());
    assertEquals(1411, histories.stream().filter(each -> each.x() == 0).count());
    assertEquals(16_135.571, histories.stream().mapToDouble(History::tx).sum(), 5e-4);
    assertEquals(77_111.286, histories.stream().mapToDouble(History::age).sum(), 5e-4);
    assertEquals(1, Cdnow.patterns().widthDays());
  }

  @Test
  void bgNbd() {
    assertEquals(FitStatus.FITTED, bg.status());
    assertEquals(2357, bg.customers());
    assertEquals(946, bg.repeaters());
    assertArrayEquals(
        new double[] {.24259, 4.4136, .79292, 2.42591}, Values.of(bg.estimates()), 5e-5);
    assertEquals(-9582.4292, bg.logLikelihood(), 5e-5);
  }

  @Test
  void mbgNbd() {
    assertEquals(FitStatus.FITTED, mbg.status());
    assertArrayEquals(new double[] {.525, 6.183, .891, 1.614}, Values.of(mbg.estimates()), 5e-4);
  }

  @ParameterizedTest
  @CsvSource({
    " 0, 0,     38.86, .195098,  1",
    " 1, 5,     38.86, .301556,  .314786",
    " 5, 36,    38.86, 3.235894, .849897",
    "10, 38,    38.86, 6.705875, .921450",
    "26, 30.86, 31,    20.749726, .968916"
  })
  void ordersAndAlive(int x, double tx, double age, double orders, double alive) {
    LifetimeModel model = LifetimeModel.BG_NBD;
    assertEquals(orders, model.expectedOrders(PRINTED, x, tx, age, 39), 1e-6);
    assertEquals(alive, model.alive(PRINTED, x, tx, age), 1e-6);
  }

  @Test
  void oneCustomer() {
    LifetimeModel model = LifetimeModel.BG_NBD;
    assertEquals(1.226, model.expectedOrders(bg.estimates(), 2, 30.43, 38.86, 39), 5e-4);
    assertEquals(.726579, model.alive(PRINTED, 2, 30.43, 38.86), 1e-6);
  }

  @ParameterizedTest
  @CsvSource({
    "  .1429, .0078,  5e-5",
    " 1,      .0532,  5e-5",
    " 3,      .1506,  5e-5",
    "31.8571, 1.0405, 5e-5",
    "32,      1.0437, 5e-5",
    // at the maximum it is 1.8580: some other digits of the parameters stand behind the published
    "78,      1.8576, 5e-4"
  })
  void newCustomer(double weeks, double orders, double within) {
    assertEquals(orders, LifetimeModel.BG_NBD.expectedOrders(bg.estimates(), weeks), within);
  }

  @Test
  void allCustomers() {
    double orders =
        histories.stream()
            .mapToDouble(
                each ->
                    bg.model().expectedOrders(bg.estimates(), each.x(), each.tx(), each.age(), 39))
            .sum();
    assertEquals(1653.41, orders, 5e-3);
  }

  /** As another implementation answers for the printed parameters of MBG/NBD. */
  @ParameterizedTest
  @CsvSource({
    " 0, 0,     .3897350809187629, .15401274667514553",
    " 2, 30.43, .7062022651184873, 1.2629606232673432",
    "10, 38,    .9140976755323993, 6.433763169862098"
  })
  void ordersAndAliveWhereOneTimeBuyersMayBeLost(int x, double tx, double alive, double orders) {
    LifetimeModel model = LifetimeModel.MBG_NBD;
    LifetimeParameters printed = new LifetimeParameters(.525, 6.183, .891, 1.614);
    assertEquals(alive, model.alive(printed, x, tx, 38.86), 1e-13);
    assertEquals(orders, model.expectedOrders(printed, x, tx, 38.86, 39), 1e-12);
    assertEquals(1.1829536655971713, model.expectedOrders(printed, 39), 1e-12);
  }

  @Test
  void gammaGamma() {
    assertEquals(FitStatus.FITTED, spend.status());
    assertEquals(946, spend.customers());
    assertArrayEquals(new double[] {6.2496, 3.7442, 15.4435}, Values.of(spend.estimates()), 1e-4);
    assertEquals(.1139, spend.correlation(), 5e-5);
    assertEquals(35.219, new SpendParameters(6.25, 3.74, 15.44).populationMean(), 5e-4);
    assertEquals(35.17, spend.estimates().populationMean(), 5e-3);
  }

  @Test
  void expectedSpendOfTheFirstTen() {
    double[] expected = {24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17};
    double[] actual =
        histories.stream()
            .limit(10)
            .mapToDouble(each -> spend.estimates().expectedSpend(each.x(), each.spend()))
            .toArray();
    assertArrayEquals(expected, actual, 5e-3);
  }
}
