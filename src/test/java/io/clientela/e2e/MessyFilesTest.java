package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The faults of files of {@link FieldCasesTest} in other raw tables and formats, in one of three
 * files, and among so many clean rows that no limit on their share is reached.
 */
@Tag("minutes")
final class MessyFilesTest {

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  // Columns by name

  @Test
  void filesOfTicketsHaveTheirColumnsInAnotherOrder() {
    work.rowsOf(
        "tickets",
        "a.csv",
        "ticket_id,created_at,is_complaint,reopened",
        300,
        i -> "a" + i + ",2024-01-05 10:00:00,false,0");
    work.rowsOf(
        "tickets",
        "b.csv",
        "is_complaint,Created_At,TICKET_ID,priority,reopened",
        300,
        i -> (i < 3) + ",2024-01-06 10:00:00,b" + i + ",high,0");
    work.rowsOf(
        "tickets",
        "c.csv",
        "reopened,created_at,ticket_id",
        300,
        i -> "1,2024-01-07 10:00:00,c" + i);
    work.source("tickets", "format: csv");
    work.says(work.run("--only", "service_performance"), 0, "is_complaint", "1 of 3 files");
    assertEquals("[900,3]", work.monthly("service_performance", "sum(tickets), sum(complaints)"));
  }

  @Test
  void aTabSeparatedFileOfSpendHasAColumnMore() {
    work.rowsOf(
        "marketing_spend", "a.tsv", "spent_on\tchannel\tamount", 100, i -> "2024-01-01\tads\t1.00");
    work.rowsOf(
        "marketing_spend",
        "b.tsv",
        "spent_on\tclicks\tchannel\tamount",
        100,
        i -> "2024-01-02\t1000\tads\t2.00");
    work.rowsOf(
        "marketing_spend", "c.tsv", "amount\tspent_on\tchannel", 100, i -> "3.00\t2024-01-03\tads");
    work.source("marketing_spend", "format: csv, options: {sep: \"\\t\"}");
    work.says(work.run("--only", "acquisition_cost"), 0);
    assertEquals("[600.0000]", work.monthly("acquisition_cost", "sum(spend)"));
  }

  // Columns that only some files have

  @Test
  void onlyTheNewestParquetFileOfDealsHasOutcomes() {
    String deal = "'2024-01-05 10:00:00' AS created_at, ";
    work.parquet(
        "opportunities",
        "SELECT 'a' || id AS opportunity_id, "
            + deal
            + "CAST(NULL AS STRING) AS owner FROM range(200)");
    work.parquet(
        "opportunities",
        "SELECT 'b' || id AS opportunity_id, " + deal + "10 AS amount FROM range(200)");
    work.parquet(
        "opportunities",
        "SELECT 'c' || id AS opportunity_id, "
            + deal
            + "'2024-02-05 10:00:00' AS closed_at, 'won' AS outcome, 2.5D AS amount FROM range(200)");
    work.source("opportunities", "format: parquet");
    work.says(work.run("--only", "sales_performance"), 0, "closed_at", "2 of 3 files");
    assertEquals("[200,500.0000]", work.monthly("sales_performance", "sum(won), sum(won_amount)"));
  }

  @Test
  void onlyTheLastJsonFileOfLeadsSaysWhoIsQualified() {
    IntFunction<String> lead =
        i -> "{\"lead_id\": " + i + ", \"created_at\": \"2024-01-05T10:00:00Z\"}";
    work.rowsOf("leads", "a.json", "", 300, lead);
    work.rowsOf("leads", "b.json", "", 300, i -> lead.apply(i + 300));
    work.rowsOf(
        "leads",
        "c.json",
        "",
        300,
        i ->
            lead.apply(i + 600)
                .replace("}", ", \"is_qualified\": " + (i < 2 ? "\"sim\"" : "\"não\"") + "}"));
    work.source("leads", "format: json");
    work.says(work.run("--only", "lead_conversion"), 0, "is_qualified is missing in 2 of 3 files");
    assertEquals("[900,2]", work.monthly("lead_conversion", "sum(leads), sum(qualified_leads)"));
  }

  // Rows with too many or too few fields

  @Test
  void aNameWithASeparatorShiftsARowOfSpend() {
    work.rowsOf(
        "marketing_spend",
        "a.csv",
        "spent_on,campaign,channel,amount",
        400,
        i -> "2024-01-05," + (i == 7 ? "Summer, sun" : "Summer") + ",ads,10");
    work.source("marketing_spend", "format: csv");
    work.says(work.run("--only", "acquisition_cost"), 0, "more or fewer fields", "1");
    assertEquals("[3990.0000]", work.monthly("acquisition_cost", "sum(spend)"));
    assertEquals("[400,399,1]", work.quality("read, admitted, rejected"));
    work.source("marketing_spend", "format: csv, max-reject-share: 0");
    work.says(
        work.run("--only", "acquisition_cost"),
        3,
        "1 of 400 rows",
        "2024-01-05,Summer, sun,ads,10");
  }

  @Test
  void aFileOfSubscriptionsEndsInTheMiddleOfARow() {
    for (String file : List.of("a", "b", "c")) {
      work.rowsOf(
          "subscriptions",
          file + ".csv",
          "subscription_id;customer_id;started_on;monthly_amount",
          200,
          i ->
              file
                  + i
                  + (file.equals("b") && i == 199
                      ? ";b1"
                      : ";" + file + i + ";2024-01-05;10,50".replace(',', '.')));
    }
    work.source(
        "subscriptions",
        "format: csv, options: {sep: \";\"}, sql: \"SELECT *,"
            + " coalesce(started_on, '2024-01-01') AS start FROM source\"");
    work.says(work.run("--only", "subscription_churn"), 0, "more or fewer fields", "1");
    assertEquals(
        "[599,6289.5000]", work.monthly("subscription_churn", "sum(new_customers), sum(new)"));
  }

  // Quotes

  @Test
  void inchesInNamesOfCampaignsEndNoField() {
    work.rowsOf(
        "leads",
        "a.csv",
        "lead_id,created_at,campaign,source",
        300,
        i -> i + ",2024-01-05 10:00:00,\"TV 42\"\", \"\"slim\"\"\",web");
    work.source("leads", "format: csv");
    work.says(work.run("--only", "lead_conversion"), 0);
    assertEquals(
        List.of("[TV 42\", \"slim\",300]"),
        work.rows(
            "lead_conversion",
            "SELECT segment, sum(leads) FROM t WHERE dimension ="
                + " 'campaign' AND grain = 'month' GROUP BY 1 HAVING sum(leads) > 0"));
  }
}
