package io.clientela.kpi.management;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.kpi.Better;
import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Kpi;
import io.clientela.model.Targets;
import io.clientela.table.Facts;
import io.clientela.table.Input;
import io.clientela.table.Refusal;
import io.clientela.testing.Door;
import io.clientela.testing.Scorecards;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class TargetAttainmentTest {

  private static final Input TARGETS =
      Catalogue.inputs().stream()
          .filter(input -> input.name().equals(Targets.TABLE.name()))
          .findFirst()
          .orElseThrow();

  /** January to April; months that end by then count, and only those that are complete. */
  @Test
  void levelsAreReadInTheLatestCompleteMonth() {
    String scorecard =
        """
        kpi   | period_start | value | is_complete | better
        csat  | 2023-12-01   | 0.60  | true        | higher   # ends before the target starts
        csat  | 2024-01-01   | 0.70  | true        | higher
        csat  | 2024-02-01   | 0.75  | true        | higher
        csat  | 2024-03-01   | 0.95  | false       | higher
        churn | 2024-02-01   | 0.06  | true        | lower
        """;
    String targets =
        """
        kpi   | target | baseline | starts_on  | due_on
        csat  | 0.80   | 0.70     | 2024-01-01 | 2024-04-30
        csat  | 0.75   |          | 2024-01-01 | 2024-05-31
        churn | 0.05   | 0.08     | 2024-01-01 | 2024-04-30
        churn | 0.08   |          | 2024-01-01 | 2024-06-30
        """;
    assertTable(
        at("2024-03-01", scorecard, targets),
        """
        kpi   | due_on     | direction | actual | actual_period_start | attainment | elapsed_share | pace   | status
        csat  | 2024-04-30 | higher    | 0.75   | 2024-02-01          | 0.5        | 0.4959        | 1.0083 | on_track
        csat  | 2024-05-31 | higher    | 0.75   | 2024-02-01          | 1          | 0.3947        | 1      | achieved
        churn | 2024-04-30 | lower     | 0.06   | 2024-02-01          | 0.6667     | 0.4959        | 1.3444 | on_track
        churn | 2024-06-30 | lower     | 0.06   | 2024-02-01          | 1.3333     | 0.3297        | 1.3333 | achieved
        """);
  }

  /** Ten days of the year's 366 have gone by; what began before the target is not in its sum. */
  @Test
  void sumsAreAddedUpFromTheFirstDay() {
    String scorecard =
        """
        kpi        | grain | period_start | value | is_additive | better | is_complete
        revenue    | day   | 2023-12-31   | 99    | true        | higher | true
        revenue    | day   | 2024-01-01   | 10    | true        | higher | true
        revenue    | day   | 2024-01-10   | 20    | true        | higher | true
        revenue    | month | 2024-01-01   | 30    | true        | higher | false   # days are finer
        complaints | month | 2024-01-01   | 30    | true        | lower  | false
        """;
    String targets =
        """
        kpi        | target | starts_on  | due_on
        revenue    | 1000   | 2024-01-01 | 2024-12-31
        complaints | 1098   | 2024-01-01 | 2024-12-31     # 1098 x 10 / 366 are due by now
        complaints | 29     | 2024-01-01 | 2024-06-30
        """;
    assertTable(
        at("2024-01-11", scorecard, targets),
        """
        kpi        | due_on     | actual | attainment | elapsed_share | pace   | status
        revenue    | 2024-12-31 | 30     | 0.03       | 0.0273        | 1.098  | on_track
        complaints | 2024-12-31 | 30     | 36.6       | 0.0273        | 1      | on_track
        complaints | 2024-06-30 | 30     | 0.9667     | 0.0549        | 0.0531 | missed
        """);
  }

  @Test
  void aTargetIsMissedOnlyOnceNothingCanChange() {
    String scorecard =
        """
        kpi             | period_start | value | is_complete
        lead_conversion | 2024-01-01   | 0.1   | true
        lead_conversion | 2024-02-01   | 0.2   | false         # still within the window of 90 days
        csat            | 2024-02-01   | 0.1   | true
        """;
    String targets =
        """
        kpi             | target | starts_on  | due_on
        lead_conversion | 0.5    | 2024-01-01 | 2024-02-29
        csat            | 0.5    | 2024-01-01 | 2024-02-29
        csat            | 0.5    | 2024-03-05 | 2024-12-31
        nps             | 0.5    | 2024-01-01 | 2024-02-29
        """;
    assertTable(
        at("2024-03-05", scorecard, targets),
        """
        kpi             | due_on     | actual | status      | is_complete
        lead_conversion | 2024-02-29 | 0.1    | at_risk     | false
        csat            | 2024-02-29 | 0.1    | missed      | true
        csat            | 2024-12-31 | -      | not_started | false
        nps             | 2024-02-29 | -      | no_data     | true
        """);
  }

  /** Segments by themselves; a value as known at as-of where there are no periods. */
  @Test
  void segmentsAndValuesWithoutPeriods() {
    String scorecard =
        """
        kpi                  | grain | dimension | segment | period_start | value
        repeat_purchase_rate |       | all       | all     |              | 0.3
        repeat_purchase_rate |       | channel   | (none)  |              | 0.1
        repeat_purchase_rate |       | channel   | app     |              | 0.5
        """;
    String targets =
        """
        kpi                  | dimension | segment | target | starts_on  | due_on     | owner
        repeat_purchase_rate |           | app     | 0.4    | 2024-01-01 | 2024-12-31 | ana
        repeat_purchase_rate | channel   | app     | 0.4    | 2024-01-01 | 2024-12-31 | bia
        repeat_purchase_rate | channel   |         | 0.4    | 2024-01-01 | 2024-12-31 | caio
        """;
    assertTable(
        at("2024-03-05", scorecard, targets),
        """
        dimension | segment | owner | actual | attainment | status
        all       | all     | ana   | 0.3    | 0.75       | at_risk
        channel   | app     | bia   | 0.5    | 1.25       | achieved
        channel   | (none)  | caio  | 0.1    | 0.25       | at_risk
        """);
  }

  @Test
  void ofTwoAlikeTheOneOfTheSettingsElseTheLatestCounts() {
    String scorecard = "kpi | period_start | value\ncsat | 2024-01-01 | 0.5";
    String targets =
        """
        kpi  | target | agreed_on  | starts_on  | due_on
        csat | 0.9    |            | 2024-01-01 | 2024-06-30
        csat | 0.6    | 2024-01-15 | 2024-01-01 | 2024-06-30
        csat | 0.8    | 2024-01-10 | 2024-01-01 | 2024-06-30
        csat | 0.7    | 2024-02-15 | 2024-01-01 | 2024-06-30      # nobody knows it yet
        csat | 0.9    |            | 2024-01-01 | 2024-12-31
        """;
    Target written = target("csat", null, 0.55, "2024-12-31");
    assertTable(
        compute(new TargetAttainment(List.of(written)), "2024-02-01", scorecard, targets),
        """
        due_on     | target | baseline
        2024-06-30 | 0.6    | -
        2024-12-31 | 0.55   | -
        """);
  }

  @Test
  void whatIsNotSmartIsRejectedWithEveryReason() {
    Dataset<Row> rejected =
        Door.asOf("2024-03-01")
            .judge(
                TARGETS,
                """
                kpi        | direction | baseline | target   | starts_on  | due_on
                chrun_rate |           |          | 0.1      | 2024-01-01 | 2024-12-31
                churn_rate |           | 0.1      | 0.1      | 2024-01-01 | 2024-12-31
                churn_rate |           | 0.1      | 0.2      | 2024-01-01 | 2024-12-31
                csat       | higher    | 0.8      | 0.7      | 2024-01-01 | 2024-12-31
                csat       | lower     |          | 0.7      | 2024-01-01 | 2024-12-31
                csat       | up        |          | 0.7      | 2024-01-01 | 2024-12-31
                csat       |           |          | Infinity | 2024-01-01 | 2024-12-31
                csat       |           |          | 80%      | 2024-01-01 | 2024-12-31
                csat       |           |          | 0.9      | 2024-01-01 |
                csat       |           |          |          | 2024-02-01 | 2024-01-31
                tickets    | lower     | 10       | 5        | 2024-01-01 | 2024-12-31    # good
                funnel_conversion.checkout | higher | 0.1 | 0.2 | 2024-01-01 | 2024-12-31  # good
                """)
            .rejected();
    assertTable(
        rejected.selectExpr("concat_ws('; ', reasons) AS reasons"),
        """
        reasons
        kpi is none of the scorecard
        target is the baseline
        target is on the wrong side of the baseline
        target is on the wrong side of the baseline
        direction is not the one in which the KPI gets better
        direction is none of [either, higher, lower]
        target is not finite
        target can't be read as number
        due_on is missing
        target is missing; due_on is before starts_on
        """);
  }

  @Test
  void targetsOfTheSettingsAreCheckedBeforeARun() {
    assertRefused(
        "kpi is chrun_rate, expected one of [", target("chrun_rate", null, 0.1, "2024-12-31"));
    assertRefused("expected one above the baseline 0.8", target("csat", 0.8, 0.7, "2024-12-31"));
    assertRefused(
        "expected one below the baseline 0.1", target("churn_rate", 0.1, 0.2, "2024-12-31"));
    Target worse =
        new Target(
            "csat",
            null,
            null,
            Better.LOWER,
            null,
            0.5,
            day("2024-01-01"),
            day("2024-12-31"),
            null);
    assertRefused("direction of csat is lower, expected higher", worse);
    assertEquals(
        "due-on is 2023-12-31, expected a date from starts-on 2024-01-01 on",
        assertThrows(IllegalArgumentException.class, () -> target("csat", null, 0.5, "2023-12-31"))
            .getMessage());
  }

  private static void assertRefused(String why, Target target) {
    List<Kpi> kpis = new ArrayList<>(Catalogue.kpis());
    kpis.add(new TargetAttainment(List.of(target)));
    String message = assertThrows(Refusal.class, () -> TargetAttainment.check(kpis)).getMessage();
    assertTrue(message.contains(why), message);
  }

  private static Target target(String kpi, Double baseline, double target, String dueOn) {
    return new Target(kpi, null, null, null, baseline, target, day("2024-01-01"), day(dueOn), null);
  }

  private static LocalDate day(String date) {
    return LocalDate.parse(date);
  }

  private static Dataset<Row> at(String asOf, String scorecard, String targets) {
    return compute(new TargetAttainment(null), asOf, scorecard, targets);
  }

  /** Targets as they come in, whatever KPIs there are. */
  private static Dataset<Row> compute(Kpi kpi, String asOf, String scorecard, String targets) {
    Input any = Targets.input(List.of(), "", List.of(), List.of("churn"));
    Facts facts =
        Scorecards.facts(asOf, KpiScorecard.TABLE, scorecard)
            .with(Targets.TABLE, Door.asOf(asOf).judge(any, targets).admitted());
    return kpi.compute(facts);
  }
}
