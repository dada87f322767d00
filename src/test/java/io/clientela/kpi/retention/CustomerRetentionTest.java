package io.clientela.kpi.retention;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class CustomerRetentionTest {

  /** Active on a day: an order in the 31 days before it. */
  private static final CustomerRetention MONTHLY = new CustomerRetention(List.of(Grain.MONTH), 31);

  @Test
  void followsCustomersFromStartToEndOfEachPeriod() {
    Dataset<Row> table =
        Shop.asOf("2024-05-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-10
                ana         | 2024-02-05
                ana         | 2024-03-01
                ana         | 2024-03-30  # active to April 30: lost in April
                bia         | 2024-01-20  # lost in February
                caio        | 2024-01-15  # lost in February
                caio        | 2024-03-20  # returned in March, lost in April
                davi        | 2024-04-02
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | customers_at_start | new_customers | returned_customers | lost_customers | customers_at_end | is_complete
        2024-01-01   | 0                  | 3             | 0                  | 0              | 3                | true
        2024-02-01   | 3                  | 0             | 0                  | 2              | 1                | true
        2024-03-01   | 1                  | 0             | 1                  | 0              | 2                | true
        2024-04-01   | 2                  | 1             | 0                  | 2              | 1                | true
        """);
    assertTable(
        table,
        """
        period_start | retention_rate | churn_rate | churn_rate_low | churn_rate_high | end_to_start_ratio
        2024-01-01   | -              | -          | -              | -               | -
        2024-02-01   | 0.3333         | 0.6667     | 0.2077         | 0.9385          | 0.3333
        2024-03-01   | 1              | 0          | 0              | 0.7935          | 2
        2024-04-01   | 0              | 1          | 0.3424         | 1               | 0.5
        """);
  }

  @Test
  void whoLapsesAndComesBackWithinAPeriodIsNeitherLostNorReturned() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id | ordered_at
                eva         | 2024-01-01  # active to February 1
                eva         | 2024-02-20  # back in the same period
                hugo        | 2023-12-31  # active to January 31: lost in January
                hugo        | 2024-02-01  # returned in February
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | customers_at_start | new_customers | returned_customers | lost_customers | customers_at_end
        2023-12-01   | 0                  | 1             | 0                  | 0              | 1
        2024-01-01   | 1                  | 1             | 0                  | 1              | 1
        2024-02-01   | 1                  | 0             | 1                  | 0              | 2
        """);
  }

  @Test
  void aPeriodThatIsNotOverEndsAtAsOf() {
    Dataset<Row> table =
        Shop.asOf("2024-02-10")
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-09 | 10      # active to February 9: lost at as-of
                ana         | 2024-02-01 | -10     # a return keeps nobody
                bia         | 2024-01-10 | 0       # active to February 10: kept at as-of
                caio        | 2024-02-09 | 10
                davi        | 2024-02-10 | 10      # not before as-of
                """)
            .compute(MONTHLY);

    assertTable(
        table,
        """
        period_start | customers_at_start | new_customers | returned_customers | lost_customers | customers_at_end | is_complete
        2024-01-01   | 0                  | 2             | 0                  | 0              | 2                | true
        2024-02-01   | 2                  | 1             | 0                  | 1              | 2                | false
        """);
  }

  @Test
  void aSegmentBeginsWithItsFirstOrder() {
    Dataset<Row> table =
        Shop.asOf("2024-01-15")
            .by("region")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-01
                bia         | 2024-01-09
                """)
            .customers(
                """
                customer_id | region
                ana         | north
                bia         | south
                """)
            .compute(new CustomerRetention(List.of(Grain.WEEK), 7));

    assertTable(
        table,
        """
        dimension | segment | period_start | customers_at_start | new_customers | lost_customers | customers_at_end
        all       | all     | 2024-01-01   | 0                  | 1             | 0              | 1
        all       | all     | 2024-01-08   | 1                  | 1             | 1              | 1
        region    | north   | 2024-01-01   | 0                  | 1             | 0              | 1
        region    | north   | 2024-01-08   | 1                  | 0             | 1              | 0
        region    | south   | 2024-01-08   | 0                  | 1             | 0              | 1
        """);
  }

  @Test
  void nobodyMayLapseWithinOnePeriodOfHisOrder() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> new CustomerRetention(List.of(Grain.MONTH), 30));

    assertTrue(refused.getMessage().contains("expected at least 31"), refused.getMessage());
  }
}
