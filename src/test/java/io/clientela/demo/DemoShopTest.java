package io.clientela.demo;

import static io.clientela.demo.ShopRows.assertBetween;
import static io.clientela.demo.ShopRows.in1970;
import static io.clientela.demo.ShopRows.number;
import static io.clientela.demo.ShopRows.share;
import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.months_between;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.year;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Date;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo shop looks like. */
class DemoShopTest {
  private static final Date AS_OF = Date.valueOf("2025-01-01");

  private static final ShopRows rows = new ShopRows();

  private static Dataset<Row> orders;
  private static Dataset<Row> interactions;
  private static Dataset<Row> customers;
  private static Dataset<Row> good;

  @BeforeAll
  static void makeTables() {
    orders = rows.of("orders");
    interactions = rows.of("interactions");
    customers = rows.of("customers");
    good = rows.kept(goodOrders());
  }

  @AfterAll
  static void forget() {
    rows.close();
  }

  @Test
  void fewRowsAreDirty() {
    Column noType = col("type").isNull();
    Column noCustomer = col("customer_id").isNull();

    assertBetween(0.001, 0.005, share(orders, isDirty()));
    assertBetween(
        0.001, 0.005, share(interactions, noCustomer.or(noType).or(in1970("occurred_at"))));
    assertBetween(0, 0.005, share(customers, noCustomer));
  }

  @Test
  void someOrdersAreSentTwiceAndSomeOfThemCorrected() {
    Dataset<Row> byOrder =
        orders
            .groupBy("order_id")
            .agg(
                count("*").as("sent"),
                count_distinct(struct("amount", "status", "ordered_at")).as("versions"));

    assertBetween(0.003, 0.009, share(byOrder, col("sent").equalTo(2)));
    assertBetween(0.0003, 0.003, share(byOrder, col("versions").equalTo(2)));
  }

  @Test
  void ordersPerCustomerAreSkewed() {
    Dataset<Row> perCustomer = good.groupBy("customer_id").agg(count("*").as("orders"));

    assertBetween(5, 7.5, number(perCustomer, avg("orders")));
    assertBetween(0.4, 0.5, share(perCustomer, col("orders").equalTo(1)));
    assertTrue(number(perCustomer, max("orders")) > 60);
  }

  @Test
  void retentionDecaysAndFlattens() {
    Map<Integer, Double> retention = retention();

    assertBetween(0.10, 0.45, retention.get(1));
    double early = retention.get(1) - retention.get(3);
    double late = retention.get(6) - retention.get(12);
    assertTrue(early > late && late > 0, "decays and flattens: " + retention);
    assertTrue(retention.get(3) > retention.get(6), "decays: " + retention);
    assertBetween(0.02, 0.3, retention.get(12));
  }

  @Test
  void historyGoesAWeekPastTheAsOfDate() {
    Row range = good.agg(min("ordered_on"), max("ordered_on")).head();

    assertTrue(range.getDate(0).before(Date.valueOf("2023-01-15")));
    assertEquals(Date.valueOf("2025-01-07"), range.getDate(1));
  }

  @Test
  void novemberSellsMoreThanOctober() {
    Dataset<Row> year = good.where(year(col("ordered_on")).equalTo(2024));
    long october = year.where(month(col("ordered_on")).equalTo(10)).count();
    long november = year.where(month(col("ordered_on")).equalTo(11)).count();

    assertTrue(november > 1.2 * october);
  }

  @Test
  void everybodyRegistersBeforeTheirFirstInteraction() {
    Column local = from_utc_timestamp(col("occurred_at"), ShopCalendar.ZONE);
    Dataset<Row> tooLate =
        interactions
            .where(year(col("occurred_at")).gt(1970))
            .join(customers, "customer_id")
            .where(local.lt(col("created_at")));

    assertEquals(0, tooLate.count());
  }

  @Test
  void somePeopleOnlyLook() {
    long lookers =
        interactions
            .join(orders.select("customer_id"), new String[] {"customer_id"}, "left_anti")
            .where(col("customer_id").isNotNull())
            .select("customer_id")
            .distinct()
            .count();

    assertBetween(595, 610, lookers);
  }

  @Test
  void smallestShopIsWritten(@TempDir Path folder) {
    new DemoShop(1, 42, 30).write(ShopRows.session(), folder.toString());

    assertTrue(parquet(folder, "orders").count() > 0);
    assertEquals(0, parquet(folder, "subscriptions").count());
    assertTrue(parquet(folder, "leads").count() > 0);
    assertEquals(0, parquet(folder, "opportunity_stages").count());
    assertEquals(0, parquet(folder, "tickets").count());
    assertTrue(parquet(folder, "social_posts").count() > 0);
  }

  @Test
  void shopNeedsCustomersAndAHistory() {
    assertThrows(IllegalArgumentException.class, () -> new DemoShop(0, 42, 730));
    assertThrows(IllegalArgumentException.class, () -> new DemoShop(1, 42, 29));
    assertThrows(IllegalArgumentException.class, () -> new DemoShop(1, 42, 3_651));
  }

  private static Dataset<Row> parquet(Path folder, String table) {
    return ShopRows.session().read().parquet(folder.resolve(table).toString());
  }

  private static Dataset<Row> goodOrders() {
    Column local = from_utc_timestamp(col("ordered_at"), ShopCalendar.ZONE);
    return orders
        .where(isDirty().equalTo(false))
        .where(col("status").equalTo("completed").and(col("amount").geq(0)))
        .dropDuplicates("order_id")
        .withColumn("ordered_on", to_date(local));
  }

  private static Column isDirty() {
    Column isNull = col("customer_id").isNull().or(col("amount").isNull());
    Column isHuge = coalesce(abs(col("amount")).geq(1e12), lit(false));
    Column isNegative = coalesce(col("refunded_amount").lt(0), lit(false));
    Column isForeign = col("currency").notEqual("BRL");
    return isNull.or(isHuge).or(isNegative).or(isForeign).or(in1970("ordered_at"));
  }

  /** Share of the customers of 2023 who order in the month this long after their first. */
  private static Map<Integer, Double> retention() {
    Dataset<Row> active =
        good.where(col("ordered_on").lt(AS_OF))
            .select(col("customer_id"), trunc(col("ordered_on"), "month").as("month"))
            .distinct();
    Dataset<Row> cohorts =
        active
            .groupBy("customer_id")
            .agg(min("month").as("cohort"))
            .where(year(col("cohort")).equalTo(2023));
    Column months = months_between(col("month"), col("cohort")).cast("int");
    Map<Integer, Double> customers =
        active
            .join(cohorts, "customer_id")
            .groupBy(months.as("months"))
            .agg(count("*").cast("double").as("customers"))
            .collectAsList()
            .stream()
            .collect(toMap(row -> row.getAs("months"), row -> row.getAs("customers")));
    double all = customers.get(0);
    customers.replaceAll((month, returned) -> returned / all);
    return customers;
  }
}
