package io.clientela.kpi.funnel;

import static io.clientela.kpi.funnel.Journeys.assertAttempts;
import static io.clientela.testing.Tables.assertTable;

import io.clientela.testing.Funnels;
import io.clientela.testing.Shop;
import org.junit.jupiter.api.Test;

/** Events that must not come between two steps. */
final class FunnelExclusionTest {

  @Test
  void stopEndsTheAttemptNotTheCustomer() {
    assertAttempts(
        "steps: [A, B, C], exclusions: [{type: X}]",
        """
        who   | events                 | attempts
        ana   | A@0 X@5 B@9 C@10       | A@0               # counted at A, lost before B
        bia   | A@0 B@5 X@6 C@10       | A@0 B@5
        caio  | A@0 X@5 A@10 B@15 C@20 | A@10 B@15 C@20    # a later attempt counts
        davi  | X@0 A@5 B@9 C@10 X@11  | A@5 B@9 C@10      # before and behind is not between
        eva   | X@0 A@0 B@9 C@10       | A@0 B@9 C@10      # nor at the time of the first step
        fabio | A@0 B@9 C@10 X@10      | A@0 B@9 C@10      # or of the last one
        gina  | A@0 B@5 X@5 C@10       | A@0 B@5           # at the time of B it is between A and C
        """);
  }

  @Test
  void anExclusionCountsBetweenTheStepsItNames() {
    assertAttempts(
        "steps: [A, B, C], exclusions: [{type: X, after: B}]",
        """
        who  | events            | attempts
        ana  | A@0 X@5 B@9 C@10  | A@0 B@9 C@10
        bia  | A@0 B@5 X@6 C@10  | A@0 B@5
        caio | A@0 B@5 X@5 C@10  | A@0 B@5 C@10  # at the time of B is not behind it
        davi | A@0 B@5 X@6 B@8 C@10 | A@0 B@8 C@10  # another B after X
        """);
    assertAttempts(
        "steps: [A, B, C], exclusions: [{type: X, before: B}]",
        """
        who  | events            | attempts
        ana  | A@0 X@5 B@9 C@10  | A@0
        bia  | A@0 B@5 X@6 C@10  | A@0 B@5 C@10
        caio | A@0 B@5 X@5 C@10  | A@0 B@5 C@10
        """);
  }

  @Test
  void anExclusionMayAskForMoreThanAType() {
    assertAttempts(
        "steps: [A, B], exclusions: [{type: X, where: \"session_id = 'bad'\"}]",
        """
        who  | events             | attempts
        ana  | A@0 X@5:bad B@9    | A@0
        bia  | A@0 X@5:good B@9   | A@0 B@9
        caio | A@0 X@5 B@9        | A@0 B@9  # of no session
        davi | A@0 Y@5:bad B@9    | A@0 B@9  # of another type
        """);
    assertAttempts(
        "steps: [A, B], exclusions: [{where: \"session_id = 'bad'\"}]",
        """
        who  | events             | attempts
        ana  | A@0 Y@5:bad B@9    | A@0
        bia  | A@0 B@9:bad        | A@0 B@9
        """);
  }

  @Test
  void severalExclusionsHoldTogether() {
    assertAttempts(
        "steps: [A, B, C], exclusions: [{type: X, before: B}, {type: Y, after: B, effect: remove}]",
        """
        who  | events            | attempts
        ana  | A@0 X@5 B@9 C@10  | A@0
        bia  | A@0 Y@5 B@9 C@10  | A@0 B@9 C@10
        caio | A@0 B@5 X@9 C@10  | A@0 B@5 C@10
        davi | A@0 B@5 Y@9 C@10  | -
        """);
  }

  @Test
  void aStepThatIsExcludedBeginsAnew() {
    assertAttempts(
        "steps: [A, B], exclusions: [{type: A}]",
        """
        who | events       | attempts
        ana | A@0 A@5 B@9  | A@5 B@9
        """);
  }

