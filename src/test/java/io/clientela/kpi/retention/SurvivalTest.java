package io.clientela.kpi.retention;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.clientela.model.Leads;
import io.clientela.model.Subscriptions;
import io.clientela.table.Input;
import io.clientela.testing.RawRows;
import io.clientela.testing.Shop;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SurvivalTest {

  private static final Survival DEFAULT = new Survival(null, null);

  @Test
  void whoHasNotOrderedAgainIsCensoredOnTheLastKnownDay() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .orders(
                """
                customer_id | ordered_at       | amount
                ana         | 2024-01-01       | 10
                ana         | 2024-01-01 18:00 | 10   # the same day is no second one
                ana         | 2024-01-11       | 0    # a free order is one: 10 days
                ana         | 2024-01-12       | 10
                bia         | 2024-01-01       | 10
                bia         | 2024-01-21       | 10   # 20 days
                caio        | 2024-01-11       | 10   # 20 days to January 31, the last known day
                davi        | 2024-01-31       | 10   # 0 days to it
                eva         | 2024-01-01       | 10   # 30 days to it
                eva         | 2024-01-05       | -10  # a return is no order
                eva         | 2024-02-01       | 10   # not before as-of
                fabio       | 2024-01-05       | -10  # no customer
                """)
            .compute(new Survival(List.of("second_order"), null));

    assertTable(
        table,
        """
        event        | dimension | segment | day | at_risk | events | censored | survival
        second_order | all       | all     | 0   | 5       | 0      | 1        | 1
        second_order | all       | all     | 10  | 4       | 1      | 0        | 0.75
        second_order | all       | all     | 20  | 3       | 1      | 1        | 0.5   # caio leaves after bia's order
        second_order | all       | all     | 30  | 1       | 0      | 1        | 0.5
        """);
    assertTable(
        table,
        """
        day | survival_low | survival_high | median_days | median_days_low | median_days_high
        0   | 1            | 1             | 20          | 10              | -
        10  | 0.1279       | 0.9605        | 20          | 10              | -
        20  | 0.0578       | 0.8449        | 20          | 10              | -
        30  | 0.0578       | 0.8449        | 20          | 10              | -
        """);
  }

  @Test
  void churnIsTheFirstGapThatIsLongEnough() {
    Dataset<Row> table =
        Shop.asOf("2024-04-10")
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-01 | 10
                ana         | 2024-01-31 | 10   # after 30 days: not lost
                ana         | 2024-03-02 | 10   # after 31: lost on March 1, 60 days after the first order
                bia         | 2024-01-01 | 10   # lost after 30 days
                bia         | 2024-01-20 | -10  # a return keeps nobody
                bia         | 2024-04-09 | 10   # she comes back, and stays lost
                caio        | 2024-03-10 | 10   # lost on April 9, the last known day
                davi        | 2024-03-11 | 10   # not before April 10: censored after 29 days
                eva         | 2024-02-09 | 10
                eva         | 2024-03-05 | 10
                eva         | 2024-04-04 | 10   # censored after 60 days, as ana is lost
                """)
            .compute(new Survival(List.of("churn"), 30));

    assertTable(
        table,
        """
        event | day | at_risk | events | censored | survival | median_days
        churn | 0   | 5       | 0      | 0        | 1        | 30
        churn | 29  | 5       | 0      | 1        | 1        | 30
        churn | 30  | 4       | 2      | 0        | 0.5      | 30
        churn | 60  | 2       | 1      | 1        | 0.25     | 30
        """);
  }

  @Test
  void aSubscriptionRunsUntilItsEndIsKnown() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .with(
                Subscriptions.INPUT,
                raw(
                    Subscriptions.INPUT,
                    """
                    customer_id | started_on | ended_on
                    ana         | 2024-02-01 | 2024-02-11
                    ana         | 2024-02-15 | 2024-02-15  # ended on its first day
                    bia         | 2024-02-19 | -           # 10 days to February 29
                    caio        | 2024-02-01 | 2024-03-01  # not known yet: 28 days to February 29
                    davi        | 2024-01-31 | 2024-02-29  # 29 days
                    """))
            .compute(DEFAULT);

    assertTable(
        table,
        """
        event              | day | at_risk | events | censored | survival | median_days
        subscription_churn | 0   | 5       | 1      | 0        | 0.8      | 29
        subscription_churn | 10  | 4       | 1      | 1        | 0.6      | 29
        subscription_churn | 28  | 2       | 0      | 1        | 0.6      | 29
        subscription_churn | 29  | 1       | 1      | 0        | 0        | 29
        """);
    assertTable(
        table.where("day >= 28"),
        """
        day | survival_low | survival_high | median_days_low | median_days_high
        28  | 0.1257       | 0.8818        | 0               | -
        29  | -            | -             | 0               | -
        """);
  }

  @Test
  void leadsConvertByBusinessDate() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .in("America/Sao_Paulo")
            .with(
                Leads.INPUT,
                raw(
                    Leads.INPUT,
                    """
                    lead_id | created_at           | converted_at
                    1       | 2024-02-10T02:30:00Z | 2024-02-10T03:30:00Z  # February 9, then 10
                    2       | 2024-02-10T03:30:00Z | 2024-02-11T02:30:00Z  # both on February 10
                    3       | 2024-02-28T12:00:00Z | 2024-03-01T02:30:00Z  # February 29
                    4       | 2024-02-28T12:00:00Z | 2024-03-01T03:00:00Z  # March 1: not known yet
                    """))
            .compute(DEFAULT);

    assertTable(
        table,
        """
        event           | day | at_risk | events | censored | survival
        lead_conversion | 0   | 4       | 1      | 0        | 0.75
        lead_conversion | 1   | 3       | 2      | 1        | 0.25
        """);
  }

  @Test
  void aSubscriptionHasItsOwnDimensionsAndElseThoseOfItsCustomer() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .by("plan", "region", "owner")
            .with(
                Subscriptions.INPUT,
                raw(
                    Subscriptions.INPUT,
                    """
                    customer_id | started_on | ended_on   | plan
                    ana         | 2024-01-01 | 2024-01-11 | gold
                    bia         | 2024-01-01 | 2024-01-11 | -
                    caio        | 2024-01-01 | -          | gold  # customers does not know him
                    """))
            .customers(
                """
                customer_id | region | plan
                ana         | north  | silver  # the subscription knows better
                bia         | -      | silver
                """)
            .compute(DEFAULT);

    assertTable(
        table.where("day > 0"),
        """
        dimension | segment | day | at_risk | events | censored
        all       | all     | 10  | 3       | 2      | 0
        all       | all     | 30  | 1       | 0      | 1
        plan      | gold    | 10  | 2       | 1      | 0
        plan      | gold    | 30  | 1       | 0      | 1
        plan      | (none)  | 10  | 1       | 1      | 0
        region    | north   | 10  | 1       | 1      | 0
        region    | (none)  | 10  | 2       | 1      | 0
        region    | (none)  | 30  | 1       | 0      | 1
        owner     | (none)  | 10  | 3       | 2      | 0
        owner     | (none)  | 30  | 1       | 0      | 1
        """);
  }

  @Test
  void aLeadWithoutCustomerHasNoAttributes() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .by("region")
            .with(
                Leads.INPUT,
                raw(
                    Leads.INPUT,
                    """
                    customer_id | created_at | converted_at
                    ana         | 2024-01-01 | 2024-01-11
                    -           | 2024-01-01 | -
                    """))
            .customers(
                """
                customer_id | region
                ana         | north
                """)
            .compute(DEFAULT);

    assertTable(
        table.where("day > 0 and dimension = 'region'"),
        """
        segment | day | at_risk | events | censored | survival
        north   | 10  | 1       | 1      | 0        | 0
        (none)  | 30  | 1       | 0      | 1        | 1
        """);
  }

  /** Here leads have no customers at all, and subscriptions no channel. */
  @Test
  void leadsAndSubscriptionsHaveEachTheirOwnDimensions() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .by("channel", "region")
            .with(
                Leads.INPUT,
                raw(
                    Leads.INPUT,
                    """
                    lead_id | created_at | channel
                    1       | 2024-01-01 | web
                    """))
            .with(
                Subscriptions.INPUT,
                raw(
                    Subscriptions.INPUT,
                    """
                    customer_id | started_on
                    7           | 2024-01-01
                    """))
            .customers(
                """
                customer_id | channel | region
                7           | store   | north
                """)
            .compute(DEFAULT);

    assertTable(
        table.where("day > 0"),
        """
        event              | dimension | segment | censored
        lead_conversion    | all       | all     | 1
        lead_conversion    | channel   | web     | 1
        lead_conversion    | region    | (none)  | 1
        subscription_churn | all       | all     | 1
        subscription_churn | channel   | store   | 1
        subscription_churn | region    | north   | 1
        """);
  }

  @Test
  void aCurveThatEndsAtOnceHasAMedianWithoutBounds() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-01
                ana         | 2024-01-08
                bia         | 2024-01-02
                bia         | 2024-01-09
                """)
            .compute(new Survival(List.of("second_order"), null));

    assertTable(
        table,
        """
        day | survival | survival_low | survival_high | median_days | median_days_low | median_days_high
        0   | 1        | 1            | 1             | 7           | -               | -
        7   | 0        | -            | -             | 7           | -               | -
        """);
  }

  /** 11/12 x 10/11 x ... x 6/7 is one half, but as binary numbers the least bit more. */
  @Test
  void theMedianIsTheDayAfterWhichHalfOfThemAreLeft() {
    Dataset<Row> table =
        Shop.asOf("2024-01-31")
            .with(
                Leads.INPUT,
                raw(
                    Leads.INPUT,
                    """
                    lead_id | created_at | converted_at
                    1       | 2024-01-01 | 2024-01-02
                    2       | 2024-01-01 | 2024-01-03
                    3       | 2024-01-01 | 2024-01-04
                    4       | 2024-01-01 | 2024-01-05
                    5       | 2024-01-01 | 2024-01-06
                    6       | 2024-01-01 | 2024-01-07
                    7       | 2024-01-01 | -
                    8       | 2024-01-01 | -
                    9       | 2024-01-01 | -
                    10      | 2024-01-01 | -
                    11      | 2024-01-01 | -
                    12      | 2024-01-01 | -
                    """))
            .compute(DEFAULT);

    assertTable(
        table.where("day >= 5"),
        """
        day | at_risk | events | censored | survival | median_days
        5   | 8       | 1      | 0        | 0.5833   | 6
        6   | 7       | 1      | 0        | 0.5      | 6
        29  | 6       | 0      | 6        | 0.5      | 6
        """);
  }

  @Test
  void whatHappensToFewHasNoMedian() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-01
                ana         | 2024-01-08
                bia         | 2024-01-01
                caio        | 2024-01-01
                """)
            .compute(new Survival(List.of("second_order"), null));

    assertTable(
        table,
        """
        day | survival | median_days | median_days_low | median_days_high
        0   | 1        | -           | 7               | -
        7   | 0.6667   | -           | 7               | -
        30  | 0.6667   | -           | 7               | -
        """);
  }

  @Test
  void aCurveWithoutItsSourceIsLeftOut() {
    Shop shop =
        Shop.asOf("2024-02-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-01
                """)
            .interactions(
                """
                customer_id | occurred_at
                ana         | 2024-01-02
                """);

    assertTable(
        shop.compute(DEFAULT),
        """
        event        | day | at_risk | censored | median_days
        second_order | 0   | 1       | 0        | -
        second_order | 30  | 1       | 1        | -
        churn        | 0   | 1       | 0        | -
        churn        | 30  | 1       | 1        | -
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"second-order", "order", ""})
  void onlyTheseEventsAreKnown(String event) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new Survival(List.of(event), null));

    assertEquals(
        "events is ["
            + event
            + "], expected some of [second_order, churn, subscription_churn, lead_conversion]",
        refused.getMessage());
  }

  @Test
  void nobodyChurnsOnTheDayOfTheOrder() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new Survival(null, 0));

    assertEquals("inactive-after-days is 0, expected 1 or more", refused.getMessage());
  }

  private static Function<SparkSession, Dataset<Row>> raw(Input input, String text) {
    return spark -> RawRows.of(spark, input, text);
  }
}
