package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with refunds, aliases of customers and exchange rates. */
final class FurtherTablesTest {

  private static final String REVENUE =
      "SELECT period_start, orders, customers, revenue FROM t"
          + " WHERE dimension = 'all' AND grain = 'month' ORDER BY 1";

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  private void csv(String table, String rows) {
    work.file(table + "/" + table + ".csv", rows);
  }

  private void sources(String more, String... tables) {
    StringBuilder text = new StringBuilder(more).append("sources:\n");
    for (String table : tables) {
      text.append("  " + table + ": {path: ROOT/" + table + ", format: csv}\n");
    }
    work.settings(text.toString());
  }

  private void ordersOfTwoMonths() {
    csv(
        "orders",
        """
        order_id,customer_id,ordered_at,amount,status
        1,ana,2024-01-05,100,
        2,bia,2024-02-05,50,
        3,bia,2024-02-06,30,cancelled
        """);
    csv(
        "refunds",
        """
        order_id,refunded_at,amount
        1,2024-02-01,10
        1,2024-02-01,10
        1,2024-03-01,5.50
        1,2024-07-01,7
        3,2024-02-07,30
        9,2024-02-07,2.25
        """);
  }

  @Test
  void refundsReduceTheRevenueOfTheirOrder() {
    ordersOfTwoMonths();
    sources("", "orders", "refunds");
    work.says(
        work.run("--only", "order_value"),
        0,
        "refunds: 1 of 5 rows (2.25) are of orders that were not admitted",
        "refunds: 1 of 5 rows (30.00) are of orders that are cancelled or test");
    assertEquals(
        List.of("[2024-01-01,1,1,74.5000]", "[2024-02-01,1,1,50.0000]"),
        work.rows("order_value", REVENUE).subList(0, 2));
  }

  @Test
  void refundsReduceRevenueOnTheirOwnDate() {
    ordersOfTwoMonths();
    sources("refunds: refund-dated\n", "orders", "refunds");
    work.says(work.run("--only", "order_value"), 0);
    assertEquals(
        List.of(
            "[2024-01-01,1,1,100.0000]", "[2024-02-01,1,1,30.0000]", "[2024-03-01,0,0,-5.5000]"),
        work.rows("order_value", REVENUE).subList(0, 3));
  }

  @Test
  void anOrderRefundedInBothTablesIsRefused() {
    csv(
        "orders",
        """
        order_id,customer_id,ordered_at,amount,refunded_amount
        1,ana,2024-01-05,100,20
        2,bia,2024-02-05,50,0
        """);
    csv("refunds", "order_id,refunded_at,amount\n1,2024-02-01,20\n2,2024-02-09,50\n");
    sources("", "orders", "refunds");
    work.refuses(
        3,
        "refunds: 1 rows (20.00) are of orders that have a refunded_amount too",
        "sources.orders.sql",
        "sources.refunds");
    work.says(work.check(), 3, "refunded_amount too");
  }

  @Test
  void aRefundIsAboveZero() {
    csv("orders", "order_id,customer_id,ordered_at,amount\n1,ana,2024-01-05,100\n");
    csv("refunds", "order_id,refunded_at,amount\n1,2024-02-01,-20\n1,2024-02-01,0\n");
    sources("", "orders", "refunds");
    work.refuses(3, "refunds: 2 of 2 rows are rejected", "amount is not above 0 (2)");
  }

  @Test
  void aliasesStandForTheirCustomerEverywhere() {
    csv(
        "orders",
        """
        order_id,customer_id,ordered_at,amount
        1,ana,2024-01-05,100
        2,ana@old,2024-01-06,50
        3,ana@older,2024-01-07,25
        4,bia@old,2024-01-08,10
        """);
    csv(
        "customers",
        """
        customer_id,region
        ana@old,north
        ana,south
        bia@old,west
        bia@older,east
        """);
    csv(
        "customer_aliases",
        """
        alias,customer_id
        ana@older,ana@old
        ana@old,ana
        bia@old,bia
        bia@older,bia@old
        bia,bia
        """);
    sources("dimensions: [region]\n", "orders", "customers", "customer_aliases");
    work.says(
        work.run("--only", "order_value"),
        0,
        "customer_aliases: 4 ids stand for another customer",
        "2 rows of customers are merged");
    assertEquals(
        List.of("[all,all,4,2]", "[region,south,3,1]", "[region,west,1,1]"),
        work.rows(
            "order_value",
            "SELECT dimension, segment, orders, customers FROM t"
                + " WHERE grain = 'month' AND period_start = '2024-01-01' ORDER BY 1, 2"));
  }

  @Test
  void aliasesInACircleAreRefused() {
    csv("orders", "order_id,customer_id,ordered_at,amount\n1,ana,2024-01-05,100\n");
    csv("customer_aliases", "alias,customer_id\ndavi,bia\nana,bia\nbia,caio\ncaio,ana\n");
    sources("", "orders", "customer_aliases");
    work.refuses(3, "customer_aliases: ", "ana -> bia -> caio -> ana", "is a cycle");
  }

