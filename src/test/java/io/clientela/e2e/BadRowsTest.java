package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows that break the contract: counted by reason, kept apart, and too many of them stop the run.
 */
final class BadRowsTest {

  private static final String QUALITY =
      "SELECT read, admitted, rejected, later, duplicates FROM t ORDER BY input";

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  @Test
  void oneRejectOverTheLimitStopsTheRunAndLeavesTheEvidence() {
    someWithoutCustomer(199, 2);
    work.orders("format: parquet");
    work.refuses(
        3,
        "orders: 2 of 199 rows are rejected (1.01 %, allowed 1.00 %)",
        "customer_id is missing",
        "ROOT/lake/rejected/orders",
        "sources.orders.max-reject-share");

    assertEquals(
        List.of("[ArraySeq(customer_id is missing),0]", "[ArraySeq(customer_id is missing),1]"),
        work.rows(
            "rejected/orders",
            "SELECT reasons, get_json_object(row, '$.order_id') FROM t ORDER BY 2"));
    assertEquals(List.of("[199,197,2,0,0]"), work.rows("data_quality", QUALITY));
    assertEquals(
        List.of("[failed,2024-07-01,0]"),
        work.rows("kpi_runs", "SELECT status, as_of, size(outputs) FROM t"));
  }

  @Test
  void rejectsUpToTheLimitAreKeptApart() {
    someWithoutCustomer(200, 2);
    work.orders("format: parquet");
    Answer answer = work.run("--only", "order_value");
    work.says(answer, 0, "customer_id is missing: 2");

    assertEquals(Set.of("order_value"), work.published());
    assertEquals(List.of("[198]"), work.rows("order_value", ordersOf("month")));
    assertEquals(List.of("[2]"), work.rows("rejected/orders", "SELECT count(*) FROM t"));
    assertEquals(
        List.of("[succeeded,2024-07-01,1]"),
        work.rows("kpi_runs", "SELECT status, as_of, size(outputs) FROM t"));
  }

  /** Ids from 0; the first ones have no customer. */
  private void someWithoutCustomer(int rows, int without) {
    work.parquet(
        "orders",
        String.format(
            "SELECT id AS order_id, if(id < %d, NULL, id) AS customer_id,"
                + " TIMESTAMP '2024-05-05' AS ordered_at, 10.0 AS amount FROM range(%d)",
            without, rows));
  }

  private static String ordersOf(String grain) {
    return "SELECT sum(orders) FROM t WHERE dimension = 'all' AND grain = '" + grain + "'";
  }

  @Test
  void allRowsRejectedIsToldWithEveryReason() {
    work.file(
        "orders/orders.csv",
        """
        order_id,customer_id,ordered_at,amount,status
        ,ana,2024-01-05,10,completed
        2,,2024-01-05,10,completed
        3,ana,yesterday,10,completed
        4,ana,2024-01-05,ten,completed
        5,ana,2024-01-05,10,lost
        """);
    work.orders("format: csv, max-reject-share: 0.99");

    work.refuses(
        3,
        "orders: 5 of 5 rows are rejected (100.00 %, allowed 99.00 %)",
        "order_id is missing",
        "customer_id is missing",
        "ordered_at can't be read",
        "amount is not a number",
        "status is none of [completed, cancelled, test]");
  }

