package io.clientela.kpi.retention;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Elapsed periods, brackets, least activities, pairs, and all cohorts pooled. */
final class CohortClocksTest {

  private static final String COHORTS = "cohort_start is not null";

  private static CohortRetention calendar(List<Grain> grains, List<String> activities) {
    return new CohortRetention(grains, activities, List.of(CohortClock.CALENDAR), null, null);
  }

  private static CohortRetention elapsed(Grain grain) {
    return new CohortRetention(
        List.of(grain), List.of("order"), List.of(CohortClock.ELAPSED), null, null);
  }

  @Test
  void theElapsedClockCountsFromTheFirstActivityNotFromMidnightOrTheFirst() {
    Shop shop =
        Shop.asOf("2024-07-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-10 17:59
                ana         | 2024-01-11 17:00  # less than 24 hours later
                bia         | 2024-02-25 12:00
                bia         | 2024-03-03 12:00  # a week later to the minute, in another month
                """);
    String returns = "periods_since > 0 and active_customers > 0 and " + COHORTS;

    assertTable(
        shop.compute(elapsed(Grain.DAY)).where(returns),
        """
        clock   | cohort_start | periods_since
        elapsed | 2024-02-25   | 7
        """);
    assertTable(
        shop.compute(calendar(List.of(Grain.DAY, Grain.MONTH), List.of("order"))).where(returns),
        """
        grain | cohort_start | periods_since
        day   | 2024-01-10   | 1
        day   | 2024-02-25   | 7
        month | 2024-02-01   | 1
        """);
    assertTable(
        shop.compute(elapsed(Grain.WEEK)).where(returns),
        """
        cohort_start | periods_since
        2024-02-19   | 1
        """);
    assertTable(shop.compute(elapsed(Grain.MONTH)).where(returns), "cohort_start\n");
  }

  @Test
  void onTheElapsedClockACellCountsThoseWhoHaveHadThePeriod() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-09 00:00  # three weeks and two days ago
                ana         | 2024-01-17
                ana         | 2024-01-31        # in her week 3, which is not over
                bia         | 2024-01-11 00:00  # three weeks ago
                caio        | 2024-01-11 00:01  # has had two whole weeks
                caio        | 2024-01-18 12:00
                """)
            .compute(elapsed(Grain.WEEK))
            .where(COHORTS);

    assertTable(
        table,
        """
        cohort_start | periods_since | cohort_customers | active_customers | returned_later | kept_every_period | returned_by_then | is_complete
        2024-01-08   | 0             | 3                | 3                | 3              | 3                 | 0                | true
        2024-01-08   | 1             | 3                | 2                | 2              | 2                 | 2                | true
        2024-01-08   | 2             | 2                | 0                | 1              | 0                 | 1                | false
        """);
  }

  @Test
  void bracketsAreUnequalPeriodsOfMonthlyCohorts() {
    Dataset<Row> table =
        Shop.asOf("2024-01-15")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-01 12:00
                ana         | 2024-01-02 11:00  # day 1 of the calendar, day 0 by the hour
                ana         | 2024-01-08 12:00  # day 7
                bia         | 2024-01-10 12:00
                bia         | 2024-01-13 12:00  # day 3
                """)
            .compute(new CohortRetention(List.of(), List.of("order"), null, List.of(1, 3, 7), null))
            .where(COHORTS);

    assertTable(
        table,
        """
        clock    | grain   | cohort_start | periods_since | cohort_customers | active_customers | kept_every_period | returned_by_then | is_complete
        calendar | bracket | 2024-01-01   | 0             | 2                | 2                | 2                 | 0                | false
        calendar | bracket | 2024-01-01   | 1             | 2                | 1                | 1                 | 1                | false
        calendar | bracket | 2024-01-01   | 3             | 2                | 1                | 0                 | 2                | false
        calendar | bracket | 2024-01-01   | 7             | 1                | 1                | 0                 | 1                | false
        elapsed  | bracket | 2024-01-01   | 0             | 2                | 2                | 2                 | 0                | false
        elapsed  | bracket | 2024-01-01   | 1             | 2                | 0                | 0                 | 0                | false
        elapsed  | bracket | 2024-01-01   | 3             | 2                | 1                | 0                 | 1                | false
        elapsed  | bracket | 2024-01-01   | 7             | 1                | 1                | 0                 | 1                | false
        """);
  }

  @Test
  void aPeriodWithFewerActivitiesThanAskedIsNoActiveOne() {
    Dataset<Row> table =
        Shop.asOf("2024-04-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-05
                ana         | 2024-02-05
                ana         | 2024-02-05  # two on one day are two
                bia         | 2024-01-05
                bia         | 2024-01-06
                bia         | 2024-03-06
                """)
            .compute(
                new CohortRetention(
                    List.of(Grain.MONTH), List.of("order"), List.of(CohortClock.CALENDAR), null, 2))
            .where(COHORTS);

