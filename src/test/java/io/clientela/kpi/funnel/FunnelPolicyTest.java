package io.clientela.kpi.funnel;

import static io.clientela.kpi.funnel.Journeys.assertAttempts;

import org.junit.jupiter.api.Test;

/** Which attempts of a customer count, and how long one lasts. */
final class FunnelPolicyTest {

  @Test
  void firstEntryLooksAtTheFirstEntryOnly() {
    assertAttempts(
        "steps: [A, B, C], window: 60s, attempts: first-entry",
        """
        who   | events                   | attempts
        ana   | A@0 A@50 B@100           | A@0
        bia   | A@0 B@10 A@20 B@30 C@40  | A@0 B@10 C@40  # from the first A; B as soon as possible
        caio  | A@0 A@0 B@5              | A@0 B@5        # two at once
        davi  | B@0 A@5 B@9              | A@5 B@9
        eva   | A@0 A@70 B@75 C@80       | A@0            # what comes later is not looked at
        """);
  }

  @Test
  void latestEntryLooksAtTheLastEntryOnly() {
    assertAttempts(
        "steps: [A, B, C], window: 60s, attempts: latest-entry",
        """
        who  | events                  | attempts
        ana  | A@0 A@50 B@100          | A@50 B@100
        bia  | A@0 B@10 C@20 A@30      | A@30           # though an earlier one converted
        caio | A@0 A@20 B@30 C@40      | A@20 B@30 C@40
        davi | B@0 C@5                 | -
        """);
  }

  @Test
  void inAllAttemptsComeOneAfterTheOther() {
    assertAttempts(
        "steps: [A, B, C], window: 60s, attempts: all",
        """
        who   | events                       | attempts
        ana   | A@0 B@10 C@20 A@30 B@40      | A@0 B@10 C@20, A@30 B@40   # conversion ends an attempt
        bia   | A@0 B@10 A@80 B@90 C@95      | A@0 B@10, A@80 B@90 C@95   # the end of the window too
        caio  | A@0 A@10 B@20 C@30           | A@10 B@20 C@30             # an A in an open attempt is not another
        davi  | A@0 B@50 A@55 C@61 A@120     | A@0 B@50, A@120            # A@55 kept the first one open until 115
        eva   | A@0 B@1 C@5 A@5 B@7          | A@0 B@1 C@5, A@5 B@7       # what conversion left of its second
        fabio | A@0 B@1 C@5 C@6              | A@0 B@1 C@5
        gina  | A@0 B@0 C@0 A@0 B@0 C@0      | A@0 B@0 C@0, A@0 B@0 C@0   # twice at once
        hugo  | B@0 C@5                      | -
        """);
  }

  @Test
  void withoutWindowOnlyConversionEndsAnAttempt() {
    assertAttempts(
        "steps: [A, B], attempts: all",
        """
        who | events                | attempts
        ana | A@0 A@9999 B@99999    | A@9999 B@99999
        bia | A@0 B@5 B@6 A@7 B@8   | A@0 B@5, A@7 B@8
        """);
  }

  @Test
  void whatInterruptsAnAttemptEndsIt() {
    assertAttempts(
        "steps: [A, B, C], mode: strict, attempts: all",
        """
        who  | events                  | attempts
        ana  | A@0 D@1 A@2 B@3 C@4     | A@0, A@2 B@3 C@4
        bia  | A@0 A@1 B@2 C@3         | A@1 B@2 C@3       # the interrupting A goes on where the first one stood
        caio | A@0 B@1 D@2 A@3         | A@0 B@1, A@3
        """);
    assertAttempts(
        "steps: [A, B, C], attempts: all, exclusions: [{type: X}]",
        """
        who  | events                  | attempts
        ana  | A@0 X@5 A@10 B@15       | A@0, A@10 B@15
        bia  | A@0 B@1 X@5 C@9 A@10    | A@0 B@1, A@10
        """);
    assertAttempts(
        "steps: [A, B], attempts: all, max-gap: 30s",
        """
        who  | events                  | attempts
        ana  | A@0 A@40 B@60           | A@0, A@40 B@60
        bia  | A@0 A@20 B@50           | A@20 B@50
        """);
  }

  @Test
  void inAnyOrderAttemptsComeOneAfterTheOtherToo() {
    assertAttempts(
        "steps: [A, B], window: 60s, mode: any-order, attempts: all",
        """
        who  | events                  | attempts
        ana  | A@0 B@10 B@20 A@30      | A@0 B@10, B@20 A@30
        bia  | A@0 A@70 B@80           | A@0, A@70 B@80
        caio | A@0 A@50 B@100          | A@50 B@100
        """);
    assertAttempts(
        "steps: [A, B], window: 60s, mode: any-order, attempts: first-entry",
        """
        who  | events                  | attempts
        ana  | B@0 A@70 B@80           | B@0       # any step enters
        bia  | B@0 A@10 A@20           | B@0 A@10
        """);
  }

  @Test
  void aGapMayBeAsLongAsMaxGap() {
    assertAttempts(
        "steps: [A, B, C], max-gap: 30s",
        """
        who  | events               | attempts
        ana  | A@0 B@30 C@60        | A@0 B@30 C@60  # the edge is inside
        bia  | A@0 B@31 C@40        | A@0
        caio | A@0 B@30 C@61        | A@0 B@30
        davi | A@0 B@10 B@25 C@50   | A@0 B@25 C@50  # by the second B
        eva  | A@0 B@10 B@35 C@50   | A@0 B@10       # that B is too far from A
        """);
  }

  @Test
  void maxGapAndWindowHoldTogether() {
    assertAttempts(
        "steps: [A, B, C], max-gap: 30s, window: 50s",
        """
        who  | events               | attempts
        ana  | A@0 B@25 C@50        | A@0 B@25 C@50
        bia  | A@0 B@25 C@51        | A@0 B@25
        caio | A@0 B@35 C@45        | A@0
        davi | A@0 A@10 B@30 C@60   | A@10 B@30 C@60
        """);
  }

  /** AC may end one attempt or begin the next one: simultaneous events come by their first step. */
  @Test
  void whatIsLeftForTheNextAttemptDoesNotDependOnTheOrderOfRows() {
    assertAttempts(
        "steps: [{name: A, where: \"type IN ('A', 'AC')\"}, B, {name: C, where: \"type IN ('C', 'AC')\"}],"
            + " attempts: all",
        """
        who | events             | attempts
        ana | A@0 B@1 AC@5 C@5   | A@0 B@1 C@5
        bia | A@0 B@1 C@5 AC@5   | A@0 B@1 C@5
        """);
  }
}
