package io.clientela.kpi.sales;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Opportunities;
import io.clientela.table.Grain;
import io.clientela.testing.RawRows;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class SalesPerformanceTest {

  private static final SalesPerformance MONTHLY = new SalesPerformance(List.of(Grain.MONTH));

  private static Dataset<Row> table(String asOf, String opportunities) {
    return Shop.asOf(asOf)
        .with(Opportunities.INPUT, spark -> RawRows.of(spark, Opportunities.INPUT, opportunities))
        .compute(MONTHLY);
  }

  @Test
  void whatWasClosedInTheMonthAndWhatIsOpenAtItsEnd() {
    Dataset<Row> table =
        table(
            "2024-04-10",
            """
            opportunity_id | created_at | closed_at  | outcome | amount | owner
            1              | 2024-01-01 | 2024-01-11 | won     | 100    | ana
            2              | 2024-01-01 | 2024-01-31 | won     | 300    | ana
            3              | 2024-01-02 | 2024-01-20 | lost    | 600    | bia
            4              | 2024-01-03 | 2024-03-05 | won     | -      | bia   # nobody wrote the amount down
            5              | 2024-01-04 | -          | -       | 50     | bia
            6              | 2024-01-05 | 2024-04-10 | won     | 70     | bia   # not known yet
            """);

    assertTable(
        table.where("dimension = 'all'"),
        """
        period_start | won | lost | win_rate           | won_amount | lost_amount | amount_win_rate | average_deal | is_complete
        2024-01-01   | 2   | 1    | 0.6666666666666666 | 400        | 600         | 0.4             | 200          | true
        2024-02-01   | 0   | 0    | -                  | 0          | 0           | -               | -            | true
        2024-03-01   | 1   | 0    | 1                  | 0          | 0           | -               | -            | true
        2024-04-01   | 0   | 0    | -                  | 0          | 0           | -               | -            | false
        """);
    assertTable(
        table.where("dimension = 'all'"),
        """
        period_start | mean_cycle_days | median_cycle_days | p90_cycle_days | open_opportunities | open_amount | sales_velocity
        2024-01-01   | 20              | 20                | 28             | 3                  | 120         | 20   # 3 x 2/3 x 200 / 20
        2024-02-01   | -               | -                 | -              | 3                  | 120         | -
        2024-03-01   | 62              | 62                | 62             | 2                  | 120         | -
        2024-04-01   | -               | -                 | -              | 2                  | 120         | -
        """);
    assertTable(
        table.where("dimension = 'owner' and period_start = date'2024-01-01'"),
        """
        segment | won | lost | win_rate | open_opportunities
        ana     | 2   | 0    | 1        | 0
        bia     | 0   | 1    | 0        | 3
        """);
  }

  @Test
  void aDealWonOnTheDayItWasCreated() {
    assertTable(
        table(
                "2024-02-01",
                """
                opportunity_id | created_at       | closed_at        | outcome | amount
                1              | 2024-01-31 09:00 | 2024-01-31 10:00 | won     | 100
                """)
            .where("dimension = 'all'"),
        """
        won | mean_cycle_days | open_opportunities | sales_velocity
        1   | 0               | 0                  | -
        """);
  }
}
