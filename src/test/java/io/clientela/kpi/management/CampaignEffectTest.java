package io.clientela.kpi.management;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.model.CampaignMembers;
import io.clientela.testing.PlanNodes;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeExec;
import org.junit.jupiter.api.Test;

/**
 * Windows of ten days: of who is assigned on March 11 they begin on February 20, March 1, 11 and
 * 21.
 */
final class CampaignEffectTest {

  static final CampaignEffect TEN_DAYS = new CampaignEffect(10, null, null);

  static final String GROUPS =
      """
      campaign | customer_id | assigned_at      | group
      welcome  | ana         | 2024-03-11 00:00 | treatment
      welcome  | bia         | 2024-03-11 23:59 | treatment
      welcome  | caio        | 2024-03-11 12:00 | control
      welcome  | davi        | 2024-03-11 12:00 | control
      """;

  static Shop shop(String asOf, String members, String orders) {
    return Shop.asOf(asOf).rows(CampaignMembers.INPUT, members).orders(orders);
  }

  static Dataset<Row> outcome(String name, Shop shop) {
    return shop.compute(TEN_DAYS).where("outcome = '" + name + "'");
  }

  @Test
  void aWindowBeginsWithTheDayOfTheAssignment() {
    Shop shop =
        shop(
            "2024-03-31",
            GROUPS,
            """
            customer_id | ordered_at       | amount
            ana         | 2024-03-11 00:00 | 30     # the first minute
            ana         | 2024-03-20 23:59 | 10     # the last
            bia         | 2024-03-21 00:00 | 50     # the next window
            caio        | 2024-03-10 23:59 | 70     # the window before
            davi        | 2024-03-15 10:00 | 20
            davi        | 2024-03-31 00:00 | 90     # as-of: not known
            """);
    assertTable(
        shop.compute(TEN_DAYS),
        """
        campaign | outcome  | design     | treatment_members | control_members | treatment_mean | control_mean | lift | relative_lift | incremental_total | status | is_complete
        welcome  | ordered  | randomised | 2                 | 2               | 0.5            | 0.5          | 0    | 0             | 0                 | ok     | true
        welcome  | revenue  | randomised | 2                 | 2               | 20             | 10           | 10   | 1             | 20                | ok     | true
        welcome  | retained | randomised | 2                 | 2               | 0.5            | 0            | 0.5  | -             | 1                 | ok     | true
        """);
  }

  @Test
  void aCustomerCountsByTheEarliestAssignment() {
    assertTable(
        shop(
                "2024-04-20",
                """
                campaign | customer_id | assigned_at | group
                welcome  | ana         | 2024-03-25  | treatment  # the order is in this window
                welcome  | ana         | 2024-03-11  | treatment  # but she was in before
                welcome  | ana         | 2024-03-11  | treatment
                welcome  | caio        | 2024-03-25  | control
                goodbye  | ana         | 2024-03-25  | treatment  # a campaign of its own
                goodbye  | caio        | 2024-03-11  | control
                """,
                "customer_id | ordered_at\nana | 2024-03-26")
            .compute(TEN_DAYS)
            .where("outcome = 'ordered'"),
        """
        campaign | treatment_members | control_members | treatment_mean | control_mean
        welcome  | 1                 | 1               | 0              | 0
        goodbye  | 1                 | 1               | 1              | 0
        """);
  }

  @Test
  void whoIsInBothGroupsIsInNeither() {
    assertTable(
        shop(
                "2024-03-31",
                GROUPS
                    + """
                    welcome  | eva         | 2024-03-11 12:00 | treatment
                    welcome  | eva         | 2024-03-12 12:00 | control
                    welcome  | enzo        | 2024-03-30 12:00 | control     # waits for nothing
                    welcome  | enzo        | 2024-03-30 12:00 | treatment
                    alone    | eva         | 2024-03-11 12:00 | treatment
                    alone    | eva         | 2024-03-11 12:00 | control
                    """,
                "customer_id | ordered_at\neva | 2024-03-13")
            .compute(TEN_DAYS)
            .where("outcome = 'ordered'"),
        """
        campaign | treatment_members | control_members | waiting_members | in_both_groups | treatment_mean | status     | is_complete
        welcome  | 2                 | 2               | 0               | 2              | 0              | ok         | true
        alone    | 0                 | 0               | 0               | 1              | -              | no_control | true
        """);
  }

