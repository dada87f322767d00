package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The faults of ids of {@link FieldCasesTest} in other raw tables and formats, in one of three
 * files, and among so many clean rows that no limit on their share is reached.
 */
@Tag("minutes")
final class MessyIdsTest {

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
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
    work.source("tickets", "format: delta, versions: {last-by: updated_at}");
    work.says(work.run("--only", "service_performance"), 0);
    assertEquals("[300,297]", work.monthly("service_performance", "sum(tickets), sum(complaints)"));
    assertEquals(
        "[306,300,0,6,0]", work.quality("read, admitted, duplicates, superseded, conflicts"));
  }

  @Test
  void aSubscriptionAtTwoPricesIsAConflict() {
    work.rowsOf(
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
    work.source("subscriptions", "format: json");
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
    work.source("tickets", "format: parquet, sql: 'SELECT *, number AS ticket_id FROM source'");
    work.refuses(3, "tickets: ", "1 ticket_id", "created_at", "concat");
    work.source(
        "tickets",
        "format: parquet,"
            + " sql: \"SELECT *, concat(desk, '-', number) AS ticket_id FROM source\"");
    work.says(work.run("--only", "service_performance"), 0);
    assertEquals("[401]", work.monthly("service_performance", "sum(tickets)"));
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
    work.rowsOf("customers", "a.json", "", 50, i -> "{\"customer_id\": \"" + i + "\"}");
    work.settings(
        "sources:\n  orders: {path: ROOT/orders, format: parquet}\n"
            + "  customers: {path: ROOT/customers, format: json}\n");
    work.refuses(3, "orders", "customers", "C-");
  }
}