  /** One bad row of each kind among good ones, as text; the run counts all of them. */
  @Test
  void badTextIsCountedByReason() {
    work.file(
        "orders/orders.csv",
        """
        order_id,customer_id,ordered_at,amount,currency
        1,ana,2024-01-05T10:00:00,10,BRL
        2,bia,2024-01-05T10:00:00, 12.50 ,
        2,bia,2024-01-06T10:00:00,13,brl
        2,bia,2024-01-04T10:00:00,14,BRL
        3,ana,2024-01-05,1e3,BRL
        4,,2024-01-05,10,BRL
        ,ana,2024-01-05,10,BRL
        5,ana,2024-01-05,NaN,BRL
        6,ana,2024-01-05,-Infinity,BRL
        7,ana,2024-01-05,1000000000000000000000000000000,BRL
        8,ana,2024-01-05,1e30,BRL
        9,ana,2024-01-05,"1.234,56",BRL
        10,ana,0001-01-01,10,BRL
        11,ana,9999-12-31,10,BRL
        12,ana,2024-02-30,10,BRL
        13,ana,2024-01-05,10,USD
        14,ana,2024-07-01,10,BRL
        """);
    work.orders(
        "format: csv, max-reject-share: 0.8, max-unreadable-share: 0.8,"
            + " versions: {last-by: ordered_at}");
    Answer answer = work.run("--only", "order_value");

    work.says(
        answer,
        0,
        "customer_id is missing: 1",
        "order_id is missing: 1",
        "amount is missing: 1",
        "amount is not finite: 1",
        "amount is 10^12 or more: 2",
        "amount is not a number: 1",
        "ordered_at is outside plausible-dates, 1990-01-01 to 2100-01-01: 2",
        "ordered_at can't be read",
        "currency is not BRL: 1");
    assertEquals(List.of("[17,3,11,1,0]"), work.rows("data_quality", QUALITY));
    assertEquals(List.of("[11]"), work.rows("rejected/orders", "SELECT count(*) FROM t"));
    assertEquals(
        List.of("[1023.0000]"),
        work.rows(
            "order_value", "SELECT sum(revenue) FROM t WHERE dimension = 'all' AND grain = 'day'"));
  }

  @Test
  void badDoublesAreCountedByReason() {
    work.parquet(
        "orders",
        """
        SELECT id AS order_id, id AS customer_id, TIMESTAMP '2024-01-05' AS ordered_at,
               CASE id WHEN 1 THEN double('NaN') WHEN 2 THEN double('Infinity') WHEN 3 THEN 1e30
                       WHEN 4 THEN -1e12 WHEN 5 THEN 999999999999.99D ELSE -0.0D END AS amount
        FROM range(10)
        """);
    work.orders("format: parquet, max-reject-share: 0.4, max-unreadable-share: 0.2");

    work.says(work.check(), 0, "amount is not finite: 2", "amount is 10^12 or more: 2");
  }

  @Test
  void wideDecimalsAndFarYearsAreCountedByReason() {
    work.parquet(
        "orders",
        """
        SELECT id AS order_id, id AS customer_id,
               CASE id WHEN 1 THEN TIMESTAMP '0001-01-01 00:00:00'
                       WHEN 2 THEN TIMESTAMP '9999-12-31 23:59:59'
                       ELSE TIMESTAMP '2024-01-05' END AS ordered_at,
               CAST(CASE id WHEN 3 THEN 1e30BD WHEN 4 THEN -1e12BD ELSE 10 END AS DECIMAL(38,2)) AS amount
        FROM range(10)
        """);
    work.orders("format: parquet, max-reject-share: 0.4");

    work.says(
        work.check(),
        0,
        "ordered_at is outside plausible-dates, 1990-01-01 to 2100-01-01: 2",
        "amount is 10^12 or more: 2");
  }

  @Test
  void sumsThatNoNumberHoldsAreRefused() {
    work.parquet(
        "orders",
        """
        SELECT id AS order_id, 'ana' AS customer_id, TIMESTAMP '2024-01-05' AS ordered_at,
               999999999999.99BD AS amount
        FROM range(1000)
        """);
    work.orders("format: parquet");

    work.says(work.run("--only", "order_value"), 3, "add up to more than", "sources.orders.sql");
  }

  @Test
  void mixedCurrenciesAreNeverSummed() {
    work.file(
        "orders/orders.csv",
        "order_id,customer_id,ordered_at,amount,currency\n"
            + "1,ana,2024-01-05,10,BRL\n2,ana,2024-01-05,10,USD\n3,ana,2024-01-05,10,EUR\n");
    work.orders("format: csv");

    work.refuses(3, "orders: 2 of 3 rows are rejected", "currency is not BRL");
  }

  /** A judge that writes nothing says how many it would reject, and why. */
  @Test
  void aCheckTellsTheCountsBeforeItRefuses() {
    someWithoutCustomer(10, 5);
    work.orders("format: parquet");
    Answer answer = work.check();

    work.says(answer, 3, "orders: 5 of 10 rows are rejected", "customer_id is missing: 5");
    assertTrue(work.entries("lake").isEmpty());
  }
}
