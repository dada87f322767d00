package io.clientela.kpi.retention;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Customers;
import io.clientela.model.Subscriptions;
import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class TrialConversionTest {

  private static final TrialConversion MONTHLY = new TrialConversion(List.of(Grain.MONTH), 30);

  private static Shop subscriptions(String asOf, String rows) {
    return Shop.asOf(asOf).rows(Subscriptions.INPUT, rows);
  }

  @Test
  void onlyTrialsWhoseWindowIsOverAreJudged() {
    Dataset<Row> table =
        subscriptions(
                "2024-04-01",
                """
                subscription_id | customer_id | started_on | ended_on   | monthly_amount | is_trial
                1               | ana         | 2024-01-01 | 2024-01-15 | 0              | true
                2               | ana         | 2024-01-15 | -          | 50             | -     # 14 days after the start
                3               | bia         | 2024-01-02 | 2024-01-16 | 0              | true
                4               | bia         | 2024-02-16 | -          | 50             | no    # 31 days after the end: too late
                5               | caio        | 2024-01-10 | 2024-01-24 | 0              | true  # pays on the last day of the window
                6               | caio        | 2024-02-23 | -          | 50             | false
                7               | davi        | 2024-03-01 | 2024-03-02 | 0              | true  # the window ends after as-of
                8               | davi        | 2024-03-02 | -          | 50             | false
                9               | eva         | 2024-03-01 | 2024-03-01 | 0              | yes   # the window ends on the last known day
                10              | fabio       | 2024-01-20 | -          | 0              | true  # a trial without end
                11              | gil         | 2024-02-01 | 2024-02-08 | 0              | true
                12              | gil         | 2024-02-08 | -          | 0              | false # free is not paid
                13              | hugo        | 2024-02-01 | -          | 50             | false # never on trial
                """)
            .compute(MONTHLY);
    assertTable(
        table,
        """
        period_start | trials | matured_trials | converted | conversion_rate | median_days_to_conversion | is_complete
        2024-01-01   | 4      | 3              | 2         | 0.6667          | 29                        | false
        2024-02-01   | 1      | 1              | 0         | 0               | -                         | true
        2024-03-01   | 2      | 1              | 0         | 0               | -                         | false
        """);
  }

  @Test
  void aPaidSubscriptionCountsForTheLatestTrialBeforeIt() {
    Dataset<Row> table =
        subscriptions(
                "2024-06-01",
                """
                subscription_id | customer_id | started_on | ended_on   | monthly_amount | is_trial
                1               | ana         | 2024-01-01 | 2024-01-31 | 0              | true
                2               | ana         | 2024-02-01 | 2024-02-10 | 0              | true
                3               | ana         | 2024-02-01 | -          | 50             | false # on the day of the second
                4               | ana         | 2024-02-09 | -          | 50             | false # once more for the same trial
                5               | bia         | 2023-12-01 | -          | 50             | false # paid before the trial
                6               | bia         | 2024-01-01 | 2024-01-10 | 0              | true
                """)
            .compute(MONTHLY);
    assertTable(
        table,
        """
        period_start | trials | matured_trials | converted | median_days_to_conversion
        2024-01-01   | 2      | 2              | 0         | -
        2024-02-01   | 1      | 1              | 1         | 0
        """);
  }

  @Test
  void breakdownsAreOfTheCustomer() {
    Dataset<Row> table =
        subscriptions(
                "2024-06-01",
                """
                subscription_id | customer_id | started_on | ended_on   | monthly_amount | is_trial
                1               | ana         | 2024-01-01 | 2024-01-31 | 0              | true
                2               | ana         | 2024-02-01 | -          | 50             | false
                3               | bia         | 2024-01-01 | 2024-01-31 | 0              | true
                """)
            .rows(
                Customers.INPUT,
                """
                customer_id | region
                ana         | north
                """)
            .by("region")
            .compute(MONTHLY);
    assertTable(
        table,
        """
        dimension | segment | trials | converted
        all       | all     | 2      | 1
        region    | (none)  | 1      | 0
        region    | north   | 1      | 1
        """);
  }

  @Test
  void trialsAreInNoOtherTable() {
    Dataset<Row> table =
        subscriptions(
                "2024-03-01",
                """
                subscription_id | customer_id | started_on | ended_on   | monthly_amount | is_trial
                1               | ana         | 2024-01-01 | 2024-01-31 | 90             | true
                2               | ana         | 2024-02-01 | -          | 50             | false
                """)
            .compute(new SubscriptionChurn(List.of(Grain.MONTH)));
    assertTable(
        table,
        """
        period_start | customers_at_start | new_customers | new | recurring_revenue_at_end
        2024-02-01   | 0                  | 1             | 50  | 50
        """);
  }
}
