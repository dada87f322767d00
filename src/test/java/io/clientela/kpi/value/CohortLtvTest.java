package io.clientela.kpi.value;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class CohortLtvTest {

  private static final CohortLtv MONTHLY = new CohortLtv(List.of(Grain.MONTH));

  @Test
  void addsUpPerCustomerOfTheCohortAndNotPerSurvivor() {
    Dataset<Row> table =
        Shop.asOf("2024-03-20")
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-05 | 100
                ana         | 2024-03-05 | 50
                bia         | 2024-01-06 | 40
                bia         | 2024-01-07 | 0     # free, an order all the same
                bia         | 2024-02-06 | -10   # a return
                caio        | 2024-01-31 | 10
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        cohort_start | periods_since | cohort_customers | orders | revenue | cumulative_revenue | ltv     | is_complete
        2024-01-01   | 0             | 3                | 4      | 150     | 150                | 50      | true
        2024-01-01   | 1             | 3                | 0      | -10     | 140                | 46.6667 | true
        2024-01-01   | 2             | 3                | 1      | 50      | 190                | 63.3333 | false
        """);
  }

  @Test
  void marginIsUnknownWhereTheCostOfAnOrderIs() {
    Dataset<Row> table =
        Shop.asOf("2024-04-01")
            .orders(
                """
                customer_id | ordered_at | amount | cost
                ana         | 2024-01-05 | 100    | 60
                bia         | 2024-01-06 | 40     | 30.5
                bia         | 2024-02-06 | -10    | -    # a return without cost costs nothing
                ana         | 2024-03-05 | -20    | -8   # goods that came back
                caio        | 2024-02-05 | 30     | -
                caio        | 2024-03-05 | 30     | 10
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        cohort_start | periods_since | revenue | margin | cumulative_margin | margin_ltv
        2024-01-01   | 0             | 140     | 49.5   | 49.5              | 24.75
        2024-01-01   | 1             | -10     | -10    | 39.5              | 19.75
        2024-01-01   | 2             | -20     | -12    | 27.5              | 13.75
        2024-02-01   | 0             | 30      | -      | -                 | -
        2024-02-01   | 1             | 30      | 20     | -                 | -      # since February it is unknown
        """);
  }

  @Test
  void aReturnBeforeTheFirstOrderCountsInItsPeriodAndReturnsAloneMakeNoCohort() {
    Dataset<Row> table =
        Shop.asOf("2024-04-01")
            .orders(
                """
                customer_id | ordered_at | amount | status
                davi        | 2023-11-05 | -5     | -
                davi        | 2024-03-20 | 20     | -
                eva         | 2024-01-05 | -7     | -
                fabio       | 2024-01-05 | 10     | cancelled
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        cohort_start | periods_since | cohort_customers | orders | revenue | cumulative_revenue
        2024-03-01   | 0             | 1                | 1      | 15      | 15
        """);
  }

  @Test
  void refundsReduceTheOrdersPeriodOrTheirOwn() {
    Shop shop =
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id | ordered_at | amount | refunded_amount | refunded_at
                ana         | 2024-01-10 | 100    | 30              | 2024-02-02
                ana         | 2024-01-20 | 50     | 50              | 2024-03-01  # not known yet
                """);

    assertTable(
        shop.compute(MONTHLY),
        """
        periods_since | revenue | cumulative_revenue
        0             | 120     | 120
        1             | 0       | 120
        """);
    assertTable(
        shop.refundDated().compute(MONTHLY),
        """
        periods_since | revenue | cumulative_revenue
        0             | 150     | 150
        1             | -30     | 120
        """);
  }
}
