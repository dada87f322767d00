package io.clientela.kpi.management.trend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.kpi.management.trend.Judge.Point;
import io.clientela.table.Grain;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;

/**
 * How often series with nothing planted raise an alert, and how often those with something planted
 * in their last period do, beside a fixed rule of three standard deviations from the mean.
 */
final class AlertRatesTest {

  private static final int SERIES = 1000;
  private static final Judge JUDGE = new Judge(new Limits(8, 30, 0.1, 3.5));
  private static final double MAX_FALSE_SHARE = 0.01;

  /** A kind of series; all have a spread of 5 % around what their rule says. */
  private enum Kind {
    STEADY(Grain.WEEK, 27),
    MONTHLY(Grain.MONTH, 14),
    GROWING(Grain.WEEK, 27),
    SHRINKING(Grain.WEEK, 27),
    WEEKLY_SEASON(Grain.DAY, 92),
    YEARLY_SEASON(Grain.MONTH, 26),
    SEASON_OF_ONE_YEAR(Grain.MONTH, 14),
    DECEMBERS(Grain.MONTH, 26),
    OUTLIERS(Grain.WEEK, 27);

    private final Grain grain;
    private final int length;

    Kind(Grain grain, int length) {
      this.grain = grain;
      this.length = length;
    }

    private double level(int period, Random random) {
      return switch (this) {
        case STEADY, MONTHLY -> 1000;
        case GROWING -> 1000 * Math.pow(1.03, period);
        case SHRINKING -> 1000 * Math.pow(0.98, period);
        case WEEKLY_SEASON -> period % 7 < 2 ? 400 : 1000;
        case DECEMBERS -> period % 12 == 11 ? 2000 : period % 12 == 10 ? 1600 : 1000;
        case YEARLY_SEASON, SEASON_OF_ONE_YEAR -> 1000 + 300 * Math.sin(2 * Math.PI * period / 12);
        case OUTLIERS -> random.nextInt(10) == 0 ? 1500 : 1000;
      };
    }

    private List<Point> series(Random random, DoubleUnaryOperator planted) {
      List<Point> points = new ArrayList<>();
      int start = grain == Grain.MONTH ? random.nextInt(12) : 0;
      for (int i = 0; i < length; i++) {
        boolean isLast = i == length - 1;
        double level = isLast && this == OUTLIERS ? 1000 : level(start + i, random);
        double value = level * (1 + 0.05 * random.nextGaussian());
        int day = day(i);
        points.add(new Point(day, isLast ? planted.applyAsDouble(value) : value, 1000));
      }
      return points;
    }

    private int day(int period) {
      return switch (grain) {
        case DAY -> period;
        case WEEK -> 7 * period;
        default -> (int) LocalDate.EPOCH.plusMonths(period).toEpochDay();
      };
    }
  }

  private static final Map<String, DoubleUnaryOperator> PLANTED = new LinkedHashMap<>();

  static {
    PLANTED.put("nothing", value -> value);
    PLANTED.put("shift of 30 %", value -> 1.3 * value);
    PLANTED.put("fall of 40 %", value -> 0.6 * value);
    PLANTED.put("outage", value -> 0.05 * value);
  }

  @Test
  void alertsPerThousandSeries() {
    StringBuilder table = new StringBuilder("alerts per 1,000 series (three sigma)\n");
    for (Kind kind : Kind.values()) {
      table.append(String.format("%-14s", kind));
      for (Map.Entry<String, DoubleUnaryOperator> planted : PLANTED.entrySet()) {
        Random random = new Random(11);
        int alerts = 0;
        int beyond = 0;
        for (int i = 0; i < SERIES; i++) {
          List<Point> series = kind.series(random, planted.getValue());
          alerts += isAlert(series, kind.grain, Chance.UNKNOWN) ? 1 : 0;
          beyond += isBeyondThreeSigma(series) ? 1 : 0;
        }
        table.append(String.format(" %s %d (%d)", planted.getKey(), alerts, beyond));
        check(kind, planted.getKey(), alerts);
      }
      table.append("\n");
    }
    System.out.println(table);
  }

  /**
   * A share of few events and one of many, as chance alone draws them for weeks; then ten times as
   * many happen.
   */
  @Test
  void alertsPerThousandSeriesOfRareEvents() {
    StringBuilder table = new StringBuilder("alerts per 1,000 series of shares\n");
    for (double share : new double[] {0.002, 0.01, 0.03, 0.1}) {
      int cases = 250;
      int quiet = alertsOfShares(share, share, cases);
      int raised = alertsOfShares(share, 10 * share, cases);
      table.append(
          String.format("%s of %d: nothing %d, tenfold %d%n", share, cases, quiet, raised));
      assertTrue(quiet <= 10, share + ": false alarms " + quiet);
      assertTrue(10 * share * cases < 20 || raised >= 990, share + ": tenfold " + raised);
    }
    System.out.println(table);
  }

  private static int alertsOfShares(double usual, double last, int cases) {
    RandomGenerator random = new Well19937c(11);
    BinomialDistribution before = new BinomialDistribution(random, cases, usual);
    BinomialDistribution after = new BinomialDistribution(random, cases, last);
    int alerts = 0;
    for (int i = 0; i < SERIES; i++) {
      List<Point> series = new ArrayList<>();
      for (int week = 0; week < 27; week++) {
        int events = (week == 26 ? after : before).sample();
        series.add(new Point(7 * week, events / (double) cases, cases));
      }
      alerts += isAlert(series, Grain.WEEK, Chance.SHARE) ? 1 : 0;
    }
    return alerts;
  }

  /** Without the same period of a year before nothing tells a season from a change. */
  private static void check(Kind kind, String planted, int alerts) {
    int least =
        switch (planted) {
          case "nothing" -> 0;
          case "outage" -> 990;
          case "fall of 40 %" -> 800;
          default -> kind == Kind.YEARLY_SEASON ? 400 : kind == Kind.DECEMBERS ? 600 : 800;
        };
    boolean isKnown = kind != Kind.SEASON_OF_ONE_YEAR;
    assertTrue(!isKnown || alerts >= least, kind + ": " + planted + " " + alerts);
    assertTrue(!planted.equals("nothing") || alerts <= 25, kind + ": false alarms " + alerts);
  }

  private static boolean isAlert(List<Point> series, Grain grain, Chance chance) {
    Judge.Verdict verdict = JUDGE.judge(series, grain, chance, false);
    return verdict.status().equals(Judge.FAR) && verdict.pValue().orElseThrow() <= MAX_FALSE_SHARE;
  }

  private static boolean isBeyondThreeSigma(List<Point> series) {
    int before = series.size() - 1;
    double mean = series.stream().limit(before).mapToDouble(Point::value).average().orElseThrow();
    double squares =
        series.stream().limit(before).mapToDouble(point -> Math.pow(point.value() - mean, 2)).sum();
    double deviation = Math.sqrt(squares / (before - 1));
    return Math.abs(series.get(before).value() - mean) > 3 * deviation;
  }
}
