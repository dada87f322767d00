package io.clientela.kpi.management;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.kpi.retention.RepeatPurchase;
import io.clientela.kpi.value.OrderValue;
import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class KpiScorecardTest {

  private static final Shop SHOP =
      Shop.asOf("2024-02-15")
          .by("channel")
          .orders(
              """
              customer_id | ordered_at | amount | channel
              ana         | 2024-01-05 | 10     | app
              ana         | 2024-02-01 | 20     | app
              bia         | 2024-01-31 | 40     |
              """);

  private static Dataset<Row> scorecard(Kpi... kpis) {
    List<Kpi> all = new ArrayList<>(List.of(kpis));
    all.add(new KpiScorecard());
    return SHOP.publish(all).get("kpi_scorecard");
  }

  /** Numerator, denominator and the value of every period and segment, in one shape. */
  @Test
  void headlinesOfATableOfPeriods() {
    assertTable(
        scorecard(new OrderValue(List.of(Grain.MONTH)))
            .where("kpi IN ('revenue', 'average_order_value')"),
        """
        kpi                 | grain | dimension | segment | period_start | kpi_table   | numerator | denominator | value | unit  | better | is_additive | cases | is_complete
        revenue             | month | all       | all     | 2024-01-01   | order_value | -         | -           | 50    | money | higher | true        | 2     | true
        revenue             | month | all       | all     | 2024-02-01   | order_value | -         | -           | 20    | money | higher | true        | 1     | false
        revenue             | month | channel   | app     | 2024-01-01   | order_value | -         | -           | 10    | money | higher | true        | 1     | true
        revenue             | month | channel   | app     | 2024-02-01   | order_value | -         | -           | 20    | money | higher | true        | 1     | false
        revenue             | month | channel   | (none)  | 2024-01-01   | order_value | -         | -           | 40    | money | higher | true        | 1     | true
        revenue             | month | channel   | (none)  | 2024-02-01   | order_value | -         | -           | 0     | money | higher | true        | 0     | false
        average_order_value | month | all       | all     | 2024-01-01   | order_value | 50        | 2           | 25    | money | higher | false       | 2     | true
        average_order_value | month | all       | all     | 2024-02-01   | order_value | 20        | 1           | 20    | money | higher | false       | 1     | false
        average_order_value | month | channel   | app     | 2024-01-01   | order_value | 10        | 1           | 10    | money | higher | false       | 1     | true
        average_order_value | month | channel   | app     | 2024-02-01   | order_value | 20        | 1           | 20    | money | higher | false       | 1     | false
        average_order_value | month | channel   | (none)  | 2024-01-01   | order_value | 40        | 1           | 40    | money | higher | false       | 1     | true
        average_order_value | month | channel   | (none)  | 2024-02-01   | order_value | 0         | 0           | -     | money | higher | false       | 0     | false
        """);
  }

  /** One value as known at as-of, of the longest window where 90 days are none of the windows. */
  @Test
  void headlinesOfATableWithoutPeriods() {
    assertTable(
        scorecard(new RepeatPurchase(List.of(7, 10, 30))),
        """
        kpi                  | title                                      | grain | dimension | segment | period_start | numerator | denominator | value | low    | high   | is_complete
        repeat_purchase_rate | Customers with a second order in 30 days   | -     | all       | all     | -            | 1         | 1           | 1     | 0.2065 | 1      | true
        repeat_purchase_rate | Customers with a second order in 30 days   | -     | channel   | app     | -            | 1         | 1           | 1     | 0.2065 | 1      | true
        repeat_purchase_rate | Customers with a second order in 30 days   | -     | channel   | (none)  | -            | 0         | 0           | -     | -      | -      | true
        """);
  }

  @Test
  void namesAreUniqueAndEveryHeadlineSaysItInBothLanguages() {
    Set<String> names = new HashSet<>();
    for (Kpi kpi : Catalogue.kpis()) {
      for (Headline headline : kpi.headlines()) {
        assertTrue(names.add(headline.name()), headline.name());
        assertTrue(
            !headline.title().english().isBlank() && !headline.title().portuguese().isBlank());
        assertTrue(
            kpi.output().fields().stream().anyMatch(headline.value()::equals) || isMoney(headline));
        assertTrue(headline.name().matches("[a-z][a-z0-9_]*"), headline.name());
      }
    }
    assertEquals(57, names.size());
  }

  /** The incremental total of a campaign is money only of the outcome revenue. */
  private static boolean isMoney(Headline headline) {
    return headline.name().equals("campaign_incremental_revenue");
  }
}
