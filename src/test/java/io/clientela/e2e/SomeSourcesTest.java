package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With some of the sources a run computes what they carry, and says what it left out and why. */
final class SomeSourcesTest {

  @TempDir private Path folder;

  @Test
  void ticketsAndSpendAlone() {
    Workplace work = new Workplace(folder);
    work.file(
        "tickets/export.csv",
        """
        ticket_id,created_at,agent,first_responded_at,resolved_at
        1,2024-05-02T10:00:00Z,ana,2024-05-02T10:30:00Z,2024-05-02T12:00:00Z
        2,2024-05-03T10:00:00Z,bia,,
        """);
    work.file("spend/export.csv", "spent_on,channel,amount\n2024-05-02,ads,100.00\n");
    work.settings(
        """
        sources:
          tickets: {path: ROOT/tickets, format: csv}
          marketing_spend: {path: ROOT/spend, format: csv}
        """);

    Answer answer = work.run();
    work.says(
        answer,
        0,
        "skipped 2",
        "tables; sources not configured: ",
        "surveys (satisfaction)",
        "opportunities (sales_performance)",
        "opportunities, opportunity_stages (pipeline_stages)",
        "interactions or orders (cohort_retention, ",
        "targets (target_attainment)",
        "; no funnel is configured (kpis.funnel_conversion.funnels): funnel_conversion;");
    assertEquals(
        1, answer.text().lines().filter(line -> line.contains("skipped")).count(), answer.text());
    assertEquals(
        Set.of(
            "acquisition_cost",
            "agent_scorecard",
            "service_performance",
            "kpi_scorecard",
            "trend_alerts"),
        work.published());
    assertEquals(
        List.of("[1,null]"),
        work.rows(
            "service_performance",
            "SELECT answered, orders FROM t WHERE grain = 'month' AND dimension = 'all' AND tickets > 0"));
    assertEquals(
        List.of("[100.0000,null,null]"),
        work.rows(
            "acquisition_cost",
            "SELECT spend, leads, new_customers FROM t WHERE grain = 'month' AND dimension = 'all'"));
  }
}
