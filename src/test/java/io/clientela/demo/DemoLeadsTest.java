package io.clientela.demo;

import static io.clientela.demo.ShopRows.assertBetween;
import static io.clientela.demo.ShopRows.in1970;
import static io.clientela.demo.ShopRows.share;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.year;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo shop's leads. */
class DemoLeadsTest {
  private static final ShopRows rows = new ShopRows();

  private static Dataset<Row> orders;
  private static Dataset<Row> leads;
  private static Dataset<Row> goodLeads;

  @BeforeAll
  static void makeTables() {
    orders = rows.of("orders");
    leads = rows.of("leads");
    goodLeads = rows.kept(leads.where(not(isDirtyLead())).dropDuplicates("lead_id"));
  }

  @AfterAll
  static void forget() {
    rows.close();
  }

  @Test
  void fewLeadsAreDirty() {
    assertBetween(0.0005, 0.005, share(leads, isDirtyLead()));
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

  private static Column isDirtyLead() {
    Column convertsTooEarly = coalesce(col("converted_at").lt(col("created_at")), lit(false));
    return col("lead_id").isNull().or(in1970("created_at")).or(convertsTooEarly);
  }
}