  @Test
  void removeTakesTheAttemptOut() {
    assertAttempts(
        "steps: [A, B, C], window: 60s, exclusions: [{type: X, effect: remove}]",
        """
        who   | events                 | attempts
        ana   | A@0 X@5 B@9 C@10       | -
        bia   | A@0 B@5 X@6 C@10       | -
        caio  | A@0 B@5 C@10 X@15      | A@0 B@5 C@10    # the last step was before
        davi  | A@0 B@5 X@60           | -               # C was not taken: until the window is over
        eva   | A@0 B@5 X@61           | A@0 B@5
        fabio | A@0 X@5 A@9 B@10 C@15  | A@9 B@10 C@15   # it is not the attempt reported that met X
        gina  | A@0 X@5 A@100          | -               # it is the attempt reported
        hugo  | X@0 A@0 B@5 C@10 X@10  | A@0 B@5 C@10    # at the times of the first and the last step
        iris  | A@0 B@5 X@5 C@10       | -
        """);
  }

  @Test
  void removeCountsBetweenTheStepsItNames() {
    assertAttempts(
        "steps: [A, B, C], exclusions: [{type: X, effect: remove, after: B}]",
        """
        who  | events            | attempts
        ana  | A@0 X@5 B@9 C@10  | A@0 B@9 C@10
        bia  | A@0 X@5           | A@0           # B was never taken
        caio | A@0 B@5 X@9       | -             # without window it is never too late
        davi | A@0 B@5 X@5 C@9   | A@0 B@5 C@9
        """);
    assertAttempts(
        "steps: [A, B, C], exclusions: [{type: X, effect: remove, before: B}]",
        """
        who  | events            | attempts
        ana  | A@0 X@5 B@9       | -
        bia  | A@0 B@5 X@9 C@10  | A@0 B@5 C@10
        caio | A@0 B@5 X@5       | A@0 B@5
        """);
  }

  @Test
  void ofAllAttemptsRemoveTakesOutThoseThatMetIt() {
    assertAttempts(
        "steps: [A, B], window: 60s, attempts: all, exclusions: [{type: X, effect: remove}]",
        """
        who  | events                 | attempts
        ana  | A@0 X@5 A@100 B@105    | A@100 B@105
        bia  | A@0 B@5 A@10 X@20      | A@0 B@5
        """);
  }

  @Test
  void inAnyOrderAnExclusionCountsFromTheFirstStepTaken() {
    assertAttempts(
        "steps: [A, B], mode: any-order, exclusions: [{type: X}]",
        """
        who  | events             | attempts
        ana  | B@0 X@5 A@9        | B@0
        bia  | B@0 X@5 B@7 A@9    | B@7 A@9
        caio | X@0 B@0 A@9 X@9    | B@0 A@9
        """);
    assertAttempts(
        "steps: [A, B], mode: any-order, exclusions: [{type: X, effect: remove}]",
        """
        who  | events             | attempts
        ana  | B@0 X@5 A@9        | -
        bia  | B@0 A@9 X@10       | B@0 A@9
        caio | B@0 X@10           | -
        """);
  }

  @Test
  void anOrderMayBeExcluded() {
    assertTable(
        Shop.asOf("2024-02-01")
            .interactions(
                """
                customer_id | occurred_at      | type
                ana         | 2024-01-01 10:00 | A
                ana         | 2024-01-01 10:02 | B
                bia         | 2024-01-01 10:00 | A
                bia         | 2024-01-01 10:02 | B
                """)
            .orders(
                """
                customer_id | ordered_at       | amount
                ana         | 2024-01-01 10:01 | 50
                bia         | 2024-01-01 10:01 | 200  # more than asked
                """)
            .compute(
                Funnels.conversion(
                    "name: any order, steps: [A, B], exclusions: [{type: order}]",
                    "name: small, steps: [A, B], exclusions: [{type: order, where: amount < 100}]")),
        """
        funnel    | step_name | customers | revenue
        any order | A         | 2         | -
        any order | B         | 0         | -
        small     | A         | 2         | -
        small     | B         | 1         | -
        """);
  }
}
