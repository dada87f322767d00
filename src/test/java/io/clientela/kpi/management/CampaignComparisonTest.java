package io.clientela.kpi.management;

import static io.clientela.kpi.management.CampaignEffectTest.GROUPS;
import static io.clientela.kpi.management.CampaignEffectTest.TEN_DAYS;
import static io.clientela.kpi.management.CampaignEffectTest.outcome;
import static io.clientela.kpi.management.CampaignEffectTest.shop;
import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.clientela.testing.Shop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How treatment differs from control; the windows are those of {@link CampaignEffectTest}. */
final class CampaignComparisonTest {

  /**
   * Of money, (30, 10) less (20, 0) has the variances 200 and 200: 10 -+ 4.3027 sqrt(200), t = 10 /
   * sqrt(200), p = 1 - t / sqrt(t^2 + 2). Of shares, 2 of 2 less 1 of 2: the Wilson bounds are
   * 0.3424 to 1 and 0.0945 to 0.9055, z = 0.5 / sqrt(0.75 x 0.25).
   */
  @Test
  void boundsAndPValues() {
    Shop shop =
        shop(
            "2024-03-31",
            GROUPS,
            """
            customer_id | ordered_at | amount
            ana         | 2024-03-11 | 30
            bia         | 2024-03-12 | 10
            caio        | 2024-03-11 | 20
            """);
    assertTable(
        shop.compute(TEN_DAYS),
        """
        outcome  | lift | lift_low | lift_high | p_value
        ordered  | 0.5  | -0.2726  | 0.9055    | 0.2482
        revenue  | 10   | -50.8487 | 70.8487   | 0.5528
        retained | 0    | -0.6576  | 0.6576    | 1
        """);
  }

  @Test
  void withoutControlNothingIsCompared() {
    assertTable(
        shop(
                "2024-03-31",
                """
                campaign | customer_id | assigned_at | group
                all      | ana         | 2024-03-11  | treatment
                all      | bia         | 2024-03-11  | treatment
                waiting  | ana         | 2024-03-11  | treatment
                waiting  | bia         | 2024-03-30  | control
                """,
                "customer_id | ordered_at\nana | 2024-03-11")
            .compute(TEN_DAYS)
            .where("outcome = 'revenue'"),
        """
        campaign | treatment_members | control_members | treatment_mean | control_mean | lift | lift_low | relative_lift | p_value | incremental_total | did | did_p_value | placebo | status
        all      | 2                 | 0               | 5              | -            | -    | -        | -             | -       | -                 | -   | -           | -       | no_control
        waiting  | 1                 | 0               | 10             | -            | -    | -        | -             | -       | -                 | -   | -           | -       | immature
        """);
  }

  /**
   * Changes are (20 - 10, 30 - 0) and (5 - 5, 20 - 0), spread as in {@link #boundsAndPValues}; one
   * window earlier (10 - 0, 0 - 10) and (5 - 5, 0).
   */
  @Test
  void changesAreComparedWithTheWindowBefore() {
    assertTable(
        shop(
                "2024-03-31",
                GROUPS,
                """
                customer_id | ordered_at | amount
                ana         | 2024-03-01 | 10     # the first day before
                ana         | 2024-03-11 | 20
                bia         | 2024-02-20 | 10     # the first day of the window earlier
                bia         | 2024-03-11 | 30
                bia         | 2024-02-19 | 99     # in no window
                caio        | 2024-03-10 | 5      # the last day before
                caio        | 2024-03-20 | 5
                caio        | 2024-02-29 | 5      # the last day of the window earlier
                davi        | 2024-03-11 | 20
                davi        | 2024-03-21 | 99     # in no window
                """)
            .compute(TEN_DAYS),
        """
        outcome  | did | did_low  | did_high | did_p_value | placebo | placebo_p_value
        ordered  | 0   | -3.0424  | 3.0424   | 1           | 0       | 1
        revenue  | 10  | -50.8487 | 70.8487  | 0.5528      | 0       | 1
        retained | -   | -        | -        | -           | -       | -
        """);
  }