    assertTable(
        table,
        """
        periods_since | cohort_customers | active_customers | returned_later | kept_every_period | returned_by_then
        0             | 2                | 1                | 2              | 2                 | 0
        1             | 2                | 1                | 1              | 1                 | 1
        2             | 2                | 0                | 0              | 0                 | 1
        """);
  }

  @Test
  void aPairCountsOneActivityOfThoseWhoBeganWithAnother() {
    Dataset<Row> table =
        Shop.asOf("2024-04-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-05 11:00  # an hour after her first visit
                ana         | 2024-03-05
                bia         | 2024-01-05 09:00  # before her first visit
                bia         | 2024-02-05
                caio        | 2024-01-05        # never visits
                """)
            .interactions(
                """
                customer_id | occurred_at      | type
                ana         | 2024-01-05 10:00 | visit
                bia         | 2024-01-05 10:00 | visit
                davi        | 2024-01-05 10:00 | visit
                """)
            .compute(calendar(List.of(Grain.MONTH), List.of("visit -> order")))
            .where(COHORTS);

    assertTable(
        table,
        """
        activity     | cohort_start | periods_since | cohort_customers | active_customers | returned_later | returned_by_then
        visit->order | 2024-01-01   | 0             | 3                | 1                | 2              | 0
        visit->order | 2024-01-01   | 1             | 3                | 1                | 2              | 1
        visit->order | 2024-01-01   | 2             | 3                | 1                | 1              | 2
        """);
  }

  /** Not the mean of the cohorts' rates, which would be 65 %. */
  @Test
  void allCohortsPooledWeighCustomersAndLeaveOutWhatIsNotOver() {
    Dataset<Row> table =
        Shop.asOf("2024-03-11")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-05
                ana         | 2024-02-05
                bia         | 2024-01-05
                bia         | 2024-03-05  # in March, which is not over
                caio        | 2024-02-05
                """)
            .compute(calendar(List.of(Grain.MONTH), List.of("order")))
            .where("cohort_start is null");

    assertTable(
        table,
        """
        periods_since | cohort_customers | active_customers | returned_later | kept_every_period | returned_by_then | retention_rate | is_complete
        0             | 3                | 3                | 3              | 3                 | 0                | 1              | true
        1             | 2                | 1                | 2              | 1                 | 1                | 0.5            | true
        """);
  }

  @Test
  void tenYearsOfDaysHaveRowsOnlyWhereSomethingHappens() {
    Dataset<Row> table =
        Shop.asOf("2024-01-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2014-01-01
                ana         | 2023-12-31
                bia         | 2014-01-02
                """)
            .compute(new CohortRetention(List.of(Grain.DAY), List.of("order"), null, null, null));

    assertTable(
        table.where(COHORTS),
        """
        clock    | cohort_start | periods_since | cohort_customers | active_customers
        calendar | 2014-01-01   | 0             | 1                | 1
        calendar | 2014-01-01   | 3651          | 1                | 1
        calendar | 2014-01-02   | 0             | 1                | 1
        elapsed  | 2014-01-01   | 0             | 1                | 1
        elapsed  | 2014-01-01   | 3651          | 1                | 1
        elapsed  | 2014-01-02   | 0             | 1                | 1
        """);
    assertTable(
        table.where("cohort_start is null and periods_since in (0, 1, 3650, 3651)"),
        """
        clock    | periods_since | cohort_customers | active_customers | returned_later
        calendar | 0             | 2                | 2                | 2
        calendar | 1             | 2                | 0                | 1
        calendar | 3650          | 2                | 0                | 1
        calendar | 3651          | 1                | 1                | 1
        elapsed  | 0             | 2                | 2                | 2
        elapsed  | 1             | 2                | 0                | 1
        elapsed  | 3650          | 2                | 0                | 1
        elapsed  | 3651          | 1                | 1                | 1
        """);
  }
}
