package io.clientela.kpi.retention;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.time.DayOfWeek;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class CohortRetentionTest {

  private static final String COHORTS = "cohort_start is not null";
  private static final CohortRetention MONTHLY_ORDERS =
      calendar(List.of(Grain.MONTH), List.of("order"));

  private static CohortRetention calendar(List<Grain> grains, List<String> activities) {
    return new CohortRetention(grains, activities, List.of(CohortClock.CALENDAR), null, null);
  }

  @Test
  void readsOneCohortInFourWays() {
    Dataset<Row> table =
        Shop.asOf("2024-05-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-05
                ana         | 2024-02-05
                ana         | 2024-03-05
                ana         | 2024-04-05  # never missed a month
                bia         | 2024-01-20
                bia         | 2024-03-20  # missed February
                caio        | 2024-01-31  # never came back
                davi        | 2024-01-31
                davi        | 2024-02-01  # gone after February
                """)
            .compute(MONTHLY_ORDERS)
            .where(COHORTS);

    assertTable(
        table,
        """
        periods_since | cohort_customers | active_customers | returned_later | kept_every_period | returned_by_then
        0             | 4                | 4                | 4              | 4                 | 0
        1             | 4                | 2                | 3              | 2                 | 2
        2             | 4                | 2                | 2              | 1                 | 3
        3             | 4                | 1                | 1              | 1                 | 3
        """);
    assertTable(
        table.where("periods_since = 1"),
        """
        retention_rate | retention_rate_low | retention_rate_high | returned_later_rate | kept_every_period_rate | returned_by_then_rate
        0.5            | 0.15               | 0.85                | 0.75                | 0.5                    | 0.5
        """);
  }

  @Test
  void aCohortIsThatOfTheFirstOrderEverAndEndsWithThePeriodOfAsOf() {
    Dataset<Row> table =
        Shop.asOf("2024-03-11")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2022-11-20  # long ago, and still her cohort
                ana         | 2024-02-10
                bia         | 2024-03-05
                bia         | 2024-04-05  # after as-of
                """)
            .compute(MONTHLY_ORDERS)
            .where(COHORTS);

    assertTable(
        table.where("active_customers > 0 or not is_complete"),
        """
        activity | clock    | grain | cohort_start | periods_since | active_customers | is_complete
        order    | calendar | month | 2022-11-01   | 0             | 1                | true
        order    | calendar | month | 2022-11-01   | 15            | 1                | true
        order    | calendar | month | 2022-11-01   | 16            | 0                | false
        order    | calendar | month | 2024-03-01   | 0             | 1                | false
        """);
  }

  @Test
  void returnsAndLeftOutOrdersAreNoActivityButRefundedAndFreeOnesAre() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id | ordered_at | amount | status    | refunded_amount
                ana         | 2024-01-05 | 10     | -         | 10  # refunded, still an order
                ana         | 2024-02-05 | -10    | -         | -   # a return
                bia         | 2024-01-05 | 10     | cancelled | -
                bia         | 2024-02-05 | 0      | -         | -   # free
                caio        | 2024-01-05 | -10    | -         | -   # a return before the first order
                caio        | 2024-02-05 | 10     | -         | -
                davi        | 2024-01-05 | -10    | -         | -   # returns only: no cohort
                eva         | 2024-01-05 | 10     | test      | -
                """)
            .compute(MONTHLY_ORDERS)
            .where(COHORTS);

    assertTable(
        table,
        """
        cohort_start | periods_since | cohort_customers | active_customers
        2024-01-01   | 0             | 1                | 1
        2024-01-01   | 1             | 1                | 0
        2024-02-01   | 0             | 2                | 2
        """);
  }

  @Test
  void everyActivityHasItsOwnCohorts() {
    Dataset<Row> table =
        Shop.asOf("2024-04-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-02-05
                """)
            .interactions(
                """
                customer_id | occurred_at | type
                ana         | 2024-01-03  | visit
                ana         | 2024-03-03  | view
                """)
            .compute(calendar(List.of(Grain.MONTH), List.of("order", "interaction", "view")))
            .where(COHORTS);

    assertTable(
        table,
        """
        activity    | cohort_start | periods_since | active_customers | returned_later | kept_every_period | returned_by_then
        order       | 2024-02-01   | 0             | 1                | 1              | 1                 | 0
        order       | 2024-02-01   | 1             | 0                | 0              | 0                 | 0
        interaction | 2024-01-01   | 0             | 1                | 1              | 1                 | 0
        interaction | 2024-01-01   | 1             | 0                | 1              | 0                 | 0
        interaction | 2024-01-01   | 2             | 1                | 1              | 0                 | 1
        view        | 2024-03-01   | 0             | 1                | 1              | 1                 | 0
        """);
  }

  @Test
  void aDayThatBeginsAtOneOClockIsADay() {
    Dataset<Row> table =
        Shop.asOf("2018-11-05")
            .in("America/Sao_Paulo")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2018-11-04T02:59:59Z  # 23:59:59 on the 3rd
                bia         | 2018-11-04T03:00:00Z  # a second later the clock shows 1:00
                caio        | 2018-11-05T01:59:59Z  # 23:59:59 on the 4th
                davi        | 2018-11-05T02:00:00Z  # the 5th
                """)
            .interactions(
                """
                customer_id | occurred_at
                eva         | 2018-11-04 00:30  # a local time that there never was
                """)
            .compute(calendar(List.of(Grain.DAY), null))
            .where(COHORTS);

    assertTable(
        table,
        """
        activity    | cohort_start | periods_since | active_customers | is_complete
        order       | 2018-11-03   | 0             | 1                | true
        order       | 2018-11-04   | 0             | 2                | true
        interaction | 2018-11-04   | 0             | 1                | true
        """);
  }

  @Test
  void weeksBeginAsSetAndQuartersInJanuary() {
    Dataset<Row> table =
        Shop.asOf("2024-01-08")
            .weeksFrom(DayOfWeek.SUNDAY)
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-06  # a saturday
                ana         | 2024-01-07  # the next week
                bia         | 2024-01-07
                """)
            .compute(calendar(List.of(Grain.WEEK, Grain.QUARTER), List.of("order")))
            .where(COHORTS);

    assertTable(
        table,
        """
        grain   | cohort_start | periods_since | active_customers | is_complete
        week    | 2023-12-31   | 0             | 1                | true
        week    | 2023-12-31   | 1             | 1                | false
        week    | 2024-01-07   | 0             | 1                | false
        quarter | 2024-01-01   | 0             | 2                | false
        """);
  }

  @Test
  void aSegmentIsTheCustomersOwnOrElseThatOfTheFirstOrder() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .by("channel", "device")
            .orders(
                """
                customer_id | ordered_at       | amount | channel | device
                ana         | 2024-01-05 18:00 | 10     | store   | desktop
                ana         | 2024-01-05 09:00 | 10     | store   | phone    # her first
                ana         | 2024-02-05 09:00 | 10     | store   | desktop
                bia         | 2024-01-05 09:00 | 10     | store   | -
                caio        | 2024-01-01 09:00 | -5     | store   | desktop  # a return is no entry
                caio        | 2024-01-05 09:00 | 10     | store   | phone
                """)
            .customers(
                """
                customer_id | channel
                ana         | web
                bia         | -        # unknown, whatever her orders say
                """)
            .compute(MONTHLY_ORDERS)
            .where(COHORTS);

    assertTable(
        table,
        """
        dimension | segment | periods_since | cohort_customers | active_customers
        all       | all     | 0             | 3                | 3
        all       | all     | 1             | 3                | 1
        channel   | web     | 0             | 1                | 1
        channel   | web     | 1             | 1                | 1
        channel   | (none)  | 0             | 2                | 2
        channel   | (none)  | 1             | 2                | 0
        device    | phone   | 0             | 2                | 2
        device    | phone   | 1             | 2                | 1
        device    | (none)  | 0             | 1                | 1
        device    | (none)  | 1             | 1                | 0
        """);
  }
}
