package io.clientela.kpi.funnel;

import static io.clientela.kpi.funnel.Journeys.assertAttempts;

import org.junit.jupiter.api.Test;

/** Cases in which other systems disagree with each other. */
final class FunnelConformanceTest {

  private static final String BOTH =
      "{name: A, where: \"type IN ('A', 'AB')\"}, {name: B, where: \"type IN ('B', 'AB')\"}";

  @Test
  void byDefaultTheBestChainIsReported() {
    assertAttempts(
        "steps: [A, B, C], window: 60s",
        """
        who   | events              | attempts
        ana   | A@0 A@50 B@100      | A@50 B@100     # the second entry is in time
        bia   | B@10 A@10           | A@10 B@10      # a tie favours conversion, B written first
        caio  | C@5 B@5 A@5         | A@5 B@5 C@5    # of three too
        davi  | A@0 B@60            | A@0 B@60       # the edge is inside
        eva   | A@0 B@61            | A@0
        fabio | A@0 D@5 B@9 C@9     | A@0 B@9 C@9    # what is not of the funnel may come between
        gina  | B@0 C@5 A@9         | A@9            # the order matters
        hugo  | B@0 C@5             | -              # never entered
        iris  | A@0 A@5 B@50 C@62   | A@5 B@50 C@62  # the first A is too early for C
        joao  | A@0 B@20 A@30 C@61  | A@0 B@20       # the second A has no B
        katia | A@0 C@5 B@9         | A@0 B@9        # C came too early
        """);
  }

  @Test
  void thePublishedCasesOfFirstEntry() {
    assertAttempts(
        "steps: [A, B], window: 60s, attempts: first-entry",
        """
        who | events         | attempts
        ana | A@0 A@50 B@100 | A@0
        """);
  }

  @Test
  void thePublishedCasesOfStrictlyIncreasing() {
    assertAttempts(
        "steps: [A, B], window: 60s, mode: strictly-increasing",
        """
        who | events      | attempts
        bia | B@10 A@10   | A@10
        eva | A@0 A@5 B@5 | A@0 B@5  # ClickHouse's strict_increase misses it
        """);
  }

  @Test
  void thePublishedCasesOfStrict() {
    assertAttempts(
        "steps: [A, B, C], window: 60s, mode: strict",
        """
        who  | events              | attempts
        caio | A@0 D@1 A@2 B@3 C@4 | A@2 B@3 C@4  # a later attempt counts
        davi | A@0 B@1 D@2 C@3     | A@0 B@1
        """);
  }

  @Test
  void anEventServesOneStep() {
    assertAttempts(
        "steps: [" + BOTH + "]",
        """
        who   | events      | attempts
        ana   | AB@0        | A@0
        bia   | AB@0 AB@0   | A@0 B@0  # two events
        caio  | AB@0 A@5    | A@0      # A comes too late to leave AB for B
        davi  | AB@0 A@0    | A@0 B@0  # here it does not
        eva   | AB@0 B@5    | A@0 B@5
        fabio | B@0 AB@5    | A@5
        """);
  }

  @Test
  void stepsMayBeAlike() {
    assertAttempts(
        "steps: [A, A, B, A]",
        """
        who  | events              | attempts
        ana  | A@0                 | A@0
        bia  | A@0 A@0             | A@0 A@0
        caio | A@0 A@5 B@9 A@12    | A@0 A@5 B@9 A@12
        davi | A@0 B@5 A@9         | A@0 A@9  # B came too early
        """);
  }

  @Test
  void thePublishedCaseOfAnExclusion() {
    assertAttempts(
        "steps: [A, B], exclusions: [{type: X, after: A, before: B}]",
        """
        who | events      | attempts
        ana | A@0 X@5 B@9 | A@0  # counted at A, lost before B
        bia | A@0 B@5 X@9 | A@0 B@5
        """);
  }

  @Test
  void thePublishedCaseOfHoldConstant() {
    assertAttempts(
        "steps: [A, B], hold-constant: [session_id]",
        """
        who | events          | attempts
        ana | A@0:s1 B@5:s2   | A@0
        bia | A@0:s1 B@5:s1   | A@0 B@5
        """);
  }
}
