package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run makes of each column, and what it says of those that are nearly called like ours. */
final class SourceColumnsTest {

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  @Test
  void columnsAreListedAndANearNameIsToldWithItsSql() {
    work.file(
        "orders/orders.csv",
        "order_id,customer_id,ordered_at,amount,channel,order_status,Refund Amount,region,colour\n"
            + "1,ana,2024-01-05,10,web,completed,0,Sul,red\n");
    work.settings("dimensions: [region]\nsources:\n  orders: {path: ROOT/orders, format: csv}\n");

    work.says(
        work.check(),
        0,
        "orders: optional columns found: channel; missing: currency, status, refunded_amount,",
        "; not read: order_status, Refund Amount, colour",
        "warning: orders: order_status is not read; if it is status, write sql: SELECT *,"
            + " order_status AS status FROM source",
        "warning: orders: Refund Amount is not read; if it is refunded_amount, write sql:"
            + " SELECT *, `Refund Amount` AS refunded_amount FROM source");
  }

  @Test
  void aColumnThatIsReadIsNoNearName() {
    work.file(
        "orders/orders.csv",
        "order_id,customer_id,ordered_at,amount,status,order_status\n1,ana,2024-01-05,10,,x\n");
    work.orders("format: csv");
    Answer answer = work.check();

    work.says(answer, 0, "; not read: order_status");
    assertFalse(answer.text().contains("warning"), answer.text());
  }

  @Test
  void aMissingRequiredColumnIsToldWithTheSqlOfANearOne() {
    work.file(
        "orders/orders.csv", "Order ID,customerId,order_date,total_amount\n1,ana,2024-01-05,10\n");
    work.orders("format: csv");

    work.refuses(
        3,
        "; if it is Order ID, write sql: SELECT *, `Order ID` AS order_id FROM source",
        "; if it is customerId, write sql: SELECT *, customerId AS customer_id FROM source",
        "; if it is order_date, write sql: SELECT *, order_date AS ordered_at FROM source",
        "; if it is total_amount, write sql: SELECT *, total_amount AS amount FROM source");
  }
}
