package io.clientela.kpi.value;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.kpi.retention.GrowthAccounting;
import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class OrderValueTest {

  @Test
  void countsOrdersOfZeroButNeitherReturnsNorCancelledOnes() {
    Dataset<Row> table =
        Shop.asOf("2024-03-10")
            .orders(
                """
                customer_id | ordered_at | amount | status
                ana         | 2024-01-05 | 100    | completed
                ana         | 2024-01-05 | 20.10  | -           # no status is completed
                bia         | 2024-01-31 | 0      | Completed   # a gift is an order
                bia         | 2024-01-31 | 50     | cancelled   # left out
                caio        | 2024-01-31 | 50     | test        # left out
                ana         | 2024-02-03 | -30    | -           # a return: revenue only
                davi        | 2024-03-02 | 10     | -
                davi        | 2024-03-10 | 99     | -           # not before as-of
                """)
            .compute(new OrderValue(List.of(Grain.MONTH)));

    assertTable(
        table,
        """
        period_start | orders | customers | revenue | average_order_value | revenue_per_customer | purchase_frequency | is_complete
        2024-01-01   | 3      | 2         | 120.10  | 40.0333             | 60.05                | 1.5                | true
        2024-02-01   | 0      | 0         | -30     | -                   | -                    | -                  | true
        2024-03-01   | 1      | 1         | 10      | 10                  | 10                   | 1                  | false
        """);
  }

  @Test
  void periodsWithoutOrdersHaveRowsFromTheFirstReturnOrOrderOn() {
    Dataset<Row> table =
        Shop.asOf("2024-01-23")
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-01 | -5      # a return of an order before our time
                ana         | 2024-01-17 | 40
                """)
            .compute(new OrderValue(List.of(Grain.WEEK)));

    assertTable(
        table,
        """
        grain | dimension | segment | period_start | orders | revenue | is_complete
        week  | all       | all     | 2024-01-01   | 0      | -5      | true
        week  | all       | all     | 2024-01-08   | 0      | 0       | true
        week  | all       | all     | 2024-01-15   | 1      | 40      | true
        week  | all       | all     | 2024-01-22   | 0      | 0       | false
        """);
  }

  @Test
  void weeksBeginOnTheDayOfTheSettings() {
    Dataset<Row> table =
        Shop.asOf("2024-01-09")
            .weeksFrom(DayOfWeek.SUNDAY)
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-06  # saturday
                ana         | 2024-01-07  # sunday
                bia         | 2024-01-08  # monday
                """)
            .compute(new OrderValue(List.of(Grain.WEEK, Grain.QUARTER)));

    assertTable(
        table,
        """
        grain   | period_start | orders | is_complete
        week    | 2023-12-31   | 1      | true
        week    | 2024-01-07   | 2      | false
        quarter | 2024-01-01   | 3      | false
        """);
  }

  @Test
  void aRefundReducesTheOrdersPeriodOrItsOwn() {
    Shop shop =
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id | ordered_at | amount | refunded_amount | refunded_at
                ana         | 2024-01-10 | 100    | 30              | 2024-02-02
                bia         | 2024-01-20 | 50     | 50              | -           # undated: known
                caio        | 2024-01-30 | 80     | 80              | 2024-03-01  # not known yet
                """);
    OrderValue monthly = new OrderValue(List.of(Grain.MONTH));

    assertTable(
        shop.compute(monthly),
        """
        period_start | orders | customers | revenue | average_order_value
        2024-01-01   | 3      | 3         | 150     | 50
        2024-02-01   | 0      | 0         | 0       | -
        """);
    assertTable(
        shop.refundDated().compute(monthly),
        """
        period_start | orders | customers | revenue | average_order_value
        2024-01-01   | 3      | 3         | 180     | 60
        2024-02-01   | 0      | 0         | -30     | -
        """);
  }

  @Test
  void aDayOfTwentyFiveHoursIsADay() {
    Dataset<Row> table =
        Shop.asOf("2024-11-04")
            .in("America/New_York")
            .orders(
                """
                customer_id | ordered_at           | amount
                ana         | 2024-11-03T03:59:59Z | 1   # the 2nd
                bia         | 2024-11-03T04:00:00Z | 2   # midnight of the 3rd, summer time
                caio        | 2024-11-04T04:59:59Z | 4   # its last second, winter time
                davi        | 2024-11-04T05:00:00Z | 8   # as-of
                """)
            .compute(new OrderValue(List.of(Grain.DAY)));

    assertTable(
        table,
        """
        period_start | orders | revenue | is_complete
        2024-11-02   | 1      | 1       | true
        2024-11-03   | 2      | 6       | true
        """);
  }

  @Test
  void aBreakdownOfAnyTypeIsReadAsText() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .by("channel", "cost")
            .orders(
                """
                customer_id | ordered_at | amount | channel | cost
                ana         | 2024-01-05 | 10     | web     | 5
                bia         | 2024-01-05 | 10     | web     | -
                """)
            .compute(new OrderValue(List.of(Grain.MONTH)));

    assertTable(
        table,
        """
        dimension | segment | orders
        all       | all     | 2
        channel   | web     | 2
        cost      | 5.0000  | 1
        cost      | (none)  | 1
        """);
  }

  /** An order of the app is one of the app, also where the customer came by the web. */
  @Test
  void anOrderCountsInItsOwnSegmentAndItsCustomerInEachOfThem() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .by("channel")
            .orders(
                """
                customer_id | ordered_at           | amount | channel
                ana         | 2024-01-05T09:00:00Z | 10     | web
                ana         | 2024-01-05T10:00:00Z | 20     | app  # on the same day
                ana         | 2024-01-20           | 40     | app
                ana         | 2024-02-03           | -4     | app  # a return of the app
                ana         | 2024-02-03           | 80     |      # as the customer's first order: web
                bia         | 2024-01-06           | 1      | app
                bia         | 2024-01-07           | 2      | app
                caio        | 2024-02-01           | 5      |      # neither the order nor the customer knows
                """)
            .compute(new OrderValue(List.of(Grain.MONTH)));

    assertTable(
        table,
        """
        dimension | segment | period_start | orders | customers | revenue
        all       | all     | 2024-01-01   | 5      | 2         | 73
        all       | all     | 2024-02-01   | 2      | 2         | 81
        channel   | web     | 2024-01-01   | 1      | 1         | 10
        channel   | web     | 2024-02-01   | 1      | 1         | 80
        channel   | app     | 2024-01-01   | 4      | 2         | 63
        channel   | app     | 2024-02-01   | 0      | 0         | -4
        channel   | (none)  | 2024-02-01   | 1      | 1         | 5
        """);
  }

  @Test
  void theOrdersValueComesBeforeTheAttributeOfTheCustomer() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .by("region", "tier")
            .orders(
                """
                customer_id | ordered_at | amount | region
                ana         | 2024-01-05 | 10     | north
                ana         | 2024-01-06 | 20     |        # of the customer: south
                bia         | 2024-01-07 | 40     |        # customers knows no region
                bia         | 2024-01-08 | 80     | north
                caio        | 2024-01-09 | 5      | south  # customers does not know caio
                """)
            .customers(
                """
                customer_id | region | tier
                ana         | south  | gold
                bia         |        | blue
                """)
            .compute(new OrderValue(List.of(Grain.MONTH)));

    assertTable(
        table,
        """
        dimension | segment | orders | customers | revenue
        all       | all     | 5      | 3         | 155
        region    | north   | 2      | 2         | 90
        region    | south   | 2      | 2         | 25
        region    | (none)  | 1      | 1         | 40
        tier      | gold    | 2      | 1         | 30
        tier      | blue    | 2      | 1         | 120
        tier      | (none)  | 1      | 1         | 5
        """);
  }

  @Test
  void aRefundBelongsToTheSegmentOfItsOrder() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .by("channel")
            .refundDated()
            .orders(
                """
                customer_id | ordered_at | amount | channel | refunded_amount | refunded_at
                ana         | 2024-01-05 | 10     | web     | -               | -
                ana         | 2024-01-06 | 50     | app     | 30              | 2024-02-10
                """)
            .compute(new OrderValue(List.of(Grain.MONTH)));

    assertTable(
        table,
        """
        dimension | segment | period_start | orders | revenue
        all       | all     | 2024-01-01   | 2      | 60
        all       | all     | 2024-02-01   | 0      | -30
        channel   | web     | 2024-01-01   | 1      | 10
        channel   | web     | 2024-02-01   | 0      | 0
        channel   | app     | 2024-01-01   | 1      | 50
        channel   | app     | 2024-02-01   | 0      | -30
        """);
  }

  /** The app has no order before february: the customer's first month is no month of the app. */
  @Test
  void aSegmentBeginsWithItsOwnFirstOrder() {
    Dataset<Row> table =
        Shop.asOf("2024-04-01")
            .by("channel")
            .orders(
                """
                customer_id | ordered_at | channel
                ana         | 2024-01-05 | web
                ana         | 2024-02-05 | app
                ana         | 2024-03-05 | web
                """)
            .customers(
                """
                customer_id | channel
                ana         | shop    # where nobody ordered
                """)
            .compute(new OrderValue(List.of(Grain.MONTH)));

    assertTable(
        table.where("dimension = 'channel'"),
        """
        segment | period_start | orders | customers
        web     | 2024-01-01   | 1      | 1
        web     | 2024-02-01   | 0      | 0
        web     | 2024-03-01   | 1      | 1
        app     | 2024-02-01   | 1      | 1
        app     | 2024-03-01   | 0      | 0
        """);
  }

  /** What follows customers is broken down by the customer, in the same run. */
  @Test
  void cohortsAndGrowthFollowTheCustomer() {
    Map<String, Dataset<Row>> tables =
        Shop.asOf("2024-02-01")
            .by("channel")
            .orders(
                """
                customer_id | ordered_at | amount | channel
                ana         | 2024-01-05 | 10     | web
                ana         | 2024-01-06 | 20     | app
                """)
            .publish(
                List.of(
                    new OrderValue(List.of(Grain.MONTH)),
                    new CohortLtv(List.of(Grain.MONTH)),
                    new GrowthAccounting(List.of(Grain.MONTH), null)));

    assertTable(
        tables.get("order_value").where("dimension = 'channel'"),
        """
        segment | orders | revenue
        web     | 1      | 10
        app     | 1      | 20
        """);
    assertTable(
        tables.get("cohort_ltv").where("dimension = 'channel'"),
        """
        segment | orders | revenue
        web     | 2      | 30
        """);
    assertTable(
        tables.get("growth_accounting").where("dimension = 'channel'"),
        """
        segment | active | revenue
        web     | 1      | 30
        """);
  }
}