  /** The window of who is assigned on the 21st ends with March 30, the one after with April 9. */
  @Test
  void aMemberWaitsUntilTheLastDayOfTheWindowIsKnown() {
    String members =
        """
        campaign | customer_id | assigned_at | group
        welcome  | ana         | 2024-03-11  | treatment
        welcome  | bia         | 2024-03-21  | treatment
        welcome  | caio        | 2024-03-11  | control
        welcome  | davi        | 2024-03-31  | control    # later than the first as-of
        """;
    String orders = "customer_id | ordered_at\nbia | 2024-03-21";
    String columns =
        "outcome | treatment_members | control_members | waiting_members | treatment_mean | status | is_complete\n";
    assertTable(
        shop("2024-03-30", members, orders).compute(TEN_DAYS),
        columns
            + """
            ordered  | 1 | 1 | 1 | 0 | immature | false
            revenue  | 1 | 1 | 1 | 0 | immature | false
            retained | 0 | 0 | 3 | - | immature | false
            """);
    assertTable(
        shop("2024-03-31", members, orders).compute(TEN_DAYS),
        columns
            + """
            ordered  | 2 | 1 | 0 | 0.5 | ok       | true
            revenue  | 2 | 1 | 0 | 5   | ok       | true
            retained | 1 | 1 | 1 | 0   | immature | false
            """);
    assertTable(
        outcome("ordered", shop("2024-04-01", members, orders)),
        columns + "ordered | 2 | 1 | 1 | 0.5 | immature | false   # davi has come");
  }

  @Test
  void whoOrdersInTheWindowAfterIsRetained() {
    assertTable(
        outcome(
            "retained",
            shop(
                "2024-03-31",
                GROUPS,
                """
                customer_id | ordered_at       | amount
                ana         | 2024-03-20 23:59 | 10     # still the window
                bia         | 2024-03-21 00:00 | 10     # the first minute after
                bia         | 2024-03-22 00:00 | 10
                caio        | 2024-03-30 23:59 | 0      # the last, for nothing
                davi        | 2024-03-31 00:00 | 10     # too late, and not known
                davi        | 2024-03-25 00:00 | -10    # a return is no order
                """)),
        """
        treatment_members | control_members | waiting_members | treatment_mean | control_mean | lift | incremental_total
        2                 | 2               | 0               | 0.5            | 0.5          | 0    | 0
        """);
  }

  @Test
  void aMemberWithoutOrdersHasZeros() {
    assertTable(
        outcome(
            "revenue",
            shop(
                "2024-03-31",
                GROUPS,
                """
                customer_id | ordered_at | amount
                bia         | 2024-03-11 | 40
                eva         | 2024-03-11 | 99     # is no member
                """)),
        """
        treatment_members | treatment_mean | control_mean | lift | did | relative_lift
        2                 | 20             | 0            | 20   | 20  | -
        """);
  }

  @Test
  void aRefundCountsOnTheDateThatTheSettingsSay() {
    Shop shop =
        shop(
            "2024-03-31",
            GROUPS,
            """
            customer_id | ordered_at | amount | refunded_amount | refunded_at
            ana         | 2024-03-11 | 40     | 10              | 2024-03-25  # after the window
            bia         | 2024-03-01 | 40     | 40              | 2024-03-12  # before it was assigned
            caio        | 2024-03-11 | -8     | -               | -           # a return is no order
            """);
    String columns = "outcome | treatment_mean | control_mean | did\n";
    assertTable(
        shop.compute(TEN_DAYS).where("outcome <> 'retained'"),
        columns + "ordered | 0.5 | 0 | 0\nrevenue | 15 | -4 | 19");
    assertTable(
        shop.refundDated().compute(TEN_DAYS).where("outcome <> 'retained'"),
        columns + "ordered | 0.5 | 0 | 0\nrevenue | 0 | -4 | -16   # (40 + -40 - 40) / 2 + 4");
  }

  /** By customer: orders on their way into histories, and members. The cells are read out last. */
  @Test
  void membersMoveOnceToTheHistoriesOfTheirCustomers() {
    Shop shop = shop("2024-03-31", GROUPS, "customer_id | ordered_at\nana | 2024-03-11");
    List<String> exchanges =
        PlanNodes.of(shop, List.of(TEN_DAYS)).which(ShuffleExchangeExec.class::isInstance).stream()
            .map(node -> node.outputPartitioning().toString().replaceAll("#\\d+|, \\d+\\)", ""))
            .sorted()
            .toList();

    assertEquals(
        List.of(
            "hashpartitioning(campaign",
            "hashpartitioning(campaign, outcome",
            "hashpartitioning(customer_id",
            "hashpartitioning(customer_id"),
        exchanges);
  }

  /** 01:00 in UTC is the evening before in São Paulo. */
  @Test
  void theDayOfAnAssignmentIsTheLocalOne() {
    assertTable(
        outcome(
            "ordered",
            shop(
                    "2024-03-31",
                    """
                    campaign | customer_id | assigned_at          | group
                    welcome  | ana         | 2024-03-12T01:00:00Z | treatment
                    welcome  | caio        | 2024-03-12T12:00:00Z | control
                    """,
                    """
                    customer_id | ordered_at
                    ana         | 2024-03-21T12:00:00Z   # a day late for March 11
                    caio        | 2024-03-21T12:00:00Z   # the last day for March 12
                    """)
                .in("America/Sao_Paulo")),
        "treatment_mean | control_mean | lift\n0 | 1 | -1");
  }
}
