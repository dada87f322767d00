package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The faults of {@link FieldCasesTest} in other raw tables and formats, in one of three files, and
 * among so many clean rows that no limit on their share is reached.
 */
@Tag("minutes")
final class MessyInputsTest {

  private static final String MONTHS = " WHERE dimension = 'all' AND grain = 'month'";

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  private void source(String table, String keys) {
    work.settings("sources:\n  " + table + ": {path: ROOT/" + table + ", " + keys + "}\n");
  }

  private void file(String table, String name, String header, int rows, IntFunction<String> row) {
    String body = IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n"));
    work.file(table + "/" + name, header + (header.isEmpty() ? "" : "\n") + body + "\n");
  }

  private String value(String table, String expression) {
    return work.rows(table, "SELECT " + expression + " FROM t" + MONTHS).get(0);
  }

  private String quality(String columns) {
    return work.rows("data_quality", "SELECT " + columns + " FROM t").get(0);
  }

  // Columns by name

  @Test
  void filesOfTicketsHaveTheirColumnsInAnotherOrder() {
    file(
        "tickets",
        "a.csv",
        "ticket_id,created_at,is_complaint,reopened",
        300,
        i -> "a" + i + ",2024-01-05 10:00:00,false,0");
    file(
        "tickets",
        "b.csv",
        "is_complaint,Created_At,TICKET_ID,priority,reopened",
        300,
        i -> (i < 3) + ",2024-01-06 10:00:00,b" + i + ",high,0");
    file(
        "tickets",
        "c.csv",
        "reopened,created_at,ticket_id",
        300,
        i -> "1,2024-01-07 10:00:00,c" + i);
    source("tickets", "format: csv");
    work.says(work.run("--only", "service_performance"), 0, "is_complaint", "1 of 3 files");
    assertEquals("[900,3]", value("service_performance", "sum(tickets), sum(complaints)"));
  }

  @Test
  void aTabSeparatedFileOfSpendHasAColumnMore() {
    file(
        "marketing_spend", "a.tsv", "spent_on\tchannel\tamount", 100, i -> "2024-01-01\tads\t1.00");
    file(
        "marketing_spend",
        "b.tsv",
        "spent_on\tclicks\tchannel\tamount",
        100,
        i -> "2024-01-02\t1000\tads\t2.00");
    file(
        "marketing_spend", "c.tsv", "amount\tspent_on\tchannel", 100, i -> "3.00\t2024-01-03\tads");
    source("marketing_spend", "format: csv, options: {sep: \"\\t\"}");
    work.says(work.run("--only", "acquisition_cost"), 0);
    assertEquals("[600.0000]", value("acquisition_cost", "sum(spend)"));
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
    source("opportunities", "format: parquet");
    work.says(work.run("--only", "sales_performance"), 0, "closed_at", "2 of 3 files");
    assertEquals("[200,500.0000]", value("sales_performance", "sum(won), sum(won_amount)"));
  }

  @Test
  void onlyTheLastJsonFileOfLeadsSaysWhoIsQualified() {
    IntFunction<String> lead =
        i -> "{\"lead_id\": " + i + ", \"created_at\": \"2024-01-05T10:00:00Z\"}";
    file("leads", "a.json", "", 300, lead);
    file("leads", "b.json", "", 300, i -> lead.apply(i + 300));
    file(
        "leads",
        "c.json",
        "",
        300,
        i ->
            lead.apply(i + 600)
                .replace("}", ", \"is_qualified\": " + (i < 2 ? "\"sim\"" : "\"não\"") + "}"));
    source("leads", "format: json");
    work.says(work.run("--only", "lead_conversion"), 0, "is_qualified is missing in 2 of 3 files");
    assertEquals("[900,2]", value("lead_conversion", "sum(leads), sum(qualified_leads)"));
  }

  // Rows with too many or too few fields

  @Test
  void aNameWithASeparatorShiftsARowOfSpend() {
    file(
        "marketing_spend",
        "a.csv",
        "spent_on,campaign,channel,amount",
        400,
        i -> "2024-01-05," + (i == 7 ? "Summer, sun" : "Summer") + ",ads,10");
    source("marketing_spend", "format: csv");
    work.says(work.run("--only", "acquisition_cost"), 0, "more or fewer fields", "1");
    assertEquals("[3990.0000]", value("acquisition_cost", "sum(spend)"));
    assertEquals("[400,399,1]", quality("read, admitted, rejected"));
    source("marketing_spend", "format: csv, max-reject-share: 0");
    work.says(
        work.run("--only", "acquisition_cost"),
        3,
        "1 of 400 rows",
        "2024-01-05,Summer, sun,ads,10");
  }

