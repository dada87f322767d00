package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that look as if a rule were meant that nobody stated: said, and never a stop. */
final class NoticesTest {

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  @Test
  void freeSubscriptionsAndLastDays() {
    work.file(
        "subscriptions/all.csv",
        """
        subscription_id,customer_id,started_on,ended_on,monthly_amount
        1,ana,2024-01-01,2024-01-31,0
        2,ana,2024-02-01,2024-02-29,10
        3,bia,2024-01-01,2024-01-31,0
        4,bia,2024-02-01,,10
        """);
    work.settings("sources:\n  subscriptions: {path: ROOT/subscriptions, format: csv}\n");
    work.says(
        work.check(),
        0,
        "subscriptions: 2 of 4 have a monthly_amount of 0",
        "is_trial",
        "subscriptions: 2 of 2 that are followed by another",
        "sources.subscriptions.ends: last-day");
  }

  @Test
  void npsOfFive() {
    work.file(
        "surveys/all.csv",
        """
        response_id,kind,sent_at,responded_at,score
        1,nps,2024-01-01,2024-01-02,5
        2,nps,2024-01-01,2024-01-02,4
        3,nps,2024-01-01,2024-01-02,5
        4,nps,2024-01-01,2024-01-02,1
        5,nps,2024-01-01,2024-01-02,5
        """);
    work.settings("sources:\n  surveys: {path: ROOT/surveys, format: csv}\n");
    work.says(work.check(), 0, "surveys: none of 5 NPS scores is above 5");
  }

  @Test
  void centsThatTheSqlCuts() {
    work.file(
        "lines/all.csv",
        """
        invoice,customer,at,quantity,price
        1,ana,2024-01-05,3,0.125
        1,ana,2024-01-05,1,2.50
        2,bia,2024-01-06,2,1.255
        """);
    work.settings(
        """
        sources:
          orders:
            path: ROOT/lines
            format: csv
            options: {inferSchema: true}
            sql: |
              SELECT invoice AS order_id, first(customer) AS customer_id, min(at) AS ordered_at,
                sum(CAST(quantity * price AS DECIMAL(18, 2))) AS amount
              FROM source GROUP BY invoice
        """);
    work.says(
        work.check(),
        0,
        "sources.orders.sql rounds amount to 2 decimals, which cuts 1 of 3 values of quantity * price");
  }

  @Test
  void idsOfTwoShops() {
    work.file(
        "orders/all.csv",
        """
        shop,order_no,customer_id,ordered_at,amount
        a,1,ana,2024-01-05,10
        a,2,ana,2024-01-06,10
        b,2,ana,2024-01-06,10
        b,3,bia,2024-01-07,10
        """);
    work.settings(
        """
        sources:
          orders:
            path: ROOT/orders
            format: csv
            sql: SELECT order_no AS order_id, customer_id, ordered_at, amount FROM source
        """);
    work.says(
        work.check(),
        0,
        "orders: 1 values of order_no occur in more than one shop, such as 2",
        "concat(shop, '-', order_no)");
  }

  @Test
  void ordinaryDataSayNothing() {
    work.file(
        "orders/all.csv",
        """
        shop,order_id,customer_id,ordered_at,amount
        a,1,ana,2024-01-05,10.5
        a,3,ana,2024-01-06,10.25
        b,2,bia,2024-01-07,10
        """);
    work.settings(
        """
        sources:
          orders:
            path: ROOT/orders
            format: csv
            sql: |
              SELECT order_id, customer_id, ordered_at, round(amount, 2) AS amount FROM source
        """);
    Answer answer = work.check();
    work.says(answer, 0);
    assertFalse(answer.text().contains("warning: orders"), answer::text);
  }
}