  @Test
  void anAliasOfAnotherTypeIsRefused() {
    work.parquet(
        "orders",
        "SELECT 1 AS order_id, 7L AS customer_id, TIMESTAMP '2024-01-05' AS ordered_at, 1.0 AS amount");
    work.parquet("customer_aliases", "SELECT '7' AS alias, 8 AS customer_id");
    work.settings(
        "sources:\n  orders: {path: ROOT/orders, format: parquet}\n"
            + "  customer_aliases: {path: ROOT/customer_aliases, format: parquet}\n");
    work.refuses(3, "customer_id has different types in the sources", "customer_aliases");
  }

  @Test
  void ratesToAnotherCurrencyThanTheReportingOneAreRefused() {
    csv("orders", "order_id,customer_id,ordered_at,amount,currency\n1,ana,2024-01-05,100,BRL\n");
    csv("exchange_rates", "rate_date,currency,rate\n2024-01-01,USD,1\n2024-01-01,BRL,0.2\n");
    sources("", "orders", "exchange_rates");
    work.refuses(3, "exchange_rates: BRL, the reporting currency, has the rate 0.2");
  }

  @Test
  void amountsInAnotherCurrencyAreConvertedAtTheRateOfTheirDay() {
    csv(
        "orders",
        """
        order_id,customer_id,ordered_at,amount,currency,refunded_amount
        1,ana,2024-01-05,10,BRL,
        2,ana,2024-01-10,10,usd,1
        3,bia,2024-01-12,0.00033,USD,
        4,bia,2024-02-01,10,USD,
        5,bia,2024-01-31,10,,
        6,bia,2024-07-05,10,EUR,
        """);
    csv(
        "exchange_rates",
        """
        rate_date,currency,rate
        2024-01-09,USD,5
        2024-01-11,USD,4.5
        2024-01-11,USD,4.50
        2024-02-01,USD,0.1234567891
        """);
    sources("", "orders", "exchange_rates");
    work.says(work.run("--only", "order_value"), 0);
    assertEquals(
        List.of("[2024-01-01,4,2,65.0015]", "[2024-02-01,1,1,1.2346]"),
        work.rows("order_value", REVENUE).subList(0, 2));
  }

  @Test
  void aRowWithoutRateIsRejected() {
    csv(
        "orders",
        """
        order_id,customer_id,ordered_at,amount,currency
        1,ana,2024-01-05,10,BRL
        2,ana,2024-01-08,10,USD
        3,ana,2024-01-08,10,EUR
        """);
    csv("exchange_rates", "rate_date,currency,rate\n2024-01-09,USD,5\n");
    sources("", "orders", "exchange_rates");
    work.refuses(
        3, "orders: 2 of 3 rows are rejected", "no rate of currency", "USD from 2024-01-09");
  }

  @Test
  void twoRatesOfOneDayAreRefused() {
    csv("orders", "order_id,customer_id,ordered_at,amount\n1,ana,2024-01-05,100\n");
    csv("exchange_rates", "rate_date,currency,rate\n2024-01-09,USD,5\n2024-01-09,usd,5.1\n");
    sources("", "orders", "exchange_rates");
    work.refuses(3, "exchange_rates: USD has two rates on 2024-01-09, 5 and 5.1");
  }

  @Test
  void aRateIsAboveZeroAndFinite() {
    csv("orders", "order_id,customer_id,ordered_at,amount\n1,ana,2024-01-05,100\n");
    csv(
        "exchange_rates",
        "rate_date,currency,rate\n2024-01-08,USD,NaN\n2024-01-09,USD,0\n2024-01-10,USD,-1\n");
    sources("", "orders", "exchange_rates");
    work.refuses(3, "exchange_rates: 3 of 3 rows are rejected", "rate is not above 0 (2)");
  }

  @Test
  void endsAreOfSubscriptionsOnly() {
    work.orders("format: csv, ends: last-day");
    work.refuses(2, "sources.orders.ends", "only sources.subscriptions has it");
  }

  @Test
  void theLastPaidDayIsADayWithTheSubscription() {
    csv(
        "subscriptions",
        """
        subscription_id,customer_id,started_on,ended_on,monthly_amount,is_trial
        1,ana,2024-01-01,2024-01-31,10,
        2,ana,2024-02-01,2024-06-30,12,
        3,bia,2024-01-01,2024-01-31,10,false
        4,caio,2024-01-10,,0,true
        """);
    work.settings(
        "sources:\n  subscriptions: {path: ROOT/subscriptions, format: csv, ends: last-day}\n");
    work.says(work.run("--only", "subscription_churn"), 0);
    assertEquals(
        List.of(
            "[2024-01-01,0,0,2]",
            "[2024-02-01,2,1,1]",
            "[2024-03-01,1,0,1]",
            "[2024-04-01,1,0,1]",
            "[2024-05-01,1,0,1]",
            "[2024-06-01,1,0,1]"),
        work.rows(
            "subscription_churn",
            "SELECT period_start, customers_at_start, lost, customers_at_end FROM t"
                + " WHERE grain = 'month' ORDER BY 1"));
  }
}
