package io.clientela.laws;

import static java.util.stream.Collectors.groupingBy;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.table.Unit;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The law book, fourth part: what the definitions promise of every row, whatever the data. */
final class IdentityLawsTest {

  @Test
  void customersAndRevenueOfAPeriodComeFromTheOneBefore() {
    for (List<Row> series : series("growth_accounting")) {
      BigDecimal before = BigDecimal.ZERO;
      for (Row row : series) {
        BigDecimal explained =
            before
                .add(money(row, "new_revenue"))
                .add(money(row, "resurrected_revenue"))
                .add(money(row, "expansion"))
                .subtract(money(row, "contraction"))
                .subtract(money(row, "churned_revenue"));
        assertEquals(explained, money(row, "revenue"), row::toString);
        long sources = count(row, "new") + count(row, "retained") + count(row, "resurrected");
        assertEquals(sources, count(row, "active"), row::toString);
        before = money(row, "revenue");
      }
    }
  }

  @Test
  void everyPeriodBeginsWithTheCustomersTheOneBeforeEndedWith() {
    for (List<Row> series : series("customer_retention")) {
      long before = 0;
      for (Row row : series) {
        assertEquals(before, count(row, "customers_at_start"), row::toString);
        long end =
            before
                + count(row, "new_customers")
                + count(row, "returned_customers")
                - count(row, "lost_customers");
        assertEquals(end, count(row, "customers_at_end"), row::toString);
        before = end;
      }
    }
  }

  @Test
  void theReadingsOfACohortLieWithinEachOther() {
    assertNone(
        "cohort_retention",
        "kept_every_period > active_customers or active_customers > returned_later"
            + " or returned_later > cohort_customers or returned_by_then > cohort_customers"
            + " or (periods_since > 0 and kept_every_period > returned_by_then)"
            + " or (periods_since = 0 and active_customers < cohort_customers)");
  }

  @Test
  void subscriptionsAndTheirRevenueAreBridgedFromPeriodToPeriod() {
    for (List<Row> series : series("subscription_churn")) {
      long customers = 0;
      BigDecimal revenue = BigDecimal.ZERO;
      for (Row row : series) {
        assertEquals(customers, count(row, "customers_at_start"), row::toString);
        customers +=
            count(row, "new_customers") + count(row, "reactivated_customers") - count(row, "lost");
        assertEquals(customers, count(row, "customers_at_end"), row::toString);
        assertEquals(0, revenue.compareTo(money(row, "recurring_revenue_at_start")), row::toString);
        revenue =
            revenue
                .add(money(row, "new"))
                .add(money(row, "reactivated"))
                .add(money(row, "expansion"))
                .subtract(money(row, "contraction"))
                .subtract(money(row, "churned"));
        assertEquals(0, revenue.compareTo(money(row, "recurring_revenue_at_end")), row::toString);
      }
    }
  }

  /** But for the end of a survival curve, where nothing is known of the variance. */
  @Test
  void boundsLieAroundTheirRateAndAreNullWithIt() {
    Published.outputs()
        .forEach(
            table ->
                table.values().stream()
                    .filter(field -> field.unit() == Unit.SHARE)
                    .map(field -> field.name())
                    .filter(name -> name.endsWith("_low"))
                    .map(name -> name.replace("_low", ""))
                    .forEach(
                        rate ->
                            assertNone(
                                table.name(),
                                String.format(
                                    "('%1$s' <> 'survival' or %1$s > 0)"
                                        + " and ((%1$s is null) <> (%1$s_low is null)"
                                        + " or (%1$s is null) <> (%1$s_high is null)"
                                        + " or %1$s_low > %1$s + 1e-9 or %1$s_high < %1$s - 1e-9)",
                                    rate))));
  }

  @Test
  void aPeriodIsCompleteWhenTheNextOneHasBegun() {
    String next =
        "case grain when 'day' then date_add(period_start, 1)"
            + " when 'week' then date_add(period_start, 7) else add_months(period_start, 1) end";
    for (String table :
        List.of(
            "order_value",
            "growth_accounting",
            "customer_retention",
            "message_performance",
            "social_engagement")) {
      assertNone(table, "is_complete <> (" + next + " <= '2024-04-11')");
      assertNone(table, "period_start >= '2024-04-11'");
    }
  }

  /** Who ordered by several devices counts in each of them, and in the total once. */
  @Test
  void buyersOfTheSegmentsAreAtLeastThoseOfTheTotal() {
    Dataset<Row> cells =
        table("order_value")
            .groupBy("grain", "period_start")
            .agg(
                expr("max(if(dimension = 'all', customers, 0)) as buyers"),
                expr("max(customers) as most"),
                expr("sum(if(dimension = 'device', customers, 0)) as of_devices"));

    assertEquals(0, cells.where("most > buyers or of_devices < buyers").count());
    assertTrue(cells.where("of_devices > buyers").count() > 10);
  }

  @Test
  void everyCustomerIsInOneSegment() {
    Row sums =
        table("rfm_segments")
            .selectExpr("sum(customers) as customers", "sum(share) as share")
            .head();

    assertEquals(table("customer_value").count(), sums.<Long>getAs("customers"));
    assertEquals(1, sums.<Double>getAs("share"), 1e-9);
  }

  @Test
  void anOpportunityHasOneVerdictInAStageAndABottleneckLoses() {
    assertNone(
        "pipeline_stages",
        "entered <> advanced + lost_here + still_here + moved_back"
            + " or (is_bottleneck and lost_here = 0)");
  }

  @Test
  void whatIsDoneWithMessagesIsDoneWithThoseDelivered() {
    assertNone(
        "message_performance",
        "delivered <> sent - bounced or unique_opens > delivered or unique_clicks > unique_opens"
            + " or unique_human_opens > unique_opens or unique_human_clicks > unique_clicks"
            + " or unique_human_clicks > unique_human_opens or unique_human_opens > engaged"
            + " or engaged > delivered or greatest(replies, unsubscribes, complaints) > delivered");
  }

  private static void assertNone(String table, String violation) {
    assertEquals(List.of(), table(table).where(violation).limit(5).toJSON().collectAsList(), table);
  }

  /** The rows of each grain and segment, in time. */
  private static Collection<List<Row>> series(String name) {
    return table(name).orderBy("period_start").collectAsList().stream()
        .collect(
            groupingBy(
                row ->
                    List.of(
                        row.<String>getAs("grain"),
                        row.<String>getAs("dimension"),
                        row.<String>getAs("segment"))))
        .values();
  }

  private static Dataset<Row> table(String name) {
    return Published.ONCE.tables().get(name);
  }

  private static BigDecimal money(Row row, String name) {
    return row.getAs(name);
  }

  private static long count(Row row, String name) {
    return row.<Long>getAs(name);
  }
}
