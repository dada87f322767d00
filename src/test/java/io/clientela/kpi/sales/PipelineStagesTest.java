package io.clientela.kpi.sales;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Opportunities;
import io.clientela.model.OpportunityStages;
import io.clientela.testing.Shop;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What becomes of opportunities in the stages of a pipeline; their order has a test of its own. */
final class PipelineStagesTest {

  private static final PipelineStages PIPELINE = new PipelineStages(null);

  private static Dataset<Row> table(String asOf, String opportunities, String stages) {
    return Shop.asOf(asOf)
        .rows(Opportunities.INPUT, opportunities)
        .rows(OpportunityStages.INPUT, stages)
        .compute(PIPELINE);
  }

  private static Dataset<Row> total(String asOf, String opportunities, String stages) {
    return table(asOf, opportunities, stages).where("dimension = 'all'");
  }

  @Test
  void anOpportunityHasOneVerdictInEachOfItsStages() {
    Dataset<Row> table =
        total(
            "2024-03-01",
            """
            opportunity_id | created_at | closed_at  | outcome
            1              | 2024-01-01 | 2024-01-21 | won
            2              | 2024-01-01 | 2024-01-15 | lost
            3              | 2024-01-01 | -          | -
            4              | 2024-01-01 | 2024-01-09 | won      # entered no stage
            """,
            """
            opportunity_id | stage    | entered_at
            1              | call     | 2024-01-01
            1              | offer    | 2024-01-05
            1              | contract | 2024-01-11
            2              | call     | 2024-01-01
            2              | offer    | 2024-01-03
            3              | call     | 2024-01-02
            3              | offer    | 2024-01-12
            """);

    assertTable(
        table,
        """
        segment | stage    | position | entered | advanced | lost_here | still_here | moved_back | is_bottleneck
        all     | call     | 1        | 3       | 3        | 0         | 0          | 0          | false
        all     | offer    | 2        | 3       | 1        | 1         | 1          | 0          | true
        all     | contract | 3        | 1       | 1        | 0         | 0          | 0          | false
        """);
    assertTable(
        table,
        """
        stage    | advance_rate | advance_rate_low | advance_rate_high | median_days_in_stage | p90_days_in_stage
        call     | 1            | 0.4385           | 1                 | 4                    | 8.8               # 2, 4, 10
        offer    | 0.3333       | 0.0615           | 0.7923            | 9                    | 11.4              # 6, 12; 3 is still in it
        contract | 1            | 0.2065           | 1                 | 10                   | 10
        """);
  }

  @Test
  void aStageThatIsSkippedIsNotEntered() {
    assertTable(
        total(
            "2024-03-01",
            """
            opportunity_id | created_at | closed_at  | outcome
            1              | 2024-01-01 | 2024-01-21 | won
            2              | 2024-01-01 | -          | -
            """,
            """
            opportunity_id | stage    | entered_at
            1              | call     | 2024-01-01
            1              | contract | 2024-01-03   # without an offer
            2              | call     | 2024-01-01
            2              | offer    | 2024-01-02
            2              | contract | 2024-01-04
            """),
        """
        stage    | entered | advanced | still_here
        call     | 2       | 2        | 0
        offer    | 1       | 1        | 0
        contract | 2       | 1        | 1
        """);
  }

  @Test
  void aStageThatIsEnteredTwiceCountsOnceAndHasTheDaysOfAllItsStays() {
    assertTable(
        total(
            "2024-03-01",
            """
            opportunity_id | created_at | closed_at        | outcome
            1              | 2024-01-01 | 2024-01-10 12:00 | won
            """,
            """
            opportunity_id | stage | entered_at
            1              | call  | 2024-01-01
            1              | offer | 2024-01-02
            1              | call  | 2024-01-05
            1              | offer | 2024-01-06
            1              | offer | 2024-01-06   # the same row again
            """),
        """
        stage | entered | advanced | median_days_in_stage
        call  | 1       | 1        | 2
        offer | 1       | 1        | 7.5
        """);
  }

