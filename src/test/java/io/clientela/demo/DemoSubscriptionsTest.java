package io.clientela.demo;

import static io.clientela.demo.ShopRows.assertBetween;
import static io.clientela.demo.ShopRows.share;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.to_date;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Date;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo shop's subscriptions. */
class DemoSubscriptionsTest {
  private static final Date AS_OF = Date.valueOf("2025-01-01");

  private static final ShopRows rows = new ShopRows();

  private static Dataset<Row> customers;
  private static Dataset<Row> subscriptions;
  private static Dataset<Row> goodSubscriptions;

  @BeforeAll
  static void makeTables() {
    customers = rows.of("customers");
    subscriptions = rows.of("subscriptions");
    goodSubscriptions =
        rows.kept(
            subscriptions.where(not(isDirtySubscription())).dropDuplicates("subscription_id"));
  }

  @AfterAll
  static void forget() {
    rows.close();
  }

  @Test
  void fewSubscriptionsAreDirty() {
    assertBetween(0.0005, 0.008, share(subscriptions, isDirtySubscription()));
  }

  @Test
  void aboutOneCustomerInFiveSubscribes() {
    long subscribers = goodSubscriptions.select("customer_id").distinct().count();

    assertBetween(500, 650, subscribers);
  }

  @Test
  void subscribersChangePlansPauseAndHoldSeveralAtOnce() {
    Column nextStart =
        lead(col("started_on"), 1)
            .over(Window.partitionBy("customer_id").orderBy("started_on", "subscription_id"));
    Dataset<Row> pairs =
        goodSubscriptions.withColumn("next_start", nextStart).where(col("next_start").isNotNull());

    assertBetween(0.4, 0.7, share(pairs, col("next_start").equalTo(col("ended_on"))));
    assertBetween(0.15, 0.45, share(pairs, col("next_start").gt(col("ended_on"))));
    assertBetween(0.05, 0.3, share(pairs, col("next_start").lt(col("ended_on"))));
  }

  @Test
  void someSubscriptionsEndInTheFutureAndSomeRunOn() {
    Column isOpen = col("ended_on").isNull();

    assertBetween(0.1, 0.3, share(goodSubscriptions, isOpen));
    assertBetween(0.1, 0.3, share(goodSubscriptions, not(isOpen).and(col("ended_on").geq(AS_OF))));
    assertBetween(0.04, 0.12, share(goodSubscriptions, col("monthly_amount").isNull()));
  }

  @Test
  void nobodySubscribesBeforeRegistering() {
    Dataset<Row> tooEarly =
        goodSubscriptions
            .join(customers, "customer_id")
            .where(col("started_on").lt(to_date(col("created_at"))));

    assertEquals(0, tooEarly.count());
  }

  private static Column isDirtySubscription() {
    Column isNull = col("subscription_id").isNull().or(col("customer_id").isNull());
    Column endsTooEarly = coalesce(col("ended_on").lt(col("started_on")), lit(false));
    return isNull.or(endsTooEarly);
  }
}
