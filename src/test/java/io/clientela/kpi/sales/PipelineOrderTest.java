package io.clientela.kpi.sales;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.clientela.model.Opportunities;
import io.clientela.model.OpportunityStages;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The order of the stages, the segments, and the bottleneck of each. */
final class PipelineOrderTest {

  private static final String THREE_DEALS =
      """
      opportunity_id | created_at | closed_at  | outcome
      1              | 2024-01-01 | 2024-01-05 | lost
      2              | 2024-01-01 | -          | -
      3              | 2024-01-01 | -          | -
      """;

  private static final String TALKS_BEFORE_DEMOS =
      """
      opportunity_id | stage | entered_at
      1              | talk  | 2024-01-01
      1              | demo  | 2024-01-01   # at one instant with the talk: demo is its first by name
      2              | talk  | 2024-01-01
      2              | demo  | 2024-01-02
      3              | talk  | 2024-01-01
      3              | demo  | 2024-01-02
      """;

  private static Dataset<Row> table(List<String> stages, String opportunities, String entries) {
    return Shop.asOf("2024-03-01")
        .rows(Opportunities.INPUT, opportunities)
        .rows(OpportunityStages.INPUT, entries)
        .compute(new PipelineStages(stages));
  }

  @Test
  void entriesAtOneInstantAreInTheOrderOfTheProcess() {
    assertTable(
        table(null, THREE_DEALS, TALKS_BEFORE_DEMOS).where("dimension = 'all'"),
        """
        stage | position | advanced | lost_here | still_here | median_days_in_stage
        talk  | 1        | 3        | 0         | 0          | 1     # 0, 1, 1
        demo  | 2        | 0        | 1         | 2          | 4
        """);
  }

  @Test
  void theSettingFixesTheOrder() {
    assertTable(
        table(List.of("offer", "demo"), THREE_DEALS, TALKS_BEFORE_DEMOS).where("dimension = 'all'"),
        """
        stage | position | advanced | lost_here | still_here | moved_back | median_days_in_stage
        demo  | 1        | 1        | 0         | 2          | 0          | 0     # nobody is in an offer, which has no place
        talk  | 2        | 0        | 1         | 0          | 2          | 1     # 4, 1, 1
        """);
  }

  @Test
  void stagesAreInTheOrderOfTheirMeanRankAndThoseNotNamedFollowInIt() {
    String deals =
        """
        opportunity_id | created_at
        1              | 2024-01-01
        2              | 2024-01-01
        """;
    String entries =
        """
        opportunity_id | stage | entered_at
        1              | d     | 2024-01-01
        1              | c     | 2024-01-02
        1              | a     | 2024-01-03
        1              | d     | 2024-01-04   # its first entry counts
        2              | d     | 2024-01-01
        2              | b     | 2024-01-02   # c and b are both second
        2              | a     | 2024-01-03
        """;

    assertTable(
        table(null, deals, entries).where("dimension = 'all'"),
        """
        stage | position
        d     | 1
        b     | 2
        c     | 3
        a     | 4
        """);
    assertTable(
        table(List.of("a", "b"), deals, entries).where("dimension = 'all'"),
        """
        stage | position
        a     | 1
        b     | 2
        d     | 3
        c     | 4
        """);
  }

  @Test
  void aStageIsNamedOnce() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> new PipelineStages(List.of("a", "b", "a")));

    assertEquals("stages is [a, b, a], expected every stage once", refused.getMessage());
  }

  @Test
  void everySegmentHasItsBottleneckAndOneWithoutLossesHasNone() {
    Dataset<Row> table =
        table(
            null,
            """
            opportunity_id | created_at | closed_at  | outcome | owner
            1              | 2024-01-01 | 2024-01-05 | lost    | ana
            2              | 2024-01-01 | 2024-01-05 | lost    | ana
            3              | 2024-01-01 | 2024-01-05 | lost    | bia
            4              | 2024-01-01 | 2024-01-05 | lost    | bia
            5              | 2024-01-01 | 2024-01-05 | won     | caio
            6              | 2024-01-01 | 2024-01-05 | lost    | -      # nobody's
            """,
            """
            opportunity_id | stage | entered_at
            1              | call  | 2024-01-01
            1              | offer | 2024-01-02
            2              | call  | 2024-01-01
            2              | offer | 2024-01-02
            3              | call  | 2024-01-01   # bia loses one here
            4              | call  | 2024-01-01
            4              | offer | 2024-01-02   # and one here
            5              | call  | 2024-01-01
            5              | offer | 2024-01-02
            6              | call  | 2024-01-01
            """);

    assertTable(
        table.where("dimension = 'owner'"),
        """
        segment | stage | position | entered | lost_here | is_bottleneck
        ana     | call  | 1        | 2       | 0         | false
        ana     | offer | 2        | 2       | 2         | true
        bia     | call  | 1        | 2       | 1         | true            # of equal ones the first
        bia     | offer | 2        | 1       | 1         | false
        caio    | call  | 1        | 1       | 0         | false
        caio    | offer | 2        | 1       | 0         | false
        (none)  | call  | 1        | 1       | 1         | true
        """);
    assertTable(
        table.where("dimension in ('all', 'team')"),
        """
        dimension | segment | stage | entered | lost_here | is_bottleneck
        all       | all     | call  | 6       | 2         | false
        all       | all     | offer | 4       | 3         | true
        team      | (none)  | call  | 6       | 2         | false           # there is no column team
        team      | (none)  | offer | 4       | 3         | true
        """);
  }
}
