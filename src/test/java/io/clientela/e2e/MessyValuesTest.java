package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The faults of values of {@link FieldCasesTest} in other raw tables and formats, in one of three
 * files, and among so many clean rows that no limit on their share is reached.
 */
@Tag("minutes")
final class MessyValuesTest {

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  // Null markers

  @Test
  void markersOfTicketsWithoutACustomerAreNulls() {
    work.parquet(
        "tickets",
        "SELECT id AS ticket_id, '2024-01-05 10:00:00' AS created_at, true AS"
            + " is_complaint, element_at(array('None', 'nan', '<NA>', '\\\\N', ' ', 'ana', ' ana '),"
            + " CAST(id % 7 + 1 AS INT)) AS customer_id, 'NULL' AS resolved_at FROM range(700)");
    work.source("tickets", "format: parquet");
    work.says(work.run("--only", "service_performance"), 0);
    assertEquals(
        "[700,1,0]",
        work.monthly(
            "service_performance", "sum(complaints), sum(complaining_customers), sum(resolved)"));
  }

  @Test
  void markersInsteadOfARequiredCustomerAreRejected() {
    work.rowsOf(
        "interactions",
        "a.json",
        "",
        1000,
        i ->
            "{\"customer_id\": \""
                + (i == 5 ? "\\\\N" : "c" + i)
                + "\", \"occurred_at\": \"2024-01-05 10:00:00\", \"type\": \"visit\"}");
    work.source("interactions", "format: json");
    work.says(work.run("--only", "stickiness"), 0, "customer_id is missing: 1");
    assertEquals("[1000,999,1]", work.quality("read, admitted, rejected"));
  }

  // Flags

  @Test
  void flagsOfMessagesAreLettersInDelta() {
    work.delta(
        "messages",
        "SELECT id AS message_id, e AS event, CAST('2024-01-05' AS TIMESTAMP) AS"
            + " occurred_at, if(id < 4 AND e = 'opened', 'S', 'N') AS is_machine"
            + " FROM range(500), (SELECT explode(array('sent', 'opened')) AS e)");
    work.source("messages", "format: delta");
    work.says(work.run("--only", "message_performance"), 0);
    assertEquals(
        "[500,496]",
        work.monthly("message_performance", "sum(unique_opens), sum(unique_human_opens)"));
  }

  @Test
  void aFlagThatIsNoneStopsTheRun() {
    work.rowsOf(
        "leads",
        "a.json",
        "",
        900,
        i ->
            "{\"lead_id\": "
                + i
                + ", \"created_at\": \"2024-01-05\","
                + " \"is_qualified\": \""
                + (i == 1 ? "talvez" : "S")
                + "\"}");
    work.source("leads", "format: json");
    work.refuses(3, "leads: 1 of 900 rows", "is_qualified", "'talvez'", "sim");
  }

  // Whole numbers

  @Test
  void halfAReopeningStopsTheRun() {
    work.delta(
        "tickets",
        "SELECT id AS ticket_id, TIMESTAMP '2024-01-05' AS created_at,"
            + " if(id = 3, 0.5D, 1.0D) AS reopened FROM range(500)");
    work.source("tickets", "format: delta");
    work.refuses(3, "tickets: 1 of 500 rows", "reopened", "0.5");
  }

  @Test
  void wholeScoresMayHaveDecimals() {
    work.parquet(
        "surveys",
        "SELECT 'a' || id AS response_id, 'NPS ' AS kind, '2024-01-05' AS"
            + " sent_at, '2024-01-06' AS responded_at, CAST(9 AS DECIMAL(5,2)) AS score FROM range(9)");
    work.source("surveys", "format: parquet");
    work.says(work.run("--only", "satisfaction"), 0);
    assertEquals("[9,100.0]", work.monthly("satisfaction", "sum(promoters), max(nps)"));
  }

  // Dates

  @Test
  void aMonthIsNoDate() {
    work.rowsOf(
        "leads",
        "a.json",
        "",
        800,
        i -> "{\"lead_id\": " + i + ", \"created_at\": \"2024-01" + (i == 9 ? "" : "-31") + "\"}");
    work.source("leads", "format: json");
    work.refuses(3, "leads: 1 of 800 rows", "created_at", "'2024-01'");
  }

  @Test
  void anInstantWithAZoneFallsOnItsBusinessDate() {
    String zoned = "SELECT id AS subscription_id, id AS customer_id, 10 AS monthly_amount, ";
    work.parquet("subscriptions", zoned + "'2024-02-01T01:30:00Z' AS started_on FROM range(40)");
    work.parquet(
        "subscriptions",
        zoned + "'2024-01-31 23:30:00-03:00' AS started_on" + " FROM range(40, 80)");
    work.parquet("subscriptions", zoned + "'2024-01-31' AS started_on FROM range(80, 120)");
    work.settings(
        "time-zone: America/Sao_Paulo\n"
            + "sources: {subscriptions: {path: ROOT/subscriptions, format: parquet}}\n");
    work.says(work.run("--only", "subscription_churn"), 0);
    assertEquals(
        List.of("[2024-01-01,120]"),
        work.rows(
            "subscription_churn",
            "SELECT period_start, new_customers FROM t"
                + Workplace.MONTHLY
                + " AND new_customers > 0"));
  }
}
