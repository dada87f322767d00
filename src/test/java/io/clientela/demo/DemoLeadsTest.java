package io.clientela.demo;

import static io.clientela.demo.ShopRows.assertBetween;
import static io.clientela.demo.ShopRows.countOf;
import static io.clientela.demo.ShopRows.in1970;
import static io.clientela.demo.ShopRows.local;
import static io.clientela.demo.ShopRows.number;
import static io.clientela.demo.ShopRows.share;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.corr;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.year;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo shop's leads and what is spent to get them. */
class DemoLeadsTest {
  private static final ShopRows rows = new ShopRows();

  private static Dataset<Row> orders;
  private static Dataset<Row> customers;
  private static Dataset<Row> leads;
  private static Dataset<Row> spend;
  private static Dataset<Row> goodLeads;

  @BeforeAll
  static void makeTables() {
    orders = rows.of("orders");
    customers = rows.of("customers");
    leads = rows.of("leads");
    spend = rows.of("marketing_spend");
    goodLeads = rows.kept(leads.where(not(isDirtyLead())).dropDuplicates("lead_id"));
  }

  @AfterAll
  static void forget() {
    rows.close();
  }

  @Test
  void fewLeadsAndSpendAreDirty() {
    assertBetween(0.0005, 0.005, share(leads, isDirtyLead()));
    assertBetween(0.0005, 0.008, share(spend, isDirtySpend()));
  }

  @Test
  void aConvertedLeadIsACustomerWithAnOrderAtThatTime() {
    Dataset<Row> converted = goodLeads.where(col("converted_at").isNotNull());
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

    assertEquals(0, goodLeads.where(col("customer_id").isNull().equalTo(isConverted)).count());
    assertBetween(0.13, 0.2, share(goodLeads, isConverted));
    double ofQualified = share(goodLeads.where(col("is_qualified")), isConverted);
    double ofOthers = share(goodLeads.where(not(col("is_qualified"))), isConverted);
    assertTrue(ofQualified > 2 * ofOthers, ofQualified + " of the qualified convert");
  }

  @Test
  void aCustomerHasTheCampaignOfTheirOwnLead() {
    Dataset<Row> own =
        leads
            .where(col("customer_id").isNotNull())
            .select(col("customer_id"), col("campaign").as("campaign_of_lead"))
            .join(customers, "customer_id");

    assertTrue(own.count() > 1_000);
    assertEquals(1.0, share(own, col("campaign").eqNullSafe(col("campaign_of_lead"))));
    assertBetween(0.2, 0.3, share(customers, col("campaign").isNull()));
  }

  @Test
  void spendFollowsTheLeadsOfAChannel() {
    for (String channel : List.of("ads", "social", "email", "referral")) {
      Dataset<Row> months =
          leadsByMonth(channel)
              .join(spendByMonth(channel), "month")
              .where(col("month").lt("2025-01-01"));

      assertEquals(24, months.count());
      assertTrue(number(months, corr("leads", "spent")) > 0.85, channel);
    }
  }

  @Test
  void anAdvertisedLeadCostsMoreThanOneByMailAndOrganicOnesNothing() {
    double ofAds = costPerLead("ads");
    double ofMail = costPerLead("email");

    assertBetween(45, 75, ofAds);
    assertBetween(6, 13, ofMail);
    assertEquals(0, countOf(spend, col("channel").equalTo("organic")));
  }

  @Test
  void someSpendHasNoChannelNoCampaignOrNoLeads() {
    Column day = to_date(local("created_at"));
    Dataset<Row> withLeads =
        leads.select(day.as("spent_on"), col("channel"), col("campaign")).distinct();
    Dataset<Row> inVain =
        spend.join(withLeads, new String[] {"spent_on", "channel", "campaign"}, "left_anti");

    assertBetween(0.01, 0.2, share(spend, col("channel").isNull()));
    assertBetween(0.1, 0.4, share(spend, col("campaign").isNull()));
    assertTrue(countOf(inVain, col("channel").isNotNull().and(col("campaign").isNotNull())) > 20);
    assertTrue(countOf(spend, col("spent_on").geq("2025-01-01")) > 0);
  }

  private static Dataset<Row> leadsByMonth(String channel) {
    return leads
        .where(col("channel").equalTo(channel))
        .groupBy(trunc(to_date(local("created_at")), "month").as("month"))
        .agg(count("*").as("leads"));
  }

  private static Dataset<Row> spendByMonth(String channel) {
    return spend
        .where(col("channel").equalTo(channel).and(not(isDirtySpend())))
        .groupBy(trunc(col("spent_on"), "month").as("month"))
        .agg(sum("amount").cast("double").as("spent"));
  }

  private static double costPerLead(String channel) {
    return number(spendByMonth(channel), sum("spent"))
        / countOf(leads, col("channel").equalTo(channel));
  }

  private static Column isDirtySpend() {
    return col("amount").isNull().or(col("currency").notEqual("BRL"));
  }

  private static Column isDirtyLead() {
    Column convertsTooEarly = coalesce(col("converted_at").lt(col("created_at")), lit(false));
    return col("lead_id").isNull().or(in1970("created_at")).or(convertsTooEarly);
  }
}
