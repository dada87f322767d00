package io.clientela.demo;

import static io.clientela.testing.Tables.assertTable;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who is in the demo's campaigns. */
final class DemoCampaignMembersTest {
  private static final ShopRows SHOP = new ShopRows();

  @AfterAll
  static void close() {
    SHOP.close();
  }

  @Test
  void threeOfTenAreInTheControlGroupWhoeverTheyAre() {
    Dataset<Row> members =
        SHOP.of("campaign_members").where("customer_id is not null and group is not null");
    Row shares =
        members
            .agg(
                avg(expr("if(group = 'control', 1, 0)")).as("control"),
                avg(expr("if(customer_id % 2 = 0 and group = 'control', 1, 0)")).as("even"),
                count("*").as("members"))
            .head();

    assertTrue(Math.abs(shares.<Double>getAs("control") - 0.3) < 0.03, shares.toString());
    assertTrue(Math.abs(shares.<Double>getAs("even") - 0.15) < 0.03, shares.toString());
    assertTrue(shares.<Long>getAs("members") > 1_000, shares.toString());
  }

  @Test
  void oneCampaignIsOldEnoughToJudge() {
    assertTable(
        SHOP.of("campaign_members")
            .withColumn(
                "day", expr("to_date(from_utc_timestamp(assigned_at, 'America/Sao_Paulo'))"))
            .groupBy(col("campaign"))
            .agg(min("day").as("first"), max("day").as("last")),
        """
        campaign         | first      | last
        cupom de retorno | 2024-09-03 | 2024-09-03
        frete grátis     | 2024-12-15 | 2024-12-15
        """);
  }

  @Test
  void fewRowsAreDamaged() {
    Row damaged =
        SHOP.of("campaign_members")
            .agg(avg(expr("if(customer_id is null or group is null, 1, 0)")).as("share"))
            .head();
    double share = damaged.<Double>getAs("share");

    assertTrue(share > 0 && share < 0.008, "damaged: " + share);
  }
}
