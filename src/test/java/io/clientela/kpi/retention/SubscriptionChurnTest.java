package io.clientela.kpi.retention;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Subscriptions;
import io.clientela.table.Grain;
import io.clientela.testing.RawRows;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class SubscriptionChurnTest {

  private static final SubscriptionChurn MONTHLY = new SubscriptionChurn(List.of(Grain.MONTH));

  @Test
  void everyCustomerAndEveryCentComesFromSomewhere() {
    Dataset<Row> table =
        subscriptions(
                "2024-05-01",
                """
                customer_id | started_on | ended_on   | monthly_amount
                ana         | 2024-01-10 | 2024-03-15 | 100    # new in January
                ana         | 2024-03-15 | -          | 150.50 # a dearer plan from the same day on
                bia         | 2024-01-01 | 2024-02-01 | 50     # from January's first day to its last
                bia         | 2024-04-10 | -          | 60     # reactivated
                davi        | 2024-02-10 | -          | 80     # new in February, on two at once
                davi        | 2024-02-29 | 2024-04-15 | 20     # the second one ends: contraction
                eva         | 2024-03-31 | 2024-04-30 | 40     # in April's last night she is gone
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | customers_at_start | new_customers | reactivated_customers | lost | customers_at_end | is_complete
        2024-01-01   | 0                  | 2             | 0                     | 0    | 2                | true
        2024-02-01   | 2                  | 1             | 0                     | 1    | 2                | true
        2024-03-01   | 2                  | 1             | 0                     | 0    | 3                | true
        2024-04-01   | 3                  | 0             | 1                     | 1    | 3                | true
        """);
    assertTable(
        table,
        """
        period_start | recurring_revenue_at_start | new | expansion | contraction | churned | reactivated | recurring_revenue_at_end
        2024-01-01   | 0                          | 150 | 0         | 0           | 0       | 0           | 150
        2024-02-01   | 150                        | 100 | 0         | 0           | 50      | 0           | 200
        2024-03-01   | 200                        | 40  | 50.5      | 0           | 0       | 0           | 290.5
        2024-04-01   | 290.5                      | 0   | 0         | 20          | 40      | 60          | 290.5
        """);
    assertTable(
        table,
        """
        period_start | churn_rate | churn_rate_low | churn_rate_high | net_revenue_retention | gross_revenue_retention | revenue_churn_rate
        2024-01-01   | -          | -              | -               | -                     | -                       | -
        2024-02-01   | 0.5        | 0.0945         | 0.9055          | 0.6667                | 0.6667                  | 0.3333
        2024-03-01   | 0          | 0              | 0.6576          | 1.2525                | 1                       | 0
        2024-04-01   | 0.3333     | 0.0615         | 0.7923          | 0.7935                | 0.7935                  | 0.1377
        """);
  }

  @Test
  void aPauseIsChurnOnlyWhereItCrossesTheEndOfAPeriod() {
    Dataset<Row> table =
        subscriptions(
                "2024-04-01",
                """
                customer_id | started_on | ended_on   | monthly_amount
                ana         | 2024-01-01 | 2024-01-10 | 100
                ana         | 2024-01-20 | 2024-02-05 | 90  # new with what she has at the end
                ana         | 2024-02-25 | -          | 70  # pauses within February: contraction
                bia         | 2024-01-01 | 2024-01-31 | 50  # no customer in January's last night
                bia         | 2024-02-01 | 2024-02-29 | 50  # nor in February's, the 29th
                bia         | 2024-03-01 | -          | 50  # but has had a subscription: reactivated
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | new_customers | reactivated_customers | lost | customers_at_end | new | reactivated | contraction | churned | recurring_revenue_at_end
        2024-01-01   | 1             | 0                     | 0    | 1                | 90  | 0           | 0           | 0       | 90
        2024-02-01   | 0             | 0                     | 0    | 1                | 0   | 0           | 20          | 0       | 70
        2024-03-01   | 0             | 1                     | 0    | 2                | 0   | 50          | 0           | 0       | 120
        """);
  }

  @Test
  void byTheDayEveryGapIsChurnAndAChangeOfPlanStillIsNot() {
    Dataset<Row> table =
        subscriptions(
                "2024-03-03",
                """
                customer_id | started_on | ended_on   | monthly_amount
                ana         | 2024-02-28 | 2024-02-29 | 10
                ana         | 2024-02-29 | 2024-03-01 | 30  # on the leap day: expansion
                ana         | 2024-03-02 | -          | 30  # a day later than the end of the last
                """)
            .compute(new SubscriptionChurn(List.of(Grain.DAY)));

    assertTable(
        table,
        """
        period_start | customers_at_start | new_customers | reactivated_customers | lost | expansion | churned | recurring_revenue_at_end
        2024-02-28   | 0                  | 1             | 0                     | 0    | 0         | 0       | 10
        2024-02-29   | 1                  | 0             | 0                     | 0    | 20        | 0       | 30
        2024-03-01   | 1                  | 0             | 0                     | 1    | 0         | 30      | 0
        2024-03-02   | 0                  | 0             | 1                     | 0    | 0         | 0       | 30
        """);
  }

  @Test
  void aPeriodThatIsNotOverEndsAtAsOf() {
    Dataset<Row> table =
        subscriptions(
                "2024-02-15",
                """
                customer_id | started_on | ended_on   | monthly_amount
                ana         | 2024-01-05 | 2024-02-14 | 10  # lost on the last day that is known
                bia         | 2024-01-05 | 2024-02-15 | 20  # the end is not known yet
                caio        | 2024-01-05 | 2024-06-01 | 30  # nor is this one
                davi        | 2024-02-14 | -          | 40
                eva         | 2024-02-15 | -          | 50  # not before as-of
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | customers_at_start | new_customers | lost | customers_at_end | recurring_revenue_at_end | is_complete
        2024-01-01   | 0                  | 3             | 0    | 3                | 60                       | true
        2024-02-01   | 3                  | 1             | 1    | 3                | 90                       | false
        """);
  }

  @Test
  void whoBeginsAndEndsWithinOnePeriodIsInNoState() {
    Dataset<Row> table =
        subscriptions(
                "2024-04-01",
                """
                customer_id | started_on | ended_on   | monthly_amount
                ana         | 2024-01-05 | 2024-01-31 | 10  # the series begins, without anybody
                bia         | 2024-02-05 | 2024-02-05 | 20  # never ran a day: no subscription
                bia         | 2024-03-05 | -          | 20  # so this is her first
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | customers_at_start | new_customers | lost | customers_at_end | recurring_revenue_at_end | churn_rate
        2024-01-01   | 0                  | 0             | 0    | 0                | 0                        | -
        2024-02-01   | 0                  | 0             | 0    | 0                | 0                        | -
        2024-03-01   | 0                  | 1             | 0    | 1                | 20                       | -
        """);
  }

  @Test
  void whoPaysNothingIsACustomerToo() {
    Dataset<Row> table =
        subscriptions(
                "2024-04-01",
                """
                customer_id | started_on | ended_on   | monthly_amount
                ana         | 2024-01-05 | 2024-03-01 | -   # free
                ana         | 2024-03-01 | -          | 25  # pays: expansion
                bia         | 2024-01-05 | 2024-02-05 | 0   # lost, without revenue
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | customers_at_start | lost | churn_rate | recurring_revenue_at_start | expansion | churned | net_revenue_retention | revenue_churn_rate
        2024-01-01   | 0                  | 0    | -          | 0                          | 0         | 0       | -                     | -
        2024-02-01   | 2                  | 1    | 0.5        | 0                          | 0         | 0       | -                     | -
        2024-03-01   | 1                  | 0    | 0          | 0                          | 25        | 0       | -                     | -
        """);
  }

  @Test
  void grossRetentionIsCappedCustomerByCustomer() {
    Dataset<Row> table =
        subscriptions(
                "2024-03-01",
                """
                customer_id | started_on | ended_on   | monthly_amount
                ana         | 2024-01-05 | 2024-02-05 | 100
                ana         | 2024-02-05 | -          | 300 # what she adds
                bia         | 2024-01-05 | 2024-02-05 | 100
                bia         | 2024-02-05 | -          | 40  # makes nothing good of what he drops
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | recurring_revenue_at_start | expansion | contraction | net_revenue_retention | gross_revenue_retention
        2024-01-01   | 0                          | 0         | 0           | -                     | -
        2024-02-01   | 200                        | 200       | 60          | 1.7                   | 0.7
        """);
  }

  @Test
  void aSegmentIsThatOfTheCustomerElseOfItsFirstSubscription() {
    Dataset<Row> table =
        subscriptions(
                "2024-03-01",
                """
                subscription_id | customer_id | started_on | ended_on   | plan  | region
                1               | ana         | 2024-01-05 | 2024-02-05 | small | west  # the region of a customer is north
                2               | ana         | 2024-02-05 | -          | large | west  # small is her first plan
                4               | bia         | 2024-02-01 | -          | large | west  # as early: the lower id is first
                3               | bia         | 2024-02-01 | -          | -     | west
                """)
            .by("region", "plan")
            .customers(
                """
                customer_id | region
                ana         | north
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        dimension | segment | period_start | customers_at_start | new_customers | customers_at_end
        all       | all     | 2024-01-01   | 0                  | 1             | 1
        all       | all     | 2024-02-01   | 1                  | 1             | 2
        region    | north   | 2024-01-01   | 0                  | 1             | 1
        region    | north   | 2024-02-01   | 1                  | 0             | 1
        region    | (none)  | 2024-02-01   | 0                  | 1             | 1
        plan      | small   | 2024-01-01   | 0                  | 1             | 1
        plan      | small   | 2024-02-01   | 1                  | 0             | 1
        plan      | (none)  | 2024-02-01   | 0                  | 1             | 1
        """);
  }

  private static Shop subscriptions(String asOf, String text) {
    return Shop.asOf(asOf)
        .with(Subscriptions.INPUT, spark -> RawRows.of(spark, Subscriptions.INPUT, text));
  }
}
