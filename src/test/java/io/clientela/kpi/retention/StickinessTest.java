package io.clientela.kpi.retention;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class StickinessTest {

  private static final ActiveDays ORDERS = new ActiveDays(List.of("order"));

  @Test
  void theHistogramCountsDaysNotOrders() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id | ordered_at       | amount | status
                ana         | 2024-01-05 09:00 | 10     | -
                ana         | 2024-01-05 18:00 | 10     | -          # the same day
                ana         | 2024-01-06       | 0      | -          # free, still an order
                ana         | 2024-01-31       | 10     | -
                ana         | 2024-02-01       | 10     | -          # another month begins
                bia         | 2024-01-05       | 10     | -
                bia         | 2024-01-06       | -10    | -          # a return
                bia         | 2024-01-07       | 10     | cancelled
                caio        | 2024-01-20       | 10     | -
                davi        | 2024-01-20       | -10    | -          # returns only
                """)
            .compute(ORDERS);

    assertTable(
        table,
        """
        activity | dimension | segment | period_start | days_active | customers | is_complete
        order    | all       | all     | 2024-01-01   | 1           | 2         | true         # bia, caio
        order    | all       | all     | 2024-01-01   | 3           | 1         | true         # ana
        order    | all       | all     | 2024-02-01   | 1           | 1         | true
        """);
  }

  @Test
  void stickinessIsTheMeanDayBesideTheWholeMonth() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-01
                ana         | 2024-01-02
                ana         | 2024-01-03
                bia         | 2024-01-03
                ana         | 2024-02-29  # a leap day
                """)
            .compute(new Stickiness());

    assertTable(
        table,
        """
        activity | period_start | active_customer_days | days | mean_daily_active | monthly_active | stickiness | is_complete
        order    | 2024-01-01   | 4                    | 31   | 0.1290            | 2              | 0.0645     | true
        order    | 2024-02-01   | 1                    | 29   | 0.0345            | 1              | 0.0345     | true
        """);
  }

  @Test
  void whoIsThereEveryDayMakesStickinessOneAndAMonthThatIsNotOverHasItsDaysSoFar() {
    Dataset<Row> table =
        Shop.asOf("2024-03-04")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-03-01
                ana         | 2024-03-02
                ana         | 2024-03-03
                bia         | 2024-03-03
                bia         | 2024-03-04  # not before as-of
                """)
            .compute(new Stickiness());

    assertTable(
        table,
        """
        period_start | active_customer_days | days | mean_daily_active | monthly_active | stickiness | is_complete
        2024-03-01   | 4                    | 3    | 1.3333            | 2              | 0.6667     | false
        """);
    assertTable(
        Shop.asOf("2024-03-02")
            .orders("customer_id | ordered_at\nana | 2024-03-01")
            .compute(new Stickiness()),
        """
        active_customer_days | days | mean_daily_active | monthly_active | stickiness | is_complete
        1                    | 1    | 1                 | 1              | 1          | false
        """);
  }

  @Test
  void monthsWithoutAnyoneHaveARowFromTheSegmentsFirstToTheLastKnownMonth() {
    Shop shop =
        Shop.asOf("2024-05-15")
            .by("region")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-31
                ana         | 2024-04-01
                bia         | 2024-03-10
                """)
            .customers(
                """
                customer_id | region
                ana         | north
                bia         | south
                """);

    assertTable(
        shop.compute(new Stickiness()).where("dimension = 'region'"),
        """
        segment | period_start | active_customer_days | days | mean_daily_active | monthly_active | stickiness | is_complete
        north   | 2024-01-01   | 1                    | 31   | 0.0323            | 1              | 0.0323     | true
        north   | 2024-02-01   | 0                    | 29   | 0                 | 0              | -          | true
        north   | 2024-03-01   | 0                    | 31   | 0                 | 0              | -          | true
        north   | 2024-04-01   | 1                    | 30   | 0.0333            | 1              | 0.0333     | true
        north   | 2024-05-01   | 0                    | 14   | 0                 | 0              | -          | false
        south   | 2024-03-01   | 1                    | 31   | 0.0323            | 1              | 0.0323     | true
        south   | 2024-04-01   | 0                    | 30   | 0                 | 0              | -          | true
        south   | 2024-05-01   | 0                    | 14   | 0                 | 0              | -          | false
        """);
    assertTable(
        shop.compute(ORDERS).where("dimension = 'region'"),
        """
        segment | period_start | days_active | customers
        north   | 2024-01-01   | 1           | 1
        north   | 2024-04-01   | 1           | 1
        south   | 2024-03-01   | 1           | 1
        """);
  }

  @Test
  void everyActivityHasItsOwnDays() {
    Shop shop =
        Shop.asOf("2024-02-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-05 11:00
                bia         | 2024-01-05 11:00
                """)
            .interactions(
                """
                customer_id | occurred_at      | type
                ana         | 2024-01-05 10:00 | visit
                ana         | 2024-01-06 10:00 | visit
                ana         | 2024-01-06 10:05 | view  # the same day as her visit
                ana         | 2024-01-07 10:00 | view
                """);

    assertTable(
        shop.compute(
            new ActiveDays(List.of("order", "interaction", "visit", "view", "visit -> order"))),
        """
        activity     | days_active | customers
        order        | 1           | 2
        interaction  | 3           | 1
        visit        | 2           | 1
        view         | 2           | 1
        visit->order | 1           | 1  # bia never visits
        """);
    assertTable(
        shop.compute(new Stickiness()),
        """
        activity    | active_customer_days | monthly_active
        order       | 2                    | 2
        interaction | 3                    | 1
        """);
  }

  @Test
  void aDayIsThatOfTheBusinessZone() {
    Dataset<Row> table =
        Shop.asOf("2018-12-01")
            .in("America/Sao_Paulo")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2018-11-04T02:59:59Z  # 23:59:59 on the 3rd
                ana         | 2018-11-04T03:00:00Z  # the 4th begins at 1:00
                ana         | 2018-11-05T01:59:59Z  # and is over after 23 hours
                bia         | 2018-12-01T01:59:59Z  # the last second of November
                bia         | 2018-12-01T02:00:00Z  # December
                """)
            .compute(ORDERS);

    assertTable(
        table,
        """
        period_start | days_active | customers
        2018-11-01   | 1           | 1
        2018-11-01   | 2           | 1
        """);
  }
}
