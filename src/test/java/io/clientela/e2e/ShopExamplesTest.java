package io.clientela.e2e;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.CommandLineRunner;
import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples for shops, payments and web analytics run as they are, on made-up exports in the
 * shape of the real ones; why each row of them is there stands in the exports' README.
 */
final class ShopExamplesTest {

  @TempDir Path folder;

  private Workplace run(String name, String tables) {
    Workplace work = new Workplace(folder);
    Answer answer =
        CommandLineRunner.run(
            "run",
            "--config",
            "conf/examples/" + name + ".yaml",
            "--lake",
            work.path("lake"),
            "--only",
            tables);
    assertEquals(0, answer.exitCode(), answer.text());
    return work;
  }

  private static Dataset<Row> total(Workplace work, String table) {
    return work.table(table).where("dimension = 'all'");
  }

  private static void assertRejected(Workplace work, String... idsAndReasons) {
    assertEquals(
        List.of(idsAndReasons),
        work.rows(
            "rejected/orders",
            "SELECT coalesce(get_json_object(row, '$.order_id'), '-'), reasons[0] FROM t"
                + " ORDER BY 1"));
  }

  @Test
  void shopifyOrdersAreCountedOnceHoweverManyLinesTheyHave() {
    Workplace shop = run("shopify", "order_value,customer_value");
    assertTable(
        shop.table("data_quality"),
        """
        input  | read | admitted | rejected | later | first_on   | last_on
        orders | 12   | 9        | 2        | 1     | 2024-05-10 | 2024-06-12   # of 15 rows; #1012 is July 1 in São Paulo
        """);
    assertRejected(shop, "[#1008,currency is not BRL]", "[#1010,customer_id is missing]");
    assertTable(
        total(shop, "order_value"),
        """
        period_start | orders | customers | revenue
        2024-05-01   | 2      | 2         | 240.20   # 150.30 + 89.90, without shipping; late on May 31
        2024-06-01   | 4      | 4         | 125.25   # 40 - 10, 200 - 200 (not 220), 75.25, 20
        """);
    assertTable(
        shop.table("customer_value"),
        """
        customer_id      | orders | revenue
        +5511999990011   | 1      | 20
        ana@example.com  | 2      | 225.55   # 150.30 + 75.25
        bia@example.com  | 2      | 119.90   # BIA@ and bia@: 89.90 + 30
        caio@example.com | 1      | 0
        """);
  }

  @Test
  void wooCommerceRefundsOfAnOrderAreAddedUp() {
    Workplace shop = run("woocommerce", "order_value,customer_value");
    assertTable(
        shop.table("data_quality"),
        """
        input  | read | admitted | rejected | later | duplicates | first_on   | last_on
        orders | 17   | 11       | 2        | 2     | 1          | 2024-05-10 | 2024-06-30   # 503 in two versions, 508 twice the same
        """);
    assertRejected(shop, "[511,customer_id is missing]", "[512,currency is not BRL]");
    assertTable(
        total(shop, "order_value"),
        """
        period_start | orders | customers | revenue
        2024-05-01   | 2      | 2         | 210.40   # 140.50 - 15 - 5, 89.90
        2024-06-01   | 5      | 3         | 149.85   # 50 - 10 - 5.50, 200 - 200 (not 220), 30.10, 75.25, 10
        """);
    assertTable(
        shop.table("customer_value"),
        """
        customer_id     | orders | revenue
        7               | 3      | 160.60   # ana, with her account and once as a guest: 120.50 + 30.10 + 10
        9               | 2      | 75.25
        bia@example.com | 2      | 124.40   # a guest as of July 1; her account 11 is younger: 89.90 + 34.50
        """);
  }

  @Test
  void vtexOrdersOfTwoFilesAreThoseOfTheLastChange() {
    Workplace shop = run("vtex", "order_value,customer_value");
    assertTable(
        shop.table("data_quality"),
        """
        input  | read | admitted | rejected | later | duplicates | first_on   | last_on
        orders | 13   | 8        | 1        | 1     | 1          | 2024-05-10 | 2024-06-15   # v1004 twice the same, v1003 and v1005 in two versions
        """);
    assertRejected(shop, "[v1009loja-01,customer_id is missing]");
    assertTable(
        total(shop, "order_value"),
        """
        period_start | orders | customers | revenue
        2024-05-01   | 4      | 4         | 1384.61   # 1234.56 + 10.10, 89.90 late on May 31, 40.05, 10 (was 15)
        2024-06-01   | 2      | 2         | 95.54     # 75.25, and 0.10 + 0.20 + 19.99
        """);
    assertTable(
        shop.table("customer_value"),
        """
        customer_id | orders | revenue
        01234567890 | 1      | 75.25
        11111111111 | 2      | 1264.95
        22222222222 | 1      | 89.90
        33333333333 | 1      | 40.05   # v1003 was cancelled later
        44444444444 | 1      | 10
        """);
  }

