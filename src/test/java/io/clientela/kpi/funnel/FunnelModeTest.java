package io.clientela.kpi.funnel;

import static io.clientela.kpi.funnel.Journeys.assertAttempts;
import static io.clientela.testing.Tables.assertTable;

import io.clientela.testing.Funnels;
import io.clientela.testing.Shop;
import org.junit.jupiter.api.Test;

/** How the steps of a chain follow each other. */
final class FunnelModeTest {

  @Test
  void strictlyIncreasingTimesDiffer() {
    assertAttempts(
        "steps: [A, B, C], window: 60s, mode: strictly-increasing",
        """
        who   | events                 | attempts
        ana   | A@0 B@0 C@1            | A@0            # B at the time of A
        bia   | A@0 B@5 C@5            | A@0 B@5        # C at the time of B
        caio  | A@0 B@5 B@6 C@6        | A@0 B@5 C@6    # the earlier B was before C
        davi  | A@0 A@5 B@5 B@7 C@7    | A@0 B@5 C@7    # from A@5 no C is left behind B
        eva   | A@0 A@50 B@50 C@61     | A@0 B@50       # A@0 is too early, A@50 has no B
        fabio | A@0 A@5 B@5 B@9 C@62   | A@5 B@9 C@62   # two ties on the way
        """);
  }

  @Test
  void inStrictEveryOtherEventOfTheCustomerInterrupts() {
    assertAttempts(
        "steps: [A, B, C], mode: strict",
        """
        who   | events              | attempts
        ana   | A@0 B@1 C@2         | A@0 B@1 C@2
        bia   | A@0 D@1 B@2         | A@0          # whatever its type
        caio  | A@0 C@1 B@2         | A@0          # a step in the wrong place too
        davi  | A@0 A@1 B@2 C@3     | A@1 B@2 C@3  # the second A interrupts the first, and enters
        eva   | A@0 B@1 B@2 C@3     | A@0 B@1      # another B is another event
        fabio | A@0 B@1 D@2 C@3     | A@0 B@1      # a later attempt there is not
        gina  | D@0 A@1 B@2 C@3 D@4 | A@1 B@2 C@3  # before and behind is not between
        """);
  }

  @Test
  void inStrictAnEventAtTheTimeOfTheFirstOrLastStepIsNotBetween() {
    assertAttempts(
        "steps: [A, B, C], mode: strict",
        """
        who  | events              | attempts
        ana  | A@0 D@0 B@1 C@2     | A@0 B@1 C@2
        bia  | A@0 B@1 C@2 D@2     | A@0 B@1 C@2
        caio | A@0 B@1 D@1         | A@0 B@1      # as far as B
        davi | A@0 B@1 D@1 C@2     | A@0 B@1      # from C's view D is between
        eva  | A@0 A@0 B@1 C@2     | A@0 B@1 C@2
        """);
  }

  @Test
  void inStrictOrdersInterruptWhereTheFunnelNamesOrder() {
    Shop shop =
        Shop.asOf("2024-02-01")
            .by("why")
            .interactions(
                """
                customer_id | occurred_at      | type   | why
                ana         | 2024-01-01 10:00 | A      | order between
                ana         | 2024-01-01 10:02 | B      | order between
                bia         | 2024-01-01 10:00 | A      | nothing between
                bia         | 2024-01-01 10:02 | B      | nothing between
                caio        | 2024-01-01 10:00 | A      | cancelled order between
                caio        | 2024-01-01 10:02 | B      | cancelled order between
                davi        | 2024-01-01 10:00 | A      | visit between
                davi        | 2024-01-01 10:01 | visit  | visit between
                davi        | 2024-01-01 10:02 | B      | visit between
                """)
            .orders(
                """
                customer_id | ordered_at       | status
                ana         | 2024-01-01 10:01 | completed
                ana         | 2024-01-01 10:03 | completed
                bia         | 2024-01-01 10:03 | completed
                caio        | 2024-01-01 10:01 | cancelled
                caio        | 2024-01-01 10:03 | completed
                davi        | 2024-01-01 10:03 | completed
                """);

    assertTable(
        shop.compute(
                Funnels.conversion(
                    "name: without, steps: [A, B], mode: strict",
                    "name: with, steps: [A, B, order], mode: strict"))
            .where("dimension = 'why' and customers > 0"),
        """
        funnel  | segment                 | step_name
        without | order between           | A
        without | order between           | B
        without | nothing between         | A
        without | nothing between         | B
        without | cancelled order between | A
        without | cancelled order between | B
        without | visit between           | A
        with    | order between           | A
        with    | nothing between         | A
        with    | nothing between         | B
        with    | nothing between         | order
        with    | cancelled order between | A
        with    | cancelled order between | B
        with    | cancelled order between | order
        with    | visit between           | A
        """);
  }

  @Test
  void anyOrderTakesAsManyStepsAsLieInOneWindow() {
    assertAttempts(
        "steps: [A, B, C], window: 60s, mode: any-order",
        """
        who   | events              | attempts
        ana   | C@0 A@5 B@9         | C@0 A@5 B@9
        bia   | B@0 A@60            | B@0 A@60        # the window runs from the earliest, edge inside
        caio  | B@0 A@61            | B@0             # the first of two that come as far
        davi  | A@0 A@5 A@9         | A@0             # a step is taken once
        eva   | A@0 B@50 C@70       | A@0 B@50        # no 60 seconds hold all three
        fabio | A@0 B@50 A@55 C@70  | B@50 A@55 C@70  # here they do
        gina  | B@5 A@5 C@5         | A@5 B@5 C@5     # at once
        hugo  | D@0                 | -
        iris  | A@0 D@5 C@9         | A@0 C@9         # others may come between
        """);
  }

  @Test
  void inAnyOrderTooAnEventServesOneStep() {
    assertAttempts(
        "steps: [{name: A, where: \"type IN ('A', 'AB')\"}, {name: B, where: \"type IN ('B', 'AB')\"}],"
            + " mode: any-order",
        """
        who  | events   | attempts
        ana  | AB@0     | A@0
        bia  | AB@0 A@5 | B@0 A@5  # AB is left for B
        caio | B@0 AB@5 | B@0 A@5
        """);
  }

  @Test
  void theRowsOfAnyOrderSayHowManyStepsWereTaken() {
    assertTable(
        Shop.asOf("2024-02-01")
            .interactions(
                """
                customer_id | occurred_at         | type
                ana         | 2024-01-01 00:00:00 | C
                ana         | 2024-01-01 00:00:10 | A
                ana         | 2024-01-01 00:00:40 | B
                bia         | 2024-01-01 00:00:00 | B
                bia         | 2024-01-01 00:00:20 | C
                caio        | 2024-01-01 00:00:00 | B
                """)
            .compute(Funnels.conversion("name: any, steps: [A, B, C], mode: any-order")),
        """
        step_index | step_name | customers | dropped | rate_from_previous | median_seconds_from_previous | median_seconds_from_start
        1          | 1 of 3    | 3         | 0       | -                  | -                            | -
        2          | 2 of 3    | 2         | 1       | 0.6667             | 15                           | 15
        3          | 3 of 3    | 1         | 1       | 0.5                | 30                           | 40
        """);
  }
}
