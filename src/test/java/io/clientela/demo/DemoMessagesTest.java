package io.clientela.demo;

import static io.clientela.demo.ShopRows.assertBetween;
import static io.clientela.demo.ShopRows.countOf;
import static io.clientela.demo.ShopRows.local;
import static io.clientela.demo.ShopRows.number;
import static io.clientela.demo.ShopRows.share;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.unix_timestamp;
import static org.apache.spark.sql.functions.year;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo shop's mailings and posts. */
class DemoMessagesTest {
  private static final ShopRows rows = new ShopRows();

  private static Dataset<Row> customers;
  private static Dataset<Row> messages;
  private static Dataset<Row> posts;
  private static Dataset<Row> eachMessage;

  @BeforeAll
  static void makeTables() {
    customers = rows.of("customers");
    messages = rows.of("messages");
    posts = rows.of("social_posts");
    eachMessage =
        rows.kept(
            messages
                .where(col("message_id").isNotNull())
                .groupBy("message_id")
                .agg(
                    max("channel").as("channel"),
                    max(col("event").equalTo("sent")).as("sent"),
                    max(col("event").equalTo("delivered")).as("delivered"),
                    max(col("event").equalTo("bounced")).as("bounced"),
                    max(col("event").equalTo("opened")).as("opened"),
                    max(col("event").equalTo("clicked")).as("clicked"),
                    max(col("event")
                            .equalTo("opened")
                            .and(not(coalesce(col("is_machine"), lit(true)))))
                        .as("opened_by_people")));
  }

  @AfterAll
  static void forget() {
    rows.close();
  }

  @Test
  void fewMessagesAndPostsAreDirty() {
    Column isNull = col("message_id").isNull().or(col("occurred_at").isNull());
    Column isDirtyPost = col("network").isNull().or(col("impressions").lt(0));

    assertBetween(0.0005, 0.008, share(messages, isNull.or(col("event").isNull())));
    assertBetween(0.0001, 0.008, share(posts, isDirtyPost));
  }

  @Test
  void peopleGetSixToEightMessagesOnceTheyHaveCome() {
    Dataset<Row> early =
        messages.join(customers, "customer_id").where(local("occurred_at").lt(col("created_at")));
    long sent = messages.select("message_id").distinct().count();

    assertBetween(6, 8, sent / 3_600.0);
    assertEquals(0, early.count());
  }

  @Test
  void programsOpenRightAfterDelivery() {
    Dataset<Row> opened =
        messages
            .where(col("event").equalTo("opened").and(col("is_machine")))
            .select(col("message_id"), col("occurred_at").as("opened_at"))
            .join(at("delivered"), "message_id");
    Column seconds = unix_timestamp(col("opened_at")).minus(unix_timestamp(col("delivered_at")));

    assertTrue(opened.count() > 1_000);
    assertBetween(0.99, 1, share(opened, seconds.between(1, 20)));
  }

  @Test
  void mailIsOpenedByAQuarterOfThePeople() {
    Dataset<Row> mail = eachMessage.where(col("channel").equalTo("email"));

    assertBetween(0.2, 0.28, share(mail, col("opened_by_people")));
    assertBetween(0.4, 0.52, share(mail, col("opened")));
    assertBetween(0.02, 0.05, share(mail, col("clicked")));
    assertBetween(0.015, 0.04, share(mail, col("bounced")));
  }

  @Test
  void someEventsAreLostOrContradictEachOther() {
    Dataset<Row> each = eachMessage;
    Column isSilent = col("sent").and(not(col("delivered").or(col("bounced"))));

    assertBetween(0.003, 0.02, share(each, not(col("sent"))));
    assertBetween(0.005, 0.04, share(each, isSilent));
    assertTrue(countOf(each, col("bounced").and(col("delivered"))) > 0);
    assertTrue(countOf(each, col("clicked").and(not(col("opened")))) > 0);
    assertTrue(messages.count() > messages.dropDuplicates().count());
  }

  @Test
  void whoUnsubscribesGetsNothingAnyMore() {
    Dataset<Row> left =
        messages
            .where(col("event").equalTo("unsubscribed"))
            .groupBy("customer_id")
            .agg(min("occurred_at").as("left_at"));
    Dataset<Row> later =
        messages
            .where(col("event").equalTo("sent"))
            .join(left, "customer_id")
            .where(col("occurred_at").gt(col("left_at")));

    assertTrue(left.count() > 30);
    assertEquals(0, later.count());
  }

  @Test
  void someHappensAfterTheAsOfDate() {
    assertTrue(countOf(messages, local("occurred_at").geq("2025-01-01")) > 100);
    assertTrue(countOf(posts, local("published_at").geq("2025-01-01")) > 3);
  }

  @Test
  void postsComeThreeToFiveTimesAWeekAndGrow() {
    Dataset<Row> first = posts.dropDuplicates("post_id");
    double before =
        number(first.where(year(local("published_at")).equalTo(2023)), avg("impressions"));
    double after =
        number(first.where(year(local("published_at")).equalTo(2024)), avg("impressions"));

    assertBetween(3.8, 4.2, first.count() / (737 / 7.0) / 4);
    assertBetween(1.3, 1.8, after / before);
    assertTrue(countOf(first, col("impressions").equalTo(0)) > 0);
    assertEquals(
        0,
        countOf(first, col("engagements").gt(col("impressions")).and(col("impressions").geq(0))));
  }

  @Test
  void aPostIsSentAgainWhenMoreHaveSeenIt() {
    Dataset<Row> again =
        posts
            .groupBy("post_id")
            .agg(
                count("*").as("versions"),
                count_distinct(col("published_at")).as("times"),
                min("impressions").as("least"),
                max("impressions").as("most"))
            .where(col("versions").equalTo(2).and(col("least").gt(0)));

    assertTrue(again.count() > 50);
    assertEquals(1.0, share(again, col("times").equalTo(1).and(col("most").gt(col("least")))));
  }

  private static Dataset<Row> at(String event) {
    return messages
        .where(col("event").equalTo(event))
        .groupBy("message_id")
        .agg(min("occurred_at").as(event + "_at"));
  }
}
