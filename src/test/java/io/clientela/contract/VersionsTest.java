package io.clientela.contract;

import static io.clientela.testing.Tables.assertTable;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.contract.Verdict.Counts;
import io.clientela.model.Customers;
import io.clientela.model.Interactions;
import io.clientela.model.Orders;
import io.clientela.model.Tickets;
import io.clientela.table.Refusal;
import io.clientela.table.VersionChoice.Order;
import io.clientela.testing.Door;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Rows of one id: copies, versions of which one counts, and conflicts. */
final class VersionsTest {

  private static final Door DOOR = Door.asOf("2024-03-01");
  private static final Door LATEST = DOOR.choosing(Order.LAST_BY, "updated_at");

  @Test
  void equalRowsAreCopiesOfWhichOneStays() {
    try (Admission orders =
        DOOR.judge(
            Orders.INPUT,
            """
            order_id | customer_id | ordered_at | amount | loaded_at
            1        | ana         | 2024-01-05 | 10     | monday
            1        | ana         | 2024-01-05 | 10.00  | tuesday   # the same in every column that is read
            2        | -           | 2024-01-05 | 10     | monday    # rejected once
            2        | -           | 2024-01-05 | 10     | monday
            """)) {
      assertTable(orders.admitted(), "order_id | customer_id | amount\n1 | ana | 10\n");
      assertEquals(new Counts(4, 1, 0, 0, 2, 0, 0), orders.verdict().counts());
    }
  }

  @Test
  void ofRowsThatDifferTheLastOneCounts() {
    String versions =
        """
        order_id | customer_id | ordered_at | amount | updated_at string
        1        | ana         | 2024-01-05 | 10     | 2024-01-09
        1        | ana         | 2024-01-05 | 20     | 2024-01-10T08:00:00Z
        1        | ana         | 2024-01-05 | 10     | 2024-01-10T09:00:00Z   # as at first: a copy of the first row, and the last
        1        | ana         | 2024-03-05 | 30     | 2024-02-01             # later: not there to choose from
        2        | bia         | 2024-01-05 | 10     | -                      # never updated
        2        | bia         | 2024-01-05 | 20     | 2024-01-06
        3        | caio        | 2024-01-05 | 5      | -
        """;
    Dataset<Row> rows = DOOR.rows(Orders.INPUT, versions);
    try (Admission orders = LATEST.judge(Orders.INPUT, rows);
        Admission permuted =
            LATEST.judge(Orders.INPUT, rows.orderBy(expr("xxhash64(amount)")).repartition(3))) {
      String kept =
          """
          order_id | amount
          1        | 10
          2        | 20
          3        | 5
          """;
      assertTable(orders.admitted(), kept);
      assertTable(permuted.admitted(), kept);
      assertEquals(new Counts(7, 0, 0, 1, 1, 2, 0), orders.verdict().counts());
      assertEquals(orders.verdict(), permuted.verdict());
    }
  }

  @Test
  void orTheFirst() {
    try (Admission interactions =
        DOOR.choosing(Order.FIRST_BY, "OCCURRED_AT")
            .judge(
                Interactions.INPUT,
                """
                interaction_id | customer_id | occurred_at      | channel
                7              | ana         | 2024-01-05 10:00 | app
                7              | ana         | 2024-01-05 09:00 | web
                """)) {
      assertTable(interactions.admitted(), "interaction_id | channel\n7 | web\n");
      assertEquals(1, interactions.verdict().counts().superseded());
    }
  }

  @Test
  void aLastVersionThatIsRejectedBringsNoOlderOneBack() {
    try (Admission orders =
        LATEST.judge(
            Orders.INPUT,
            """
            order_id | customer_id | ordered_at | amount string | updated_at string
            1        | ana         | 2024-01-05 | 10            | 1
            1        | -           | 2024-01-05 | 10            | 2
            2        | bia         | 2024-01-05 | ten           | 1    # superseded: nobody asks what it says
            2        | bia         | 2024-01-05 | 10            | 2
            3        | caio        | 2024-01-05 | 10            | 9    # as a number less than 10
            3        | caio        | 2200-01-05 | 10            | 10   # implausible, and not merely later
            """)) {
      assertTable(orders.admitted(), "order_id\n2\n");
      assertEquals(new Counts(6, 2, 0, 0, 0, 3, 0), orders.verdict().counts());
    }
  }

  @Test
  void whereNothingSaysWhichOneCountsItIsAConflict() {
    try (Admission tickets =
        DOOR.judge(
            Tickets.INPUT,
            """
            ticket_id string | created_at | channel | agent
            t1               | 2024-01-05 | email   | eva
            t1               | 2024-01-05 | chat    | eva
            t1               | 2024-01-05 | chat    | eva    # a copy
            t2               | 2024-01-05 | email   | eva
            """)) {
      assertTable(tickets.admitted(), "ticket_id\nt2\n");
      assertEquals(new Counts(4, 0, 0, 0, 1, 0, 2), tickets.verdict().counts());
      assertEquals(
          new Verdict.Conflict("ticket_id", 1, "t1", List.of("channel is chat and email")),
          tickets.verdict().conflict().orElseThrow());
      assertTable(
          tickets.rejected().selectExpr("reasons[0] as why"),
          """
          why
          rows of one ticket_id differ
          rows of one ticket_id differ
          """);
    }
  }

  @Test
  void aTieIsAConflictAndWhatIsOlderIsNot() {
    try (Admission customers =
        DOOR.choosing(Order.LAST_BY, "version")
            .judge(
                Customers.INPUT,
                """
                customer_id | channel | version int
                ana         | web     | 1
                ana         | app     | 2
                ana         | store   | 2
                bia         | web     | 1
                """)) {
      assertTable(customers.admitted(), "customer_id\nbia\n");
      assertEquals(new Counts(4, 0, 0, 0, 0, 1, 2), customers.verdict().counts());
    }
  }

  @Test
  void rowsThatDifferInAMapOnlyDiffer() {
    Dataset<Row> rows =
        DOOR.rows(
                Interactions.INPUT,
                """
                interaction_id | customer_id | occurred_at | page
                7              | ana         | 2024-01-05  | 1
                7              | ana         | 2024-01-05  | 2
                """)
            .withColumn("properties", expr("map('page', page)"))
            .drop("page");
    try (Admission interactions = DOOR.judge(Interactions.INPUT, rows)) {
      assertEquals(2, interactions.verdict().counts().conflicts());
    }
  }

  @Test
  void aColumnWithoutAnOrderIsRefused() {
    assertRefused(
        DOOR.choosing(Order.LAST_BY, "changed"), "2024-01-05", "names no column of the source");
    assertRefused(LATEST, "05/01/2024", "holds '05/01/2024', expected numbers or instants");
    assertRefused(LATEST, "20240105", "holds numbers and instants");
  }

  private static void assertRefused(Door door, String updatedAt, String why) {
    String rows =
        """
        order_id | ordered_at | amount | updated_at string
        1        | 2024-01-05 | 10     | 2024-01-04
        1        | 2024-01-05 | 20     | %s
        """;
    Refusal refusal =
        assertThrows(
            Refusal.class, () -> door.judge(Orders.INPUT, rows.formatted(updatedAt)).close());
    assertEquals(Refusal.Reason.CONTRACT, refusal.reason());
    assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("sources.orders.versions"), refusal.getMessage());
  }
}
