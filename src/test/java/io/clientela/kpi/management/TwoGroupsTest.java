package io.clientela.kpi.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.clientela.kpi.management.TwoGroups.Difference;
import java.math.BigDecimal;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against published figures, and closed forms written out here. */
final class TwoGroupsTest {

  private static final double EXACT = 1e-12;

  private static Difference shares(long part, long whole, long otherPart, long otherWhole) {
    return new TwoGroups(share(part, whole), share(otherPart, otherWhole)).shares();
  }

  private static Difference means(Sample treatment, Sample control) {
    return new TwoGroups(treatment, control).means();
  }

  private static Sample share(long part, long whole) {
    return new Sample(whole, BigDecimal.valueOf(part), BigDecimal.valueOf(part));
  }

  private static Sample of(long... values) {
    BigDecimal squares =
        LongStream.of(values)
            .mapToObj(BigDecimal::valueOf)
            .map(value -> value.multiply(value))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Sample(values.length, BigDecimal.valueOf(LongStream.of(values).sum()), squares);
  }

  /** Newcombe, Statistics in Medicine 17 (1998), table II, method 10. */
  @ParameterizedTest
  @CsvSource({
    "56, 70, 48, 80,  0.0524, 0.3339",
    " 9, 10,  3, 10,  0.1705, 0.8090",
    " 6,  7,  2,  7,  0.0582, 0.8062",
    " 5, 56,  0, 29, -0.0381, 0.1926",
    " 0, 10,  0, 20, -0.1611, 0.2775",
    " 0, 10,  0, 10, -0.2775, 0.2775",
    "10, 10,  0, 20,  0.6791, 1.0000",
    "10, 10,  0, 10,  0.6075, 1.0000"
  })
  void boundsOfSharesAreThoseThatNewcombePublished(
      long part, long whole, long otherPart, long otherWhole, double low, double high) {
    Difference found = shares(part, whole, otherPart, otherWhole);

    assertEquals(low, found.low(), 5e-5);
    assertEquals(high, found.high(), 5e-5);
  }

  /** Wilson: p = (x + z^2/2 -+ z sqrt(x (n - x)/n + z^2/4)) / (n + z^2). */
  @Test
  void boundsOfSharesComeFromTheWilsonBoundsOfEach() {
    double z = 1.959963984540054;
    double[] treated = new double[2];
    double[] held = new double[2];
    for (int side = 0; side < 2; side++) {
      int sign = side == 0 ? -1 : 1;
      treated[side] =
          (30 + z * z / 2 + sign * z * Math.sqrt(30 * 70 / 100.0 + z * z / 4)) / (100 + z * z);
      held[side] =
          (40 + z * z / 2 + sign * z * Math.sqrt(40 * 160 / 200.0 + z * z / 4)) / (200 + z * z);
    }
    Difference found = shares(30, 100, 40, 200);

    assertEquals(0.1, found.estimate(), EXACT);
    assertEquals(
        0.1 - Math.sqrt(Math.pow(0.3 - treated[0], 2) + Math.pow(held[1] - 0.2, 2)),
        found.low(),
        EXACT);
    assertEquals(
        0.1 + Math.sqrt(Math.pow(treated[1] - 0.3, 2) + Math.pow(0.2 - held[0], 2)),
        found.high(),
        EXACT);
  }

  /** 70 of 300 in all: z = 0.1 / sqrt(7/30 x 23/30 x 3/200). */
  @Test
  void sharesAreTestedAsIfBothGroupsWereOne() {
    double z = 0.1 / Math.sqrt(7 / 30.0 * 23 / 30.0 * 3 / 200.0);

    assertEquals(twoSidedNormal(z), shares(30, 100, 40, 200).pValue(), 1e-9);
    assertEquals(twoSidedNormal(z), shares(40, 200, 30, 100).pValue(), 1e-9);
  }

  @Test
  void sharesOfNoneAndOfAllDoNotDiffer() {
    assertEquals(1, shares(0, 10, 0, 20).pValue());
    assertEquals(1, shares(10, 10, 20, 20).pValue());
  }

  /**
   * Where one group does not spread and the other has two members, Student's t has one degree of
   * freedom: the Cauchy distribution, with quantile tan(pi (q - 1/2)).
   */
  @Test
  void boundsOfMeansWithOneDegreeOfFreedom() {
    Difference found = means(of(0, 2), of(5, 5, 5));

    assertEquals(-4, found.estimate(), EXACT);
    assertEquals(-4 - Math.tan(Math.PI * 0.475), found.low(), 1e-9);
    assertEquals(-4 + Math.tan(Math.PI * 0.475), found.high(), 1e-9);
    assertEquals(1 - 2 / Math.PI * Math.atan(4), found.pValue(), EXACT);
  }

  /**
   * Two pairs that spread alike have two degrees: the quantile is (2q - 1) / sqrt(2q (1 - q)), the
   * p-value 1 - t / sqrt(t^2 + 2).
   */
  @Test
  void boundsOfMeansWithTwoDegreesOfFreedom() {
    Difference found = means(of(3, 5), of(0, 2));
    double reach = 0.95 / Math.sqrt(2 * 0.975 * 0.025) * Math.sqrt(2);
    double t = 3 / Math.sqrt(2);

    assertEquals(3, found.estimate(), EXACT);
    assertEquals(3 - reach, found.low(), 1e-9);
    assertEquals(3 + reach, found.high(), 1e-9);
    assertEquals(1 - t / Math.sqrt(t * t + 2), found.pValue(), EXACT);
  }

  @Test
  void aLargeMeanDoesNotHideASmallSpread() {
    long large = 1_000_000_000_000_000L;

    assertEquals(1, of(large, large + 1, large + 2).variance());
  }

  @Test
  void oneMemberTellsNoSpread() {
    assertEquals(new Difference(1.0, null, null, null), means(of(3), of(1, 2, 3)));
    assertEquals(new Difference(-1.0, null, null, null), means(of(1, 2, 3), of(3)));
  }

  @Test
  void groupsThatDoNotSpreadTellNoBounds() {
    assertEquals(new Difference(0.0, null, null, 1.0), means(of(7, 7), of(7, 7, 7)));
    assertEquals(new Difference(1.0, null, null, null), means(of(8, 8), of(7, 7, 7)));
  }

  @Test
  void aGroupWithoutMembersTellsNothing() {
    assertEquals(Difference.UNKNOWN, means(of(), of(1, 2)));
    assertEquals(Difference.UNKNOWN, means(of(1, 2), of()));
    assertEquals(Difference.UNKNOWN, shares(0, 0, 1, 2));
    assertEquals(Difference.UNKNOWN, shares(1, 2, 0, 0));
  }

  /** (540 - 500)^2 / 500 + (460 - 500)^2 / 500 = 6.4 = z^2. */
  @Test
  void sizesAreComparedWithThePlan() {
    assertEquals(twoSidedNormal(Math.sqrt(6.4)), TwoGroups.sampleRatio(540, 460, 0.5), 1e-9);
    assertEquals(1, TwoGroups.sampleRatio(900, 100, 0.9), EXACT);
    assertNull(TwoGroups.sampleRatio(0, 0, 0.5));
  }

  /** 1 less the normal density from -z to z, after Simpson. */
  private static double twoSidedNormal(double z) {
    int steps = 2_000;
    double within = 0;
    for (int i = 0; i <= steps; i++) {
      double x = -z + 2 * z * i / steps;
      int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
      within += weight * Math.exp(-x * x / 2);
    }
    return 1 - within * 2 * z / steps / 3 / Math.sqrt(2 * Math.PI);
  }
}