  @Test
  void aFileOfSubscriptionsEndsInTheMiddleOfARow() {
    for (String file : List.of("a", "b", "c")) {
      file(
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
    source(
        "subscriptions",
        "format: csv, options: {sep: \";\"}, sql: \"SELECT *,"
            + " coalesce(started_on, '2024-01-01') AS start FROM source\"");
    work.says(work.run("--only", "subscription_churn"), 0, "more or fewer fields", "1");
    assertEquals("[599,6289.5000]", value("subscription_churn", "sum(new_customers), sum(new)"));
  }

  // Quotes

  @Test
  void inchesInNamesOfCampaignsEndNoField() {
    file(
        "leads",
        "a.csv",
        "lead_id,created_at,campaign,source",
        300,
        i -> i + ",2024-01-05 10:00:00,\"TV 42\"\", \"\"slim\"\"\",web");
    source("leads", "format: csv");
    work.says(work.run("--only", "lead_conversion"), 0);
    assertEquals(
        List.of("[TV 42\", \"slim\",300]"),
        work.rows(
            "lead_conversion",
            "SELECT segment, sum(leads) FROM t WHERE dimension ="
                + " 'campaign' AND grain = 'month' GROUP BY 1 HAVING sum(leads) > 0"));
  }

  // Null markers

  @Test
  void markersOfTicketsWithoutACustomerAreNulls() {
    work.parquet(
        "tickets",
        "SELECT id AS ticket_id, '2024-01-05 10:00:00' AS created_at, true AS"
            + " is_complaint, element_at(array('None', 'nan', '<NA>', '\\\\N', ' ', 'ana', ' ana '),"
            + " CAST(id % 7 + 1 AS INT)) AS customer_id, 'NULL' AS resolved_at FROM range(700)");
    source("tickets", "format: parquet");
    work.says(work.run("--only", "service_performance"), 0);
    assertEquals(
        "[700,1,0]",
        value("service_performance", "sum(complaints), sum(complaining_customers), sum(resolved)"));
  }

  @Test
  void markersInsteadOfARequiredCustomerAreRejected() {
    file(
        "interactions",
        "a.json",
        "",
        1000,
        i ->
            "{\"customer_id\": \""
                + (i == 5 ? "\\\\N" : "c" + i)
                + "\", \"occurred_at\": \"2024-01-05 10:00:00\", \"type\": \"visit\"}");
    source("interactions", "format: json");
    work.says(work.run("--only", "stickiness"), 0, "customer_id is missing: 1");
    assertEquals("[1000,999,1]", quality("read, admitted, rejected"));
  }

  // Flags

  @Test
  void flagsOfMessagesAreLettersInDelta() {
    work.delta(
        "messages",
        "SELECT id AS message_id, e AS event, CAST('2024-01-05' AS TIMESTAMP) AS"
            + " occurred_at, if(id < 4 AND e = 'opened', 'S', 'N') AS is_machine"
            + " FROM range(500), (SELECT explode(array('sent', 'opened')) AS e)");
    source("messages", "format: delta");
    work.says(work.run("--only", "message_performance"), 0);
    assertEquals(
        "[500,496]", value("message_performance", "sum(unique_opens), sum(unique_human_opens)"));
  }

  @Test
  void aFlagThatIsNoneStopsTheRun() {
    file(
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
    source("leads", "format: json");
    work.refuses(3, "leads: 1 of 900 rows", "is_qualified", "'talvez'", "sim");
  }

  // Whole numbers

  @Test
  void halfAReopeningStopsTheRun() {
    work.delta(
        "tickets",
        "SELECT id AS ticket_id, TIMESTAMP '2024-01-05' AS created_at,"
            + " if(id = 3, 0.5D, 1.0D) AS reopened FROM range(500)");
    source("tickets", "format: delta");
    work.refuses(3, "tickets: 1 of 500 rows", "reopened", "0.5");
  }

  @Test
  void wholeScoresMayHaveDecimals() {
    work.parquet(
        "surveys",
        "SELECT 'a' || id AS response_id, 'NPS ' AS kind, '2024-01-05' AS"
            + " sent_at, '2024-01-06' AS responded_at, CAST(9 AS DECIMAL(5,2)) AS score FROM range(9)");
    source("surveys", "format: parquet");
    work.says(work.run("--only", "satisfaction"), 0);
    assertEquals("[9,100.0]", value("satisfaction", "sum(promoters), max(nps)"));
  }

  // Dates

  @Test
  void aMonthIsNoDate() {
    file(
        "leads",
        "a.json",
        "",
        800,
        i -> "{\"lead_id\": " + i + ", \"created_at\": \"2024-01" + (i == 9 ? "" : "-31") + "\"}");
    source("leads", "format: json");
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
            "SELECT period_start, new_customers FROM t" + MONTHS + " AND new_customers > 0"));
  }

  // Rows of one id

  @Test
  void theLastOfThreeVersionsOfATicketCounts() {
    for (int day = 1; day <= 3; day++) {
      work.delta(
          "tickets",
          "SELECT id AS ticket_id, TIMESTAMP '2024-01-05' AS created_at, "
              + (day == 2)
              + " AS is_complaint, 'p"
              + day
              + "' AS priority, DATE '2024-02-0"
              + (day == 1 ? 3 : day == 3 ? 1 : 2)
              + "' AS updated_at FROM range("
              + (day == 2 ? 300 : 3)
              + ")");
    }
    source("tickets", "format: delta, versions: {last-by: updated_at}");
    work.says(work.run("--only", "service_performance"), 0);
    assertEquals("[300,297]", value("service_performance", "sum(tickets), sum(complaints)"));
    assertEquals("[306,300,0,6,0]", quality("read, admitted, duplicates, superseded, conflicts"));
  }

  @Test
  void aSubscriptionAtTwoPricesIsAConflict() {
    file(
        "subscriptions",
        "a.json",
        "",
        900,
        i ->
            "{\"subscription_id\": "
                + i % 899
                + ", \"customer_id\": "
                + i % 899
                + ", \"started_on\": \"2024-01-05\", \"monthly_amount\": "
                + (i < 899 ? 10 : 12)
                + "}");
    source("subscriptions", "format: json");
    work.refuses(3, "subscriptions: ", "1 subscription_id", "monthly_amount", "versions");
  }

  // Ids of two systems, and ids of two types

  @Test
  void ticketsOfTwoDesksShareTheirNumbers() {
    work.parquet(
        "tickets",
        "SELECT id AS number, 'a' AS desk, '2024-01-05' AS created_at" + " FROM range(200)");
    work.parquet(
        "tickets",
        "SELECT id AS number, 'b' AS desk, '2024-02-05' AS created_at" + " FROM range(199, 400)");
    source("tickets", "format: parquet, sql: 'SELECT *, number AS ticket_id FROM source'");
    work.refuses(3, "tickets: ", "1 ticket_id", "created_at", "concat");
    source(
        "tickets",
        "format: parquet,"
            + " sql: \"SELECT *, concat(desk, '-', number) AS ticket_id FROM source\"");
    work.says(work.run("--only", "service_performance"), 0);
    assertEquals("[401]", value("service_performance", "sum(tickets)"));
  }

  @Test
  void idsThatTurnedIntoFractionsAreWhole() {
    work.parquet(
        "orders",
        "SELECT id AS order_id, CAST(17850 + id AS DOUBLE) AS customer_id,"
            + " '2024-01-05' AS ordered_at, 1.5D AS amount FROM range(50)");
    work.delta("customers", "SELECT 17850 + id AS customer_id, 'north' AS region FROM range(50)");
    work.settings(
        "dimensions: [region]\nsources:\n"
            + "  orders: {path: ROOT/orders, format: parquet}\n"
            + "  customers: {path: ROOT/customers, format: delta}\n");
    work.says(work.run("--only", "order_value"), 0);
    assertEquals(
        List.of("[north,50,75.0000]"),
        work.rows(
            "order_value",
            "SELECT segment, sum(orders), sum(revenue) FROM t"
                + " WHERE dimension = 'region' AND grain = 'month' GROUP BY 1 HAVING sum(orders) > 0"));
  }

  @Test
  void idsOfAnotherSpellingKnowNoCustomer() {
    work.parquet(
        "orders",
        "SELECT id AS order_id, 'C-' || id AS customer_id,"
            + " '2024-01-05' AS ordered_at, 1.5D AS amount FROM range(50)");
    file("customers", "a.json", "", 50, i -> "{\"customer_id\": \"" + i + "\"}");
    work.settings(
        "sources:\n  orders: {path: ROOT/orders, format: parquet}\n"
            + "  customers: {path: ROOT/customers, format: json}\n");
    work.refuses(3, "orders", "customers", "C-");
  }
}
