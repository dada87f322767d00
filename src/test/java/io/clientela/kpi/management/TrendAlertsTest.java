package io.clientela.kpi.management;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.clientela.testing.Scorecards;
import java.time.DayOfWeek;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class TrendAlertsTest {

  private static final LocalDate FIRST = LocalDate.of(2023, 1, 1);
  private static final String COLUMNS =
      "kpi | segment | period_start | value | cases | better | is_complete\n";
  private static final double[] YEAR = {100, 104, 96, 102, 98, 101, 99, 103, 97, 105, 95, 100};

  /** Twelve months around 100 with a MAD of 2.5, then the month that is judged, then one more. */
  @Test
  void theNewestCompletePeriodIsComparedWithThoseBefore() {
    assertTable(
        compute(
            months("sales", "all", 1000, "higher", YEAR, 140)
                + "sales | all | 2024-02-01 | 3 | 1000 | higher | false\n"),
        """
        kpi   | grain | period_start | value | expected | low     | high     | robust_z | change | direction | effect | compared_periods | compared_from | compared_to | status
        sales | month | 2024-01-01   | 140   | 100      | 87.0274 | 112.9726 | 10.792   | 0.4    | up        | better | 12               | 2023-01-01    | 2023-12-01  | alert
        """);
  }

  @Test
  void fallsOfWhatIsBetterLowerAreGoodNews() {
    assertTable(
        compute(
            months("churn", "all", 1000, "lower", YEAR, 60)
                + months("sales", "all", 1000, "higher", YEAR, 60)
                + months("spend", "all", 1000, "", YEAR, 60)
                + months("same", "all", 1000, "higher", YEAR, 100)),
        """
        kpi   | direction | effect | status
        churn | down      | better | alert
        sales | down      | worse  | alert
        spend | down      | -      | alert
        same  | -         | -      | normal
        """);
  }

  @Test
  void whatCannotBeJudgedSaysWhy() {
    double[] seven = {100, 104, 96, 102, 98, 101, 99};
    double[] still = {100, 100.1, 99.9, 100, 100.1, 99.9, 100, 100.1, 99.9};
    assertTable(
        compute(
            months("young", "all", 1000, "higher", seven, 10)
                + months("rare", "all", 29, "higher", YEAR, 10)
                + months("calm", "all", 1000, "higher", still, 105)
                + months("usual", "all", 1000, "higher", YEAR, 106)),
        """
        kpi   | compared_periods | p_value | q_value | status
        young | 7                | -       | -       | short_history
        rare  | 12               | -       | -       | small_count
        calm  | 9                | 0       | 0       | small_change
        usual | 12               | 0.2035  | 0.2035  | normal
        """);
  }

  /** Few cases make a rate doubtful; of a count they are the news. */
  @Test
  void anOutageOfACountHasFewCases() {
    String rows =
        """
        kpi    | period_start | value | cases | unit  | better
        """;
    StringBuilder months = new StringBuilder(rows);
    for (int i = 0; i <= YEAR.length; i++) {
      double value = i < YEAR.length ? YEAR[i] : 0;
      LocalDate start = FIRST.plusMonths(i);
      months.append(
          String.format("orders | %s | %s | %.0f | count | higher%n", start, value, value));
      months.append(
          String.format("rate | %s | %s | %.0f | share | higher%n", start, value / 200, value));
    }
    assertTable(
        computed(months.toString()),
        """
        kpi    | change | status
        orders | -1     | alert
        rate   | -1     | small_count
        """);
  }

  /** Four complaints where one is usual are no news, and forty are, as they are where none is. */
  @Test
  void aFewRareEventsAreNotJudged() {
    String rows =
        """
        kpi        | segment | period_start | value | cases | unit
        """;
    StringBuilder months = new StringBuilder(rows);
    for (int i = 0; i <= YEAR.length; i++) {
      LocalDate start = FIRST.plusMonths(i);
      boolean isLast = i == YEAR.length;
      int usual = i % 3;
      months
          .append(rate("few", start, isLast ? 4 : usual))
          .append(rate("many", start, isLast ? 40 : usual))
          .append(rate("from none", start, isLast ? 40 : 0))
          .append(rate("still none", start, 0))
          .append(share("few", start, isLast ? 4 : usual))
          .append(share("few fail", start, 500 - (isLast ? 4 : usual)))
          .append(share("many", start, isLast ? 40 : usual));
    }
    assertTable(
        computed(months.toString()),
        """
        kpi        | segment    | expected | change | direction | status
        complaints | few        | 2        | 3      | up        | small_count
        complaints | from none  | 0        | -      | up        | alert
        complaints | many       | 2        | 39     | up        | alert
        complaints | still none | 0        | -      | -         | small_count
        opted out  | few        | 0.002    | 3      | up        | small_count
        opted out  | few fail   | 0.998    | -0.006 | down      | small_count
        opted out  | many       | 0.002    | 39     | up        | alert
        """);
  }

  private static String rate(String segment, LocalDate start, int events) {
    return String.format(
        "complaints | %s | %s | %s | 500 | per_thousand%n", segment, start, events / 0.5);
  }

  private static String share(String segment, LocalDate start, int events) {
    return String.format(
        "opted out | %s | %s | %s | 500 | share%n", segment, start, events / 500.0);
  }

  /**
   * Every December sells double, and every year half as much more: 300 are what there were before.
   */
  @Test
  void aPeakOfEveryYearIsNoNews() {
    StringBuilder months = new StringBuilder(COLUMNS);
    for (int i = 0; i < 24; i++) {
      double level = (i < 12 ? 1 : 1.5) * YEAR[i % 12];
      boolean isDecember = i % 12 == 11;
      LocalDate start = FIRST.plusMonths(i);
      months
          .append(month("as ever", start, isDecember ? 2 * level : level))
          .append(month("no peak", start, i == 11 ? 2 * level : level))
          .append(month("first peak", start, i == 23 ? 2 * level : level));
    }
    assertTable(
        computed(months.toString()),
        """
        segment    | value | expected | basis       | change | compared_periods | compared_from | compared_to | status
        as ever    | 300   | 300      | year_before | 0      | 11               | 2024-01-01    | 2024-11-01  | normal
        first peak | 300   | 150      | year_before | 1      | 11               | 2024-01-01    | 2024-11-01  | alert
        no peak    | 150   | 300      | year_before | -0.5   | 11               | 2024-01-01    | 2024-11-01  | alert
        """);
  }

  private static String month(String segment, LocalDate start, double value) {
    return String.format("sales | %s | %s | %s | 1000 | higher | true%n", segment, start, value);
  }

  /** Sundays sell half: a Sunday is compared with Sundays, and a Sunday like a Monday is news. */
  @Test
  void daysAreComparedWithTheSameWeekday() {
    StringBuilder days = new StringBuilder("kpi | segment | grain | period_start | value\n");
    for (int i = 0; i < 13 * 7; i++) {
      LocalDate day = FIRST.plusDays(i);
      boolean isSunday = day.getDayOfWeek() == DayOfWeek.SUNDAY;
      double value = (isSunday ? 50 : 100) + i % 5 - 2;
      days.append(String.format("sales | usual | day | %s | %s%n", day, value));
      days.append(String.format("sales | busy | day | %s | %s%n", day, value));
    }
    LocalDate sunday = FIRST.plusDays(13 * 7);
    days.append(String.format("sales | usual | day | %s | 51%n", sunday));
    days.append(String.format("sales | busy | day | %s | 100%n", sunday));
    assertTable(
        computed(days.toString()),
        """
        segment | expected | compared_periods | compared_from | compared_to | status
        usual   | 50       | 13               | 2023-01-01    | 2023-03-26  | normal
        busy    | 50       | 13               | 2023-01-01    | 2023-03-26  | alert
        """);
  }

  /** Twenty quiet segments make one that is somewhat odd less so: q = 20 p. */
  @Test
  void amongManySegmentsSomeAreFarByChance() {
    double odd = 118;
    String alone = months("sales", "odd", 1000, "higher", YEAR, odd);
    StringBuilder many = new StringBuilder(alone);
    for (int i = 1; i < 20; i++) {
      many.append(months("sales", "quiet " + i, 1000, "higher", YEAR, 100));
    }
    Dataset<Row> ofMany = compute(many.toString()).where("segment = 'odd'");
    assertTable(
        compute(alone).unionAll(ofMany),
        """
        p_value | q_value | status
        0.007   | 0.007   | alert
        0.007   | 0.1402  | normal
        """);
  }

  /** The newest period has no value: whatever happened before it is no news. */
  @Test
  void aPeriodWithoutValueIsNotJudged() {
    assertTable(
        compute(
            months("nps", "all", 1000, "higher", YEAR, 300)
                + "nps | all | 2024-02-01 | | 0 | higher | true\n"),
        "kpi | status");
  }

  @Test
  void parametersAreChecked() {
    assertEquals(
        "min-history is 7, expected 8 or more",
        assertThrows(
                IllegalArgumentException.class, () -> new TrendAlerts(7, null, null, null, null))
            .getMessage());
    assertEquals(
        "max-false-share is 0.6, expected a share above 0, up to 0.5",
        assertThrows(
                IllegalArgumentException.class, () -> new TrendAlerts(null, null, null, null, 0.6))
            .getMessage());
  }

  private static String months(
      String kpi, String segment, long cases, String better, double[] before, double last) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i <= before.length; i++) {
      double value = i < before.length ? before[i] : last;
      rows.append(
          String.format(
              "%s | %s | %s | %s | %d | %s | true%n",
              kpi, segment, FIRST.plusMonths(i), value, cases, better));
    }
    return rows.toString();
  }

  private static Dataset<Row> compute(String rows) {
    return computed(COLUMNS + rows);
  }

  private static Dataset<Row> computed(String scorecard) {
    return new TrendAlerts(null, null, null, null, null)
        .compute(Scorecards.facts("2025-01-01", KpiScorecard.TABLE, scorecard));
  }
}
