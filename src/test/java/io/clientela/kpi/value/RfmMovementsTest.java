package io.clientela.kpi.value;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.testing.Shop;
import org.junit.jupiter.api.Test;

final class RfmMovementsTest {

  /** A month before, ana and bia were the only customers: two cuts at the one, two at the other. */
  @Test
  void customersAreWhereTheyWereAndWhereTheyAre() {
    assertTable(
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-05 | 10
                ana         | 2024-01-20 | 10
                bia         | 2024-01-10 | 10
                bia         | 2024-02-29 | 10
                bia         | 2024-02-28 | 10
                caio        | 2024-02-10 | 10   # new
                """)
            .compute(new RfmMovements(30)),
        """
        from_segment       | to_segment  | customers | share_of_from
        (new)              | promising   | 1         | 1
        potential_loyalist | hibernating | 1         | 1    # ana: then recency 5, frequency 3
        about_to_sleep     | champion    | 1         | 1    # bia: then recency 3, frequency 1
        """);
  }
}
