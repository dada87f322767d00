package io.clientela.kpi.acquisition;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Leads;
import io.clientela.model.MarketingSpend;
import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class AcquisitionCostTest {

  private static final AcquisitionCost MONTHLY = new AcquisitionCost(List.of(Grain.MONTH), 2);

  private static final String CUSTOMERS =
      """
      customer_id | channel | campaign
      ana         | ads     | spring
      bia         | ads     | -
      caio        | organic | -
      """;

  private static Shop shop(String asOf, String spend) {
    return Shop.asOf(asOf).rows(MarketingSpend.INPUT, spend);
  }

  private static Dataset<Row> channels(Shop shop) {
    return shop.compute(MONTHLY).where("dimension in ('all', 'channel')");
  }

  @Test
  void whatLeadsAndCustomersCost() {
    Shop shop =
        shop(
                "2024-03-10",
                """
                spent_on   | channel | amount | campaign
                2024-01-05 | ads     | 60     | spring
                2024-01-31 | ads     | 30     | -
                2024-01-10 | -       | 10     | -        # nobody knows for what
                2024-02-10 | ads     | 50     | spring   # and no lead comes
                """)
            .rows(
                Leads.INPUT,
                """
                lead_id | created_at | channel
                1       | 2024-01-05 | ads
                2       | 2024-01-06 | ads
                3       | 2024-01-07 | ads
                4       | 2024-01-08 | organic   # costs nothing
                5       | 2024-01-09 | -
                """)
            .customers(CUSTOMERS)
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-10 | 100
                ana         | 2024-03-01 | 50
                bia         | 2024-01-20 | 30
                caio        | 2024-01-25 | 40
                dora        | 2024-02-25 | 20    # is not among the customers
                """);
    assertTable(
        channels(shop),
        """
        segment | period_start | spend | leads | new_customers | cost_per_lead | cac     | revenue | roas | is_complete
        all     | 2024-01-01   | 100   | 5     | 3             | 20            | 33.3333 | 220     | 2.2  | true
        all     | 2024-02-01   | 50    | 0     | 1             | -             | 50      | 20      | 0.4  | true
        ads     | 2024-01-01   | 90    | 3     | 2             | 30            | 45      | 180     | 2    | true
        ads     | 2024-02-01   | 50    | 0     | 0             | -             | -       | 0       | 0    | true
        organic | 2024-01-01   | 0     | 1     | 1             | 0             | 0       | 40      | -    | true
        (none)  | 2024-01-01   | 10    | 1     | 0             | 10            | -       | 0       | 0    | true
        (none)  | 2024-02-01   | 0     | 0     | 1             | -             | 0       | 20      | -    | true
        """);
    assertTable(
        shop.compute(MONTHLY).where("dimension = 'campaign' and period_start = '2024-01-01'"),
        """
        segment | spend | leads | new_customers | cac
        spring  | 60    | 0     | 1             | 60
        (none)  | 40    | 5     | 2             | 20
        """);
  }

  /** The horizon of two months of January is over with March. */
  @Test
  void whenCustomersHaveBroughtInTheSpend() {
    Shop shop =
        shop(
                "2024-04-01",
                """
                spent_on   | channel | amount
                2024-01-01 | ads     | 100
                2024-01-01 | social  | 100
                2024-01-01 | email   | 100
                2024-02-01 | ads     | 100
                """)
            .customers(
                """
                customer_id | channel
                ana         | ads
                bia         | ads
                caio        | social
                dora        | organic
                enzo        | ads
                """)
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-31 | 50
                ana         | 2024-02-01 | 30     # a day later, and month 1
                ana         | 2024-03-31 | 20     # 100 with month 2
                bia         | 2024-01-15 | 0
                caio        | 2024-01-15 | 99.99
                dora        | 2024-01-15 | 40
                enzo        | 2024-02-15 | 80     # March is his month 1: more may come
                """);
    assertTable(
        channels(shop).where("dimension = 'channel'"),
        """
        segment | period_start | spend | new_customers | ltv   | ltv_to_cac | payback_months | payback_status | value_basis
        ads     | 2024-01-01   | 100   | 2             | 50    | 1          | 2              | reached        | revenue
        social  | 2024-01-01   | 100   | 1             | 99.99 | 0.9999     | -              | not_reached    | revenue
        email   | 2024-01-01   | 100   | 0             | -     | -          | -              | not_reached    | margin
        organic | 2024-01-01   | 0     | 1             | 40    | -          | -              | no_spend       | revenue
        ads     | 2024-02-01   | 100   | 1             | -     | -          | -              | immature       | revenue
        """);
  }

  @Test
  void marginIsTheBasisWhereEveryCostIsKnown() {
    Shop shop =
        shop(
                "2024-04-01",
                """
                spent_on   | channel | amount
                2024-01-01 | ads     | 50
                2024-01-01 | social  | 50
                """)
            .customers(
                """
                customer_id | channel
                ana         | ads
                bia         | social
                """)
            .orders(
                """
                customer_id | ordered_at | amount | cost
                ana         | 2024-01-10 | 100    | 60
                ana         | 2024-02-10 | 100    | 60
                bia         | 2024-01-10 | 100    | 60
                bia         | 2024-02-10 | 100    | -    # nobody knows
                """);
    assertTable(
        channels(shop),
        """
        segment | revenue | margin | roi | value_basis | ltv | ltv_to_cac | payback_months
        all     | 400     | -      | -   | revenue     | 200 | 4          | 0
        ads     | 200     | 80     | 0.6 | margin      | 80  | 1.6        | 1
        social  | 200     | -      | -   | revenue     | 200 | 4          | 0
        """);
  }

  @Test
  void aRefundMayTakeThePaybackAway() {
    Shop shop =
        shop(
                "2024-04-01",
                """
                spent_on   | channel | amount
                2024-01-01 | ads     | 100
                """)
            .orders(
                """
                customer_id | ordered_at | amount | refunded_amount | refunded_at
                ana         | 2024-01-10 | 120    | 50              | 2024-02-10
                """);
    String columns = "segment | revenue | payback_months | payback_status | ltv\n";
    assertTable(
        channels(shop).where("dimension = 'all'"), columns + "all | 70 | - | not_reached | 70");
    assertTable(
        channels(shop.refundDated()).where("dimension = 'all'"),
        columns + "all | 70 | 0 | reached | 70   # it was, before the refund");
  }

  @Test
  void withoutOrdersAndLeadsOnlyTheSpendIsKnown() {
    assertTable(
        channels(
                shop(
                    "2024-02-10",
                    """
                    spent_on   | channel | amount
                    2024-01-01 | ads     | 100
                    2024-02-01 | ads     | -10      # a credit note
                    """))
            .where("dimension = 'all'"),
        """
        period_start | spend | leads | new_customers | cac | revenue | roas | ltv | payback_status | value_basis | is_complete
        2024-01-01   | 100   | -     | -             | -   | -       | -    | -   | -              | -           | true
        2024-02-01   | -10   | -     | -             | -   | -       | -    | -   | -              | -           | false
        """);
  }
}
