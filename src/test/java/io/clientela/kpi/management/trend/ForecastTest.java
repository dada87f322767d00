package io.clientela.kpi.management.trend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ForecastTest {

  /** Median 12, distances 2 1 0 1 2 88 1: an outlier moves neither it nor their median 1. */
  @Test
  void medianAndMadIgnoreOutliers() {
    Forecast forecast = Forecast.of(new double[] {10, 13, 12, 11, 14, 100, 13});
    assertEquals(13, forecast.median());
    assertEquals(1, forecast.mad());
    assertEquals(13, forecast.expected());
    assertEquals(0, forecast.drift());
    assertEquals(0.6745 * 7, forecast.robustZ(20), 1e-12);
    assertEquals(0.6745 * 7, forecast.distance(20, 0), 1e-12);
    assertEquals(20, forecast.at(0.6745 * 7, 0), 1e-12);
  }

  /** Chance alone may be larger than what a few quiet periods show. */
  @Test
  void chanceWidensTheSpread() {
    Forecast forecast = Forecast.of(new double[] {10, 13, 12, 11, 14, 100, 13});
    assertEquals(7 / 3.5, forecast.distance(20, 3.5), 1e-12);
    assertEquals(13 - 3.5, forecast.at(-1, 3.5), 1e-12);
  }

  /** More than half are equal: the mean distance, 1 / 4, stands for the median one. */
  @Test
  void mostlyEqualValuesStillHaveASpread() {
    Forecast forecast = Forecast.of(new double[] {5, 5, 5, 7, 5, 5, 5, 5});
    assertTrue(Double.isNaN(forecast.robustZ(9)));
    assertEquals(4 / (0.25 / Math.sqrt(2 / Math.PI)), forecast.distance(9, 0), 1e-12);
    Forecast flat = Forecast.of(new double[] {5, 5, 5, 5, 5, 5, 5, 5});
    assertEquals(0, flat.distance(5, 0));
    assertEquals(Double.POSITIVE_INFINITY, flat.distance(6, 0));
    assertEquals(0, flat.pValue(Double.POSITIVE_INFINITY));
  }

  /** Doubling every time, the ninth value is 256 x 2; it would be an alert by the median, 24. */
  @Test
  void whatDriftsIsExpectedToGoOn() {
    double[] values = {2, 4, 8, 16, 32, 64, 128, 256};
    Forecast forecast = Forecast.of(values);
    assertEquals(1, forecast.drift(), 1e-12);
    assertEquals(512, forecast.expected(), 1e-9);
    assertEquals(24, forecast.median());
    values[3] = 0;
    assertEquals(0, Forecast.of(values).drift(), "no logarithm of 0");
  }

  /** A value of 0 is infinitely far on a scale of logarithms, and no error. */
  @Test
  void anOutageOfWhatDriftsIsFar() {
    Forecast forecast = Forecast.of(new double[] {100, 112, 119, 133, 145, 163, 177, 195, 214});
    assertTrue(forecast.drift() > 0.09 && forecast.drift() < 0.11);
    assertTrue(forecast.distance(0, 0) < -100);
    assertTrue(forecast.pValue(forecast.distance(0, 0)) < 1e-4);
  }

  /** p below 0.05 one time in twenty, below 0.01 one time in a hundred, if nothing has changed. */
  @Test
  void pValuesAreWhatTheySayOfNormalSeries() {
    Random random = new Random(7);
    for (int size : new int[] {8, 13, 26}) {
      int series = 20_000;
      int rare = 0;
      int rarer = 0;
      for (int i = 0; i < series; i++) {
        double[] values = new double[size];
        Arrays.setAll(values, k -> 1000 + 50 * random.nextGaussian());
        Forecast forecast = Forecast.of(values);
        double p = forecast.pValue(forecast.distance(1000 + 50 * random.nextGaussian(), 0));
        rare += p < 0.05 ? 1 : 0;
        rarer += p < 0.01 ? 1 : 0;
      }
      assertEquals(0.05, rare / (double) series, 0.012, "0.05 of " + size);
      assertEquals(0.01, rarer / (double) series, 0.005, "0.01 of " + size);
    }
  }
}