  @Test
  void whoIsBackInAnEarlierStageHasMovedBackFromTheLaterOneUnlessItIsWon() {
    assertTable(
        total(
            "2024-03-01",
            """
            opportunity_id | created_at | closed_at  | outcome
            1              | 2024-01-01 | -          | -
            2              | 2024-01-01 | 2024-01-06 | lost
            3              | 2024-01-01 | 2024-01-08 | won
            """,
            """
            opportunity_id | stage | entered_at
            1              | call  | 2024-01-01
            1              | offer | 2024-01-05
            1              | call  | 2024-01-07   # and is still in it, which hides its first stay too
            2              | call  | 2024-01-01
            2              | offer | 2024-01-03
            2              | call  | 2024-01-04   # lost here
            3              | call  | 2024-01-01
            3              | offer | 2024-01-02
            3              | call  | 2024-01-03   # won from the first stage
            """),
        """
        stage | entered | advanced | lost_here | still_here | moved_back | median_days_in_stage
        call  | 3       | 1        | 1         | 1          | 0          | 5     # 2 + 2, 1 + 5
        offer | 3       | 1        | 0         | 0          | 2          | 1     # 2, 1, 1
        """);
  }

  @Test
  void aDealThatWasReopenedIsWhatItWasClosedAsLast() {
    assertTable(
        total(
            "2024-03-01",
            """
            opportunity_id | created_at | closed_at  | outcome
            1              | 2024-01-01 | 2024-02-10 | won      # had been lost on 2024-01-20
            2              | 2024-01-01 | 2024-02-20 | lost     # had been won on 2024-01-20
            """,
            """
            opportunity_id | stage | entered_at
            1              | call  | 2024-01-01
            1              | offer | 2024-01-05
            1              | offer | 2024-02-01   # reopened
            2              | call  | 2024-01-01
            2              | offer | 2024-01-11
            2              | call  | 2024-02-10   # reopened
            """),
        """
        stage | advanced | lost_here | moved_back | median_days_in_stage
        call  | 1        | 1         | 0          | 12     # 4, 10 + 10
        offer | 1        | 0         | 1          | 33     # 27 + 9, 30
        """);
  }

  @Test
  void aDealThatClosesFromAsOfOnIsOpenAndEntriesFromThenOnAreNotKnown() {
    assertTable(
        total(
            "2024-02-01",
            """
            opportunity_id | created_at | closed_at        | outcome
            1              | 2024-01-01 | 2024-02-01 00:00 | won
            2              | 2024-01-01 | 2024-01-31 00:00 | lost
            """,
            """
            opportunity_id | stage | entered_at
            1              | call  | 2024-01-01
            1              | offer | 2024-02-01 00:00
            2              | call  | 2024-01-01
            """),
        """
        stage | entered | advanced | lost_here | still_here | median_days_in_stage
        call  | 2       | 0        | 1         | 1          | 30
        """);
  }

  @Test
  void anEntryAfterTheCloseHasNoDays() {
    assertTable(
        total(
            "2024-02-01",
            """
            opportunity_id | created_at | closed_at  | outcome
            1              | 2024-01-01 | 2024-01-05 | won
            """,
            """
            opportunity_id | stage    | entered_at
            1              | call     | 2024-01-01
            1              | contract | 2024-01-07   # somebody tidied up
            """),
        """
        stage    | advanced | median_days_in_stage
        call     | 1        | 6
        contract | 1        | 0
        """);
  }

  @Test
  void entriesOfOpportunitiesThatAreNotKnownAreLeftOut() {
    assertTable(
        total(
            "2024-02-01",
            """
            opportunity_id | created_at | closed_at  | outcome
            1              | 2024-01-01 | -          | -
            2              | 2024-02-01 | -          | -        # created at as-of
            3              | 2024-01-09 | 2024-01-01 | lost     # closed before it was created
            """,
            """
            opportunity_id | stage    | entered_at
            1              | offer    | 2024-01-01
            2              | call     | 2024-01-01
            3              | call     | 2024-01-01
            4              | contract | 2024-01-01   # nobody knows it
            """),
        """
        stage | position | entered | still_here | advance_rate | median_days_in_stage | is_bottleneck
        offer | 1        | 1       | 1          | 0            | -                    | false
        """);
  }
}
