package io.clientela.demo;

import static io.clientela.demo.ShopRows.assertBetween;
import static io.clientela.demo.ShopRows.countOf;
import static io.clientela.demo.ShopRows.local;
import static io.clientela.demo.ShopRows.number;
import static io.clientela.demo.ShopRows.repeated;
import static io.clientela.demo.ShopRows.share;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.corr;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.dayofweek;
import static org.apache.spark.sql.functions.hour;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.median;
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

/** The demo shop's tickets and the surveys about them. */
class DemoTicketsTest {
  private static final ShopRows rows = new ShopRows();

  private static Dataset<Row> orders;
  private static Dataset<Row> tickets;
  private static Dataset<Row> surveys;
  private static Dataset<Row> good;

  @BeforeAll
  static void makeTables() {
    orders = rows.of("orders");
    tickets = rows.of("tickets");
    surveys = rows.of("surveys");
    good = rows.kept(tickets.where(not(isDirty())).dropDuplicates("ticket_id"));
  }

  @AfterAll
  static void forget() {
    rows.close();
  }

  @Test
  void fewTicketsAreDirty() {
    assertBetween(0.0005, 0.008, share(tickets, isDirty()));
  }

  @Test
  void someTicketsAreSentTwiceAndSomeOfThemCorrected() {
    Dataset<Row> corrected =
        tickets.dropDuplicates().groupBy("ticket_id").agg(count("*").as("versions"));

    assertBetween(0.003, 0.02, repeated(tickets, "ticket_id").count() / (double) tickets.count());
    assertTrue(countOf(corrected, col("ticket_id").isNotNull().and(col("versions").gt(1))) > 0);
  }

  @Test
  void ticketsComeAfterTheirOrdersAndBeforeARefund() {
    Dataset<Row> ofOrders = good.join(ordersByTicket(), "ticket_id");
    Column isRefunded = col("refunded_at").isNotNull();

    assertBetween(0.93, 0.995, ofOrders.count() / (double) good.count());
    assertEquals(0, countOf(ofOrders, col("created_at").leq(col("ordered_at"))));
    assertBetween(
        0.95, 1, share(ofOrders.where(isRefunded), col("created_at").lt(col("refunded_at"))));
  }

  @Test
  void aRefundedOrderLeadsToATicketMoreOften() {
    Dataset<Row> all =
        ordersByTicket().join(good.select("ticket_id", "created_at"), "ticket_id", "left");
    Column isRefunded = col("refunded_at").isNotNull();
    Column hasTicket = col("created_at").isNotNull();

    assertBetween(0.4, 0.6, share(all.where(isRefunded), hasTicket));
    assertBetween(0.03, 0.09, share(all.where(not(isRefunded)), hasTicket));
  }

  @Test
  void ticketsComeAtAnyHourAndAreDealtWithInTheOpeningHours() {
    assertBetween(0.55, 0.8, share(good, isOpen("created_at")));
    assertBetween(0.85, 0.99, share(good, isOpen("first_responded_at")));
    assertBetween(0.97, 1, share(good, isOpen("resolved_at")));
  }

  @Test
  void urgentTicketsAreAnsweredSooner() {
    double urgent = medianMinutes("urgente");
    double low = medianMinutes("baixa");

    assertTrue(urgent * 3 < low, urgent + " and " + low);
  }

  @Test
  void someTicketsAreNeverAnsweredOpenReopenedOrAnonymous() {
    Column isUnanswered = col("first_responded_at").isNull();
    Column isResolvedFirst = col("resolved_at").lt(col("first_responded_at"));

    assertBetween(0.01, 0.06, share(good, isUnanswered));
    assertTrue(countOf(good, isResolvedFirst) > 0);
    assertBetween(0.005, 0.05, share(good, col("resolved_at").isNull()));
    assertBetween(0.04, 0.12, share(good, col("reopened").gt(0)));
    assertEquals(0, countOf(good, col("reopened").gt(3).or(col("replies").gt(9))));
    assertBetween(0.03, 0.1, share(good, col("customer_id").isNull()));
    assertTrue(countOf(good, col("customer_id").mod(6).equalTo(0)) > 5);
  }