  /** 30 of 40, where 20 are planned: sqrt(10) deviations; where 18 are: 12 / sqrt(9.9). */
  @Test
  void sizesFarFromThePlanAreAMismatch() {
    StringBuilder members = new StringBuilder("campaign | customer_id | assigned_at | group\n");
    Map<String, Double> planned =
        Map.of("as planned", 0.75, "rare", 0.5, "broken", 0.45, "growing", 0.5, "not here", 0.5);
    for (String campaign : List.of("as planned", "rare", "broken", "growing", "unplanned")) {
      for (int i = 0; i < 40; i++) {
        String group = i < 30 ? "treatment" : "control";
        members.append(String.join(" | ", campaign, "c" + i, "2024-03-11", group)).append("\n");
      }
    }
    members.append("growing | eva | 2024-03-30 | control\n");
    assertTable(
        shop("2024-03-31", members.toString(), "customer_id | ordered_at\nc1 | 2024-03-11")
            .compute(new CampaignEffect(10, planned, null))
            .where("outcome = 'ordered'"),
        """
        campaign   | treatment_members | control_members | sample_ratio_p_value | status
        as planned | 30                | 10              | 1                    | ok
        rare       | 30                | 10              | 0.0016               | ok
        broken     | 30                | 10              | 0.0001               | sample_ratio_mismatch
        growing    | 30                | 10              | 0.003                | immature   # 30 of 41: who waits is assigned
        unplanned  | 30                | 10              | -                    | ok
        """);
  }

  /** Treatment spends 10 more in the window before than one earlier, control the same. */
  @Test
  void groupsThatPartedBeforeAreDoubtfulWhereNobodyDrewThem() {
    String members =
        """
        campaign | customer_id | assigned_at | group
        loyalty  | ana         | 2024-03-11  | treatment
        loyalty  | bia         | 2024-03-11  | treatment
        loyalty  | caio        | 2024-03-11  | control
        loyalty  | davi        | 2024-03-11  | control
        drawn    | ana         | 2024-03-11  | treatment
        drawn    | bia         | 2024-03-11  | treatment
        drawn    | caio        | 2024-03-11  | control
        drawn    | davi        | 2024-03-11  | control
        """;
    String orders =
        """
        customer_id | ordered_at | amount
        ana         | 2024-02-20 | 10
        ana         | 2024-03-01 | 20
        bia         | 2024-02-20 | 10
        bia         | 2024-03-01 | 21
        caio        | 2024-02-20 | 10
        caio        | 2024-03-01 | 10
        davi        | 2024-02-20 | 10
        davi        | 2024-03-01 | 11
        """;
    assertTable(
        shop("2024-03-31", members, orders)
            .compute(new CampaignEffect(10, null, List.of("loyalty"))),
        """
        campaign | outcome  | design        | placebo | placebo_p_value | status
        loyalty  | ordered  | observational | 0       | 1               | ok
        loyalty  | revenue  | observational | 10      | 0.005           | parallel_trends_doubtful
        loyalty  | retained | observational | -       | -               | ok
        drawn    | ordered  | randomised    | 0       | 1               | ok
        drawn    | revenue  | randomised    | 10      | 0.005           | ok
        drawn    | retained | randomised    | -       | -               | ok
        """);
  }

  @Test
  void whatIsNotKnownIsNull() {
    assertTable(
        outcome(
            "revenue",
            shop(
                "2024-03-31",
                """
                campaign | customer_id | assigned_at | group
                single   | ana         | 2024-03-11  | treatment
                single   | caio        | 2024-03-11  | control
                single   | davi        | 2024-03-11  | control
                flat     | ana         | 2024-03-11  | treatment
                flat     | bia         | 2024-03-11  | treatment
                flat     | caio        | 2024-03-11  | control
                flat     | davi        | 2024-03-11  | control
                silent   | eva         | 2024-03-11  | treatment
                silent   | enzo        | 2024-03-11  | treatment
                silent   | caio        | 2024-03-11  | control
                silent   | davi        | 2024-03-11  | control
                """,
                """
                customer_id | ordered_at | amount
                ana         | 2024-03-11 | 10
                bia         | 2024-03-11 | 10
                """)),
        """
        campaign | lift | lift_low | lift_high | p_value | did | did_low | did_p_value | placebo | placebo_p_value | status
        single   | 10   | -        | -         | -       | 10  | -       | -           | 0       | -               | ok  # one member tells no spread
        flat     | 10   | -        | -         | -       | 10  | -       | -           | 0       | 1               | ok  # neither group spreads
        silent   | 0    | -        | -         | 1       | 0   | -       | 1           | 0       | 1               | ok
        """);
  }

  @Test
  void parametersAreChecked() {
    assertRefused("window-days is 0, expected 1 to 3650", () -> new CampaignEffect(0, null, null));
    assertRefused(
        "treatment-shares of welcome is 50.0, expected a share above 0 and below 1 such as 0.5",
        () -> new CampaignEffect(null, Map.of("welcome", 50.0), null));
    Map<String, Double> nothing = new HashMap<>();
    nothing.put("welcome", null);
    assertRefused(
        "treatment-shares of welcome is null, expected a share above 0 and below 1 such as 0.5",
        () -> new CampaignEffect(null, nothing, null));
  }

  private static void assertRefused(String message, Runnable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made::run).getMessage());
  }
}