  @Test
  void stripeChargesAreWhatTheirLastEventSays() {
    Workplace payments = run("stripe", "order_value");
    assertTable(
        payments.table("data_quality").where("input = 'orders'"),
        """
        input  | read | admitted | rejected | later | first_on   | last_on
        orders | 11   | 6        | 1        | 0     | 2024-05-10 | 2024-06-15   # of 14 events: 1 dispute, 2 after as-of
        """);
    assertRejected(payments, "[ch_6,currency is not BRL]");
    assertTable(
        total(payments, "order_value"),
        """
        period_start | orders | customers | revenue
        2024-05-01   | 2      | 2         | 173.45   # 123.45; 50 late on May 31, paid at the second try
        2024-06-01   | 2      | 2         | 8.10     # 20 - 12 of two refunds (the third comes in July), 0.10
        """);
  }

  @Test
  void stripeTrialsPayNothingAndSubscriptionsEndWhenTheyEnd() {
    assertTable(
        total(run("stripe", "subscription_churn"), "subscription_churn")
            .where("period_start < DATE'2024-07-01'"),
        """
        period_start | customers_at_start | lost | recurring_revenue_at_start | new    | churned
        2024-03-01   | 0                  | 0    | 0                          | 120    | 0       # 49.90 + 2 x 30 + 10.10
        2024-04-01   | 2                  | 0    | 120                        | 99.90  | 0       # 1198.80 a year
        2024-05-01   | 3                  | 0    | 219.90                     | 49.90  | 0       # davi after his trial, gil; caio only gave notice
        2024-06-01   | 5                  | 1    | 269.80                     | 0      | 70.10   # caio; gil's notice ends in July, hana tries
        """);
  }

  @Test
  void ga4PurchasesThatAreSentAgainCountOnce() {
    Workplace web = run("ga4", "order_value,funnel_conversion");
    assertTable(
        web.table("data_quality"),
        """
        input        | read | admitted | rejected | later | first_on   | last_on
        interactions | 14   | 12       | 0        | 0     | 2024-05-31 | 2024-06-10   # of 19 events: 2 debug, 1 without consent, 2 after as-of; 2 come twice
        orders       | 8    | 4        | 2        | 0     | 2024-05-31 | 2024-06-10   # T-100 and T-101 come twice, T-102 is a test
        """);
    assertRejected(web, "[-,order_id is missing]", "[T-103,currency is not BRL]");
    assertTable(
        total(web, "order_value"),
        """
        period_start | orders | customers | revenue
        2024-05-01   | 1      | 1         | 120.50   # T-100, when it was sent first
        2024-06-01   | 2      | 2         | 22.50    # 19.99 - 5 - 2.50, 10.01
        """);
    assertTable(
        total(web, "funnel_conversion").where("grain IS NULL"),
        """
        step_name   | customers | dropped
        page_view   | 2         | 0   # ana before she signed in, d2; d3 is debug traffic
        add_to_cart | 1         | 1
        order       | 1         | 0
        """);
  }

  @Test
  void orderLinesOfABrazilianErpKeepTheirCents() {
    Workplace shop = run("loja-csv", "order_value");
    assertTable(
        shop.table("data_quality"),
        """
        input  | read | admitted | rejected | later | first_on   | last_on
        orders | 9    | 7        | 1        | 1     | 2024-04-05 | 2024-06-20   # of 13 lines; a quote is no order
        """);
    assertRejected(shop, "[3005,customer_id is missing]");
    assertTable(
        total(shop, "order_value"),
        """
        period_start | orders | customers | revenue
        2024-04-01   | 1      | 1         | 20        # 05/04 is April 5
        2024-05-01   | 2      | 2         | 1334.90   # 1234.56 + 10.10 + 0.34, 89.90
        2024-06-01   | 2      | 2         | 1040.25   # 0.10 + 0.20, 1050.05; 10.10 came back
        """);
  }
}