  @Test
  void tenAgentsInThreeTeamsOneOfThemRarelyAndOneMovingOn() {
    Dataset<Row> agents =
        good.where(col("agent").isNotNull())
            .groupBy("agent")
            .agg(count("*").as("tickets"), count_distinct(col("team")).as("teams"));

    assertEquals(10, agents.count());
    assertEquals(1, countOf(agents, col("tickets").lt(40)));
    assertEquals(1, countOf(agents, col("teams").equalTo(2).and(col("agent").equalTo("César"))));
    assertEquals(9, countOf(agents, col("teams").equalTo(1)));
  }

  @Test
  void lateDeliveriesAreComplainedAbout() {
    Column isDelivery = col("category").equalTo("entrega");
    Column isOther = not(isDelivery).or(col("category").isNull());

    assertBetween(0.45, 0.75, share(good.where(isDelivery), col("is_complaint")));
    assertBetween(0.15, 0.4, share(good.where(isOther), col("is_complaint")));
    assertBetween(0.03, 0.1, share(good, col("is_complaint").isNull()));
  }

  @Test
  void someHappensAfterTheAsOfDate() {
    Column isBefore = local("created_at").lt("2025-01-01");

    assertTrue(countOf(good, not(isBefore)) > 0);
    assertTrue(countOf(good, isBefore.and(local("resolved_at").geq("2025-01-01"))) > 0);
    assertEquals(0, countOf(good, local("resolved_at").geq("2025-01-08")));
  }

  @Test
  void satisfactionFallsWithTheTimeToResolution() {
    Dataset<Row> scored =
        surveys
            .where(col("kind").equalTo("csat").and(col("score").leq(5)))
            .select("ticket_id", "score")
            .join(good, "ticket_id");
    Column days = seconds("created_at", "resolved_at").divide(86_400);

    assertTrue(number(scored, corr(log(days), col("score"))) < -0.25);
    double quick = number(scored.where(days.lt(1)), avg("score"));
    double slow = number(scored.where(days.gt(4)), avg("score"));
    assertTrue(quick > slow + 0.5, quick + " and " + slow);
  }

  @Test
  void aSurveySaysWhatItsTicketSays() {
    Dataset<Row> both =
        surveys
            .where(col("agent").isNotNull().or(col("channel").isNotNull()))
            .select("ticket_id", "agent", "team", "channel", "sent_at")
            .toDF("ticket_id", "survey_agent", "survey_team", "survey_channel", "sent_at")
            .join(good, "ticket_id");

    assertTrue(both.count() > 500);
    assertEquals(1.0, share(both, col("survey_agent").eqNullSafe(col("agent"))));
    assertEquals(1.0, share(both, col("survey_team").eqNullSafe(col("team"))));
    assertEquals(1.0, share(both, col("survey_channel").eqNullSafe(col("channel"))));
    assertEquals(1.0, share(both, col("sent_at").gt(col("resolved_at"))));
  }

  private static double medianMinutes(String priority) {
    Dataset<Row> answered = good.where(col("priority").equalTo(priority));
    return number(answered, median(seconds("created_at", "first_responded_at").divide(60)));
  }

  private static Column seconds(String from, String to) {
    return unix_timestamp(col(to)).minus(unix_timestamp(col(from)));
  }

  private static Column isOpen(String time) {
    Column isWeekday = dayofweek(local(time)).between(2, 6);
    return isWeekday.and(hour(local(time)).between(9, 17));
  }

  private static Dataset<Row> ordersByTicket() {
    return orders
        .where(year(col("ordered_at")).gt(1970))
        .groupBy(concat(lit("T"), col("order_id")).as("ticket_id"))
        .agg(min("ordered_at").as("ordered_at"), min("refunded_at").as("refunded_at"));
  }

  private static Column isDirty() {
    Column answeredEarly = coalesce(col("first_responded_at").lt(col("created_at")), lit(false));
    Column resolvedEarly = coalesce(col("resolved_at").lt(col("created_at")), lit(false));
    Column isNegative = coalesce(col("replies").lt(0), lit(false));
    return col("ticket_id").isNull().or(answeredEarly).or(resolvedEarly).or(isNegative);
  }
}
