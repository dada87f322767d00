package io.clientela.kpi.service;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Surveys;
import io.clientela.model.Tickets;
import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class AgentScorecardTest {

  private static Dataset<Row> table(Shop shop, int minTickets) {
    return shop.compute(new AgentScorecard(List.of(Grain.MONTH), minTickets));
  }

  private static Shop shop(String tickets) {
    return Shop.asOf("2024-03-01").rows(Tickets.INPUT, tickets);
  }

  /**
   * Urgent tickets are usually answered in 20 minutes, normal ones in 80: ana took half and five
   * quarters of that, in the middle 0.875; and 2 and 9 hours are usual to resolve.
   */
  @Test
  void timesAreComparedWithWhatIsUsualForTheSameCases() {
    Dataset<Row> table =
        table(
            shop(
                """
                ticket_id | created_at       | first_responded_at | resolved_at      | priority | agent | team
                1         | 2024-01-08 10:00 | 2024-01-08 10:10   | 2024-01-08 12:00 | urgent   | ana   | norte
                2         | 2024-01-08 10:00 | 2024-01-08 10:30   | 2024-01-08 12:00 | urgent   | bia   | norte
                3         | 2024-01-09 10:00 | 2024-01-09 11:40   | 2024-01-09 20:00 | normal   | ana   | sul    # ana is in another team now
                4         | 2024-01-09 10:00 | 2024-01-09 11:00   | 2024-01-09 18:00 | normal   | bia   | norte
                5         | 2024-01-09 10:00 | 2024-01-09 11:20   | -                | normal   | bia   | norte
                6         | 2024-01-09 10:00 | -                  | -                | normal   | -     | -      # nobody's, and not answered
                """),
            3);
    assertTable(
        table,
        """
        level | name  | tickets | answered | median_first_response_minutes | expected_first_response_minutes | first_response_ratio
        agent | ana   | 2       | 2        | 55                            | 62.8571                         | 0.875
        agent | bia   | 3       | 3        | 60                            | 60                              | 1
        team  | norte | 4       | 4        | 45                            | 51.4286                         | 0.875
        team  | sul   | 1       | 1        | 100                           | 80                              | 1.25
        """);
    assertTable(
        table,
        """
        level | name  | resolved | median_resolution_hours | expected_resolution_hours | resolution_ratio | rank
        agent | ana   | 2        | 6                       | 5.6842                    | 1.0556           | -     # two tickets are too few
        agent | bia   | 2        | 5                       | 5.2941                    | 0.9444           | 1
        team  | norte | 3        | 2                       | 2                         | 1                | 1
        team  | sul   | 1        | 10                      | 9                         | 1.1111           | -
        """);
  }

  /** Of the 40 good answers of 60: 9 of 10, 2 of 10, 30 of 40; ten answers tell less than forty. */
  @Test
  void ratesOfFewAreDrawnTowardsTheMean() {
    List<String> surveys = new ArrayList<>();
    score(surveys, "ana", 9, 10);
    score(surveys, "bia", 2, 10);
    score(surveys, "caio", 30, 40);
    String header = "response_id | kind | sent_at | responded_at | score | agent\n";
    Dataset<Row> table =
        table(
            shop("""
                    ticket_id | created_at | agent
                    1         | 2024-01-01 | ana     # the others have answers only
                    """)
                .rows(Surveys.INPUT, header + String.join("\n", surveys)),
            1);
    assertTable(
        table,
        """
        level | name | tickets | csat_responses | csat_positive | csat | expected_csat | csat_ratio | shrunk_csat | rank
        agent | ana  | 1       | 10             | 9             | 0.9  | 0.6833        | 1.3171     | 0.8738      | 1
        agent | bia  | 0       | 10             | 2             | 0.2  | 0.6833        | 0.2927     | 0.2584      | -
        agent | caio | 0       | 40             | 30            | 0.75 | 0.6833        | 1.0976     | 0.7478      | -
        """);
  }

  private static void score(List<String> surveys, String agent, int good, int all) {
    for (int i = 0; i < all; i++) {
      surveys.add(
          String.format(
              "%d | csat | 2024-01-10 | 2024-01-11 | %d | %s",
              surveys.size() + 1, i < good ? 5 : 2, agent));
    }
  }

  @Test
  void whereAllAreAlikeEverybodyHasTheMean() {
    assertTable(
        table(
            shop(
                """
                ticket_id | created_at | resolved_at | reopened | agent
                1         | 2024-01-01 | 2024-01-02  | 1        | ana
                2         | 2024-01-01 | 2024-01-02  | 0        | ana
                3         | 2024-01-01 | 2024-01-02  | 1        | bia
                4         | 2024-01-01 | 2024-01-02  | 0        | bia
                5         | 2024-01-01 | -           | -        | caio   # nothing resolved
                """),
            1),
        """
        name | ever_resolved | reopened | reopen_rate | expected_reopen_rate | reopen_ratio | shrunk_reopen_rate
        ana  | 2             | 1        | 0.5         | 0.5                  | 1            | 0.5
        bia  | 2             | 1        | 0.5         | 0.5                  | 1            | 0.5
        caio | 0             | 0        | -           | -                    | -            | -
        """);
  }

  /** Both resolve in a day, as usual; ana answers in half and bia in twice the usual 40 minutes. */
  @Test
  void theIndexIsTheMeanOfWhatIsKnownAndTheBestIsFirst() {
    assertTable(
        table(
            shop(
                """
                ticket_id | created_at       | first_responded_at | resolved_at      | agent
                1         | 2024-01-08 10:00 | 2024-01-08 10:20   | 2024-01-09 10:00 | ana
                2         | 2024-01-08 10:00 | 2024-01-08 11:20   | 2024-01-09 10:00 | bia
                3         | 2024-01-08 10:00 | 2024-01-08 10:40   | 2024-01-09 10:00 | caio
                4         | 2024-01-08 10:00 | 2024-01-08 10:40   | 2024-01-09 10:00 | dora
                5         | 2024-01-08 10:00 | -                  | -                | enzo   # nothing is known of him
                """),
            1),
        """
        name | performance_index  | rank
        ana  | 1.3333333333333333 | 1     # (40/20 + 1 + 1) / 3
        bia  | 0.8333333333333334 | 4
        caio | 1                  | 2
        dora | 1                  | 2
        enzo | -                  | -
        """);
  }
}
