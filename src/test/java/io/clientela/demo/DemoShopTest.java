package io.clientela.demo;

import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.months_between;
import static org.apache.spark.sql.functions.not;
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
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo shop looks like. */
class DemoShopTest {
  private static final DemoShop SHOP = new DemoShop(3_000, 42, 730);
  private static final Date AS_OF = Date.valueOf("2025-01-01");

  @TempDir static Path folder;

  private static SparkSession spark;
  private static Dataset<Row> orders;
  private static Dataset<Row> interactions;
  private static Dataset<Row> customers;
  private static Dataset<Row> subscriptions;
  private static Dataset<Row> leads;

  @BeforeAll
  static void writeShop() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate();
    SHOP.write(spark, folder.toString());
    orders = spark.read().parquet(folder + "/orders");
    interactions = spark.read().parquet(folder + "/interactions");
    subscriptions = spark.read().parquet(folder + "/subscriptions");
    leads = spark.read().parquet(folder + "/leads");
    customers =
        spark
            .read()
            .option("header", true)
            .schema(
                "customer_id BIGINT, created_at TIMESTAMP_NTZ, channel STRING, region STRING,"
                    + " segment STRING")
            .csv(folder + "/customers");
  }

  @Test
  void fewRowsAreDirty() {
    Column noType = col("type").isNull();

    assertDirtyShare(0.001, 0.005, orders, isDirty());
    assertDirtyShare(
        0.001,
        0.005,
        interactions,
        col("customer_id").isNull().or(noType).or(in1970("occurred_at")));
    assertDirtyShare(0, 0.005, customers, col("customer_id").isNull());
    assertDirtyShare(0.0005, 0.008, subscriptions, isDirtySubscription());
    assertDirtyShare(0.0005, 0.005, leads, isDirtyLead());
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
    Dataset<Row> perCustomer = goodOrders().groupBy("customer_id").agg(count("*").as("orders"));

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
    Row range = goodOrders().agg(min("ordered_on"), max("ordered_on")).head();

    assertTrue(range.getDate(0).before(Date.valueOf("2023-01-15")));
    assertEquals(Date.valueOf("2025-01-07"), range.getDate(1));
  }

  @Test
  void novemberSellsMoreThanOctober() {
    Dataset<Row> year = goodOrders().where(year(col("ordered_on")).equalTo(2024));
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
  void aboutOneCustomerInFiveSubscribes() {
    long subscribers = goodSubscriptions().select("customer_id").distinct().count();

    assertBetween(500, 650, subscribers);
  }

  @Test
  void subscribersChangePlansPauseAndHoldSeveralAtOnce() {
    Column nextStart =
        lead(col("started_on"), 1)
            .over(Window.partitionBy("customer_id").orderBy("started_on", "subscription_id"));
    Dataset<Row> pairs =
        goodSubscriptions()
            .withColumn("next_start", nextStart)
            .where(col("next_start").isNotNull());

    assertBetween(0.4, 0.7, share(pairs, col("next_start").equalTo(col("ended_on"))));
    assertBetween(0.15, 0.45, share(pairs, col("next_start").gt(col("ended_on"))));
    assertBetween(0.05, 0.3, share(pairs, col("next_start").lt(col("ended_on"))));
  }

  @Test
  void someSubscriptionsEndInTheFutureAndSomeRunOn() {
    Column isOpen = col("ended_on").isNull();

    assertBetween(0.1, 0.3, share(goodSubscriptions(), isOpen));
    assertBetween(
        0.1, 0.3, share(goodSubscriptions(), not(isOpen).and(col("ended_on").geq(AS_OF))));
    assertBetween(0.04, 0.12, share(goodSubscriptions(), col("monthly_amount").isNull()));
  }

  @Test
  void nobodySubscribesBeforeRegistering() {
    Dataset<Row> tooEarly =
        goodSubscriptions()
            .join(customers, "customer_id")
            .where(col("started_on").lt(to_date(col("created_at"))));

    assertEquals(0, tooEarly.count());
  }

  @Test
  void aConvertedLeadIsACustomerWithAnOrderAtThatTime() {
    Dataset<Row> converted = goodLeads().where(col("converted_at").isNotNull());
    Dataset<Row> firstOrders =
        orders
            .where(year(col("ordered_at")).gt(1970))
            .groupBy("customer_id")
            .agg(min("ordered_at").as("first_at"));
    Dataset<Row> both = converted.join(firstOrders, "customer_id");

    assertBetween(0.98, 1, both.count() / (double) converted.count());
    assertBetween(0.98, 1, share(both, col("first_at").equalTo(col("converted_at"))));
  }

  @Test
  void oneLeadInSixConvertsAndTheBetterOnesMoreOften() {
    Column isConverted = col("converted_at").isNotNull();

    assertEquals(0, goodLeads().where(col("customer_id").isNull().equalTo(isConverted)).count());
    assertBetween(0.13, 0.2, share(goodLeads(), isConverted));
    double ofQualified = share(goodLeads().where(col("is_qualified")), isConverted);
    double ofOthers = share(goodLeads().where(not(col("is_qualified"))), isConverted);
    assertTrue(ofQualified > 2 * ofOthers, ofQualified + " of the qualified convert");
  }

  @Test
  void smallestShopIsWritten() {
    String out = folder.resolve("smallest").toString();
    new DemoShop(1, 42, 30).write(spark, out);

    assertTrue(spark.read().parquet(out + "/orders").count() > 0);
    assertEquals(0, spark.read().parquet(out + "/subscriptions").count());
    assertTrue(spark.read().parquet(out + "/leads").count() > 0);
  }

  @Test
  void shopNeedsCustomersAndAHistory() {
    assertThrows(IllegalArgumentException.class, () -> new DemoShop(0, 42, 730));
    assertThrows(IllegalArgumentException.class, () -> new DemoShop(1, 42, 29));
    assertThrows(IllegalArgumentException.class, () -> new DemoShop(1, 42, 3_651));
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
    Column isUnknown = col("status").equalTo("???").or(col("currency").notEqual("BRL"));
    return isNull.or(isHuge).or(isUnknown).or(in1970("ordered_at"));
  }

  private static Dataset<Row> goodSubscriptions() {
    return subscriptions.where(not(isDirtySubscription())).dropDuplicates("subscription_id");
  }

  private static Column isDirtySubscription() {
    Column isNull = col("subscription_id").isNull().or(col("customer_id").isNull());
    Column endsTooEarly = coalesce(col("ended_on").lt(col("started_on")), lit(false));
    return isNull.or(endsTooEarly);
  }

  private static Dataset<Row> goodLeads() {
    return leads.where(not(isDirtyLead())).dropDuplicates("lead_id");
  }

  private static Column isDirtyLead() {
    Column convertsTooEarly = coalesce(col("converted_at").lt(col("created_at")), lit(false));
    return col("lead_id").isNull().or(in1970("created_at")).or(convertsTooEarly);
  }

  private static Column in1970(String time) {
    return year(col(time)).equalTo(1970);
  }

  /** Share of the customers of 2023 who order in the month this long after their first. */
  private static Map<Integer, Double> retention() {
    Dataset<Row> active =
        goodOrders()
            .where(col("ordered_on").lt(AS_OF))
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

  private static void assertDirtyShare(
      double least, double most, Dataset<Row> rows, Column isDirty) {
    assertBetween(least, most, share(rows, isDirty));
  }

  private static void assertBetween(double least, double most, double found) {
    assertTrue(least <= found && found <= most, found + " is not in " + least + " to " + most);
  }

  private static double share(Dataset<Row> rows, Column condition) {
    return number(rows, avg(condition.cast("int")));
  }

  private static double number(Dataset<Row> rows, Column aggregate) {
    return rows.agg(aggregate.cast("double").as("number")).head().<Double>getAs("number");
  }
}
