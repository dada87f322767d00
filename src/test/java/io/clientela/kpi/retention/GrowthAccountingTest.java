package io.clientela.kpi.retention;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class GrowthAccountingTest {

  private static final GrowthAccounting MONTHLY = new GrowthAccounting(List.of(Grain.MONTH), null);

  @Test
  void everyCustomerAndEveryCentComesFromSomewhere() {
    Dataset<Row> table =
        Shop.asOf("2024-04-20")
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-05 | 100
                ana         | 2024-02-05 | 150     # expands by 50
                ana         | 2024-03-05 | 119.99  # contracts by 30.01
                bia         | 2024-01-05 | 50      # churned in February
                bia         | 2024-03-05 | 80      # resurrected
                caio        | 2024-02-05 | 30      # new, churned in March
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | active | new | retained | resurrected | churned | is_complete
        2024-01-01   | 2      | 2   | 0        | 0           | 0       | true
        2024-02-01   | 2      | 1   | 1        | 0           | 1       | true
        2024-03-01   | 2      | 0   | 1        | 1           | 1       | true
        2024-04-01   | 0      | 0   | 0        | 0           | 2       | false
        """);
    assertTable(
        table,
        """
        period_start | revenue | new_revenue | resurrected_revenue | expansion | contraction | churned_revenue
        2024-01-01   | 150     | 150         | 0                   | 0         | 0           | 0
        2024-02-01   | 180     | 30          | 0                   | 50        | 0           | 50
        2024-03-01   | 199.99  | 0           | 80                  | 0         | 30.01       | 30
        2024-04-01   | 0       | 0           | 0                   | 0         | 0           | 199.99
        """);
    assertTable(
        table,
        """
        period_start | quick_ratio | net_revenue_retention | gross_revenue_retention
        2024-01-01   | -           | -                     | -
        2024-02-01   | 1.6         | 1                     | 0.6667
        2024-03-01   | 1.3331      | 0.6666                | 0.6666
        2024-04-01   | 0           | 0                     | 0
        """);
  }

  @Test
  void aPeriodOfReturnsOnlyHasRevenueAndNobodyActive() {
    Dataset<Row> table =
        Shop.asOf("2024-04-01")
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-05 | 100
                ana         | 2024-02-05 | -30   # 100 churned, 30 contraction
                ana         | 2024-03-05 | 40    # resurrected; the -30 are over: expansion
                bia         | 2024-02-05 | -10   # returns only: contraction, then expansion
                caio        | 2024-01-05 | 20
                caio        | 2024-01-06 | -50   # new with -30; gone in February: expansion
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | active | new | resurrected | churned | revenue | new_revenue | resurrected_revenue | expansion | contraction | churned_revenue
        2024-01-01   | 2      | 2   | 0           | 0       | 70      | 70          | 0                   | 0         | 0           | 0
        2024-02-01   | 0      | 0   | 0           | 2       | -40     | 0           | 0                   | 30        | 40          | 100
        2024-03-01   | 1      | 0   | 1           | 0       | 40      | 0           | 40                  | 40        | 0           | 0
        """);
    assertTable(
        table,
        """
        period_start | quick_ratio | net_revenue_retention | gross_revenue_retention
        2024-01-01   | -           | -                     | -
        2024-02-01   | 0.2143      | -0.5714               | -1
        2024-03-01   | -           | -                     | -  # nothing to retain of -40
        """);
  }

  @Test
  void aRefundOnItsOwnDateIsContractionThere() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .refundDated()
            .orders(
                """
                customer_id | ordered_at | amount | refunded_amount | refunded_at
                ana         | 2024-01-05 | 100    | 40              | 2024-02-05
                ana         | 2024-02-05 | 100    | 40              | 2024-03-01  # not known yet
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | active | retained | revenue | new_revenue | expansion | contraction
        2024-01-01   | 1      | 0        | 100     | 100         | 0         | 0
        2024-02-01   | 1      | 1        | 60      | 0           | 0         | 40
        """);
  }
}
