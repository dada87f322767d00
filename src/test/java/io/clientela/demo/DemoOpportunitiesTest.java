package io.clientela.demo;

import static io.clientela.demo.ShopRows.assertBetween;
import static io.clientela.demo.ShopRows.countOf;
import static io.clientela.demo.ShopRows.in1970;
import static io.clientela.demo.ShopRows.local;
import static io.clientela.demo.ShopRows.repeated;
import static io.clientela.demo.ShopRows.share;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo shop's opportunities and the stages that they go through. */
class DemoOpportunitiesTest {
  private static final ShopRows rows = new ShopRows();

  private static Dataset<Row> leads;
  private static Dataset<Row> opportunities;
  private static Dataset<Row> stages;
  private static Dataset<Row> good;

  @BeforeAll
  static void makeTables() {
    leads = rows.of("leads");
    opportunities = rows.of("opportunities");
    stages = rows.of("opportunity_stages");
    good = rows.kept(opportunities.where(not(isDirty())).dropDuplicates("opportunity_id"));
  }

  @AfterAll
  static void forget() {
    rows.close();
  }

  @Test
  void fewOpportunitiesAndStagesAreDirty() {
    Column isNull = col("stage").isNull().or(col("entered_at").isNull());

    assertBetween(0.0005, 0.008, share(opportunities, isDirty()));
    assertBetween(0.0005, 0.008, share(stages, isNull.or(col("opportunity_id").lt(0))));
    assertTrue(repeated(opportunities, "opportunity_id").count() > 0);
  }

  @Test
  void dealsOfLeadsAreCreatedAfterThem() {
    Dataset<Row> ofLeads =
        good.where(not(col("source").eqNullSafe("cliente")))
            .select(
                floor(col("opportunity_id").divide(2)).as("lead_id"),
                col("created_at").as("deal_at"),
                col("owner").as("deal_owner"))
            .join(leads.where(not(in1970("created_at"))), "lead_id");

    assertBetween(0.8, 0.95, ofLeads.count() / (double) good.count());
    assertEquals(0, countOf(ofLeads, col("deal_at").lt(col("created_at"))));
    assertEquals(1.0, share(ofLeads, col("deal_owner").eqNullSafe(col("owner"))));
  }

  @Test
  void oneDealInThreeIsWonAndSomeStayOpen() {
    Column isWon = col("outcome").equalTo("won");
    Dataset<Row> closed = good.where(col("closed_at").isNotNull());

    assertBetween(0.27, 0.42, share(closed, isWon));
    assertBetween(0.1, 0.25, share(good, col("closed_at").isNull()));
    assertBetween(0.03, 0.12, share(good, col("amount").isNull()));
    assertEquals(0, countOf(good, col("closed_at").isNull().and(isWon)));
  }

  @Test
  void someHappensAfterTheAsOfDate() {
    assertTrue(countOf(good, local("created_at").geq("2025-01-01")) > 0);
    assertTrue(countOf(good, local("closed_at").geq("2025-01-01")) > 0);
    assertTrue(countOf(stages, local("entered_at").geq("2025-01-01")) > 0);
    assertEquals(0, countOf(good, local("closed_at").geq("2025-01-08")));
  }

  @Test
  void oneOwnerChangesTheTeam() {
    Dataset<Row> teams =
        good.groupBy("owner").agg(count_distinct(col("team")).as("teams"), min("team"));

    assertEquals(1, countOf(teams, col("teams").gt(1)));
    assertEquals(1, countOf(teams, col("teams").gt(1).and(col("owner").equalTo("Bruno"))));
    assertEquals(3, good.where(col("team").isNotNull()).select("team").distinct().count());
  }

  @Test
  void dealsGoThroughStagesAndSomeSkipRepeatOrFallBack() {
    Column previous =
        lag(position(), 1).over(Window.partitionBy("opportunity_id").orderBy("entered_at"));
    Dataset<Row> steps =
        stages
            .dropDuplicates("opportunity_id", "stage", "entered_at")
            .withColumn("by", position().minus(previous))
            .where(col("by").isNotNull());

    assertBetween(0.85, 0.97, share(steps, col("by").equalTo(1)));
    assertBetween(0.005, 0.05, share(steps, col("by").equalTo(2)));
    assertBetween(0.005, 0.05, share(steps, col("by").equalTo(0)));
    assertBetween(0.005, 0.05, share(steps, col("by").equalTo(-1)));
  }

  @Test
  void stagesAreEnteredWhileADealIsOpen() {
    Dataset<Row> both = stages.join(good, "opportunity_id");
    Column isEarly = col("entered_at").lt(col("created_at"));

    assertEquals(0, countOf(both, isEarly.or(col("entered_at").gt(col("closed_at")))));
    assertEquals(0, good.join(stages, new String[] {"opportunity_id"}, "left_anti").count(), 5);
  }

  private static Column position() {
    return when(col("stage").equalTo("qualificação"), 1)
        .when(col("stage").equalTo("proposta"), 2)
        .when(col("stage").equalTo("negociação"), 3)
        .when(col("stage").equalTo("fechamento"), 4);
  }

  private static Column isDirty() {
    Column isNull = col("opportunity_id").isNull().or(col("created_at").isNull());
    return isNull.or(coalesce(col("closed_at").lt(col("created_at")), lit(false)));
  }
}
