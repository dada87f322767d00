package io.clientela.kpi.retention;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class RepeatPurchaseTest {

  @Test
  void countsOnlyCustomersWhoHaveHadTheWholeWindow() {
    Dataset<Row> table =
        Shop.asOf("2024-03-31")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-01
                ana         | 2024-01-31        # 30 days, the edge of a window
                bia         | 2024-01-10
                bia         | 2024-03-10        # 60 days
                caio        | 2024-01-15
                caio        | 2024-01-15 18:00  # the same day is no second one
                davi        | 2024-02-29        # 30 days are just over, 60 are not
                davi        | 2024-03-30
                eva         | 2024-03-01        # 30 days are over tomorrow
                eva         | 2024-03-02
                """)
            .compute(new RepeatPurchase(List.of(30, 60)));

    assertTable(
        table,
        """
        within_days | customers | repeat_customers | repeat_purchase_rate | mean_days_between_orders | median_days_between_orders | is_complete
        30          | 4         | 2                | 0.5                  | 40                       | 30                         | true
        60          | 3         | 2                | 0.6667               | 45                       | 45                         | true
        -           | 5         | 4                | 0.8                  | 30.25                    | 30                         | false
        """);
    assertTable(
        table.where("within_days = 60"),
        """
        repeat_purchase_rate_low | repeat_purchase_rate_high
        0.2077                   | 0.9385
        """);
  }

  @Test
  void aReturnIsNoSecondPurchaseAndAFreeOrderIs() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-01 | 10
                ana         | 2024-01-05 | -10  # a return
                bia         | 2024-01-01 | 10
                bia         | 2024-01-05 | 0    # free
                caio        | 2024-01-01 | -10  # returns only: no customer
                davi        | 2024-01-01 | 10
                davi        | 2024-02-01 | 10   # not before as-of
                """)
            .compute(new RepeatPurchase(List.of(30)));

    assertTable(
        table,
        """
        within_days | customers | repeat_customers | mean_days_between_orders
        30          | 3         | 1                | 4
        -           | 3         | 1                | 4
        """);
  }

  @Test
  void aWindowThatIsOverForNobodyHasARowWithoutRate() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .by("device")
            .orders(
                """
                customer_id | ordered_at | device
                ana         | 2024-01-01 | phone
                bia         | 2024-01-30 | desktop
                """)
            .compute(new RepeatPurchase(List.of(30)));

    assertTable(
        table,
        """
        dimension | segment | within_days | customers | repeat_customers | repeat_purchase_rate | mean_days_between_orders
        all       | all     | 30          | 1         | 0                | 0                    | -
        all       | all     | -           | 2         | 0                | 0                    | -
        device    | phone   | 30          | 1         | 0                | 0                    | -
        device    | phone   | -           | 1         | 0                | 0                    | -
        device    | desktop | 30          | 0         | 0                | -                    | -
        device    | desktop | -           | 1         | 0                | 0                    | -
        """);
  }
}
