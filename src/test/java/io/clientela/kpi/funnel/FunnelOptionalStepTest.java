package io.clientela.kpi.funnel;

import static io.clientela.kpi.funnel.Journeys.assertAttempts;
import static io.clientela.testing.Tables.assertTable;

import io.clientela.testing.Funnels;
import io.clientela.testing.Shop;
import org.junit.jupiter.api.Test;

/** Steps that may be left out. */
final class FunnelOptionalStepTest {

  @Test
  void anOptionalStepIsTakenWhereThatCostsNothing() {
    assertAttempts(
        "steps: [A, {type: B, optional: true}, C], window: 60s",
        """
        who   | events                | attempts
        ana   | A@0 B@10 C@20         | A@0 B@10 C@20
        bia   | A@0 C@20              | A@0 C@20       # left out
        caio  | A@0 B@10              | A@0 B@10
        davi  | B@0 A@5 C@9           | A@5 C@9        # B came too early
        eva   | A@0 B@10 A@20 C@30    | A@20 C@30      # the latest entry comes first
        fabio | A@0 C@10 B@20 C@30    | A@0 C@10       # and C as soon as possible
        gina  | C@5 B@5 A@5           | A@5 B@5 C@5
        hugo  | B@0 C@5               | -              # the first step is never optional
        """);
  }

  @Test
  void severalMayBeLeftOutInARow() {
    assertAttempts(
        "steps: [A, {type: B, optional: true}, {type: C, optional: true}, D]",
        """
        who  | events              | attempts
        ana  | A@0 D@9             | A@0 D@9
        bia  | A@0 C@5 D@9         | A@0 C@5 D@9
        caio | A@0 B@5 D@9         | A@0 B@5 D@9
        davi | A@0 C@3 B@5 D@9     | A@0 C@3 D@9      # of two as good the one whose steps were sooner
        eva  | A@0 B@3 C@5 D@9     | A@0 B@3 C@5 D@9
        """);
  }

  @Test
  void theOptionalStepIsPassedOverByLossesAndRates() {
    assertTable(
        Shop.asOf("2024-02-01")
            .interactions(
                """
                customer_id | occurred_at         | type
                ana         | 2024-01-01 00:00:00 | A
                ana         | 2024-01-01 00:00:10 | B
                ana         | 2024-01-01 00:00:30 | C
                bia         | 2024-01-01 00:00:00 | A
                bia         | 2024-01-01 00:00:40 | C
                caio        | 2024-01-01 00:00:00 | A
                caio        | 2024-01-01 00:00:30 | B
                davi        | 2024-01-01 00:00:00 | A
                """)
            .compute(Funnels.conversion("name: tip, steps: [A, {type: B, optional: true}, C]")),
        """
        step_name | customers | dropped | rate_from_previous | rate_from_start | median_seconds_from_previous | median_seconds_from_start | is_bottleneck
        A         | 4         | 0       | -                  | 1               | -                            | -                         | false
        B         | 2         | 0       | 0.5                | 0.5             | 20                           | 20                        | false  # nobody is lost at a step that may be left out
        C         | 2         | 2       | 0.5                | 0.5             | 30                           | 35                        | true   # of the four at A
        """);
  }
}
