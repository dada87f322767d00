package io.clientela.kpi.service;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Surveys;
import io.clientela.model.Tickets;
import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class SatisfactionTest {

  private static final Satisfaction MONTHLY = new Satisfaction(List.of(Grain.MONTH));

  private static Shop shop(String asOf, String surveys) {
    return Shop.asOf(asOf).rows(Surveys.INPUT, surveys);
  }

  private static Dataset<Row> total(Shop shop) {
    return shop.compute(MONTHLY).where("dimension = 'all'");
  }

  @Test
  void csatIsTheShareOfFoursAndFives() {
    assertTable(
        total(
            shop(
                "2024-02-10",
                """
                response_id | kind | sent_at    | responded_at     | score
                1           | csat | 2024-01-10 | 2024-01-11 10:00 | 5
                2           | csat | 2024-01-10 | 2024-01-12 10:00 | 4
                3           | csat | 2024-01-10 | 2024-01-12 10:00 | 3
                4           | csat | 2024-01-10 | -                | -
                5           | csat | 2024-01-10 | 2024-02-10 00:00 | 1    # not known yet
                6           | csat | 2024-01-10 | 2024-01-13 00:00 | -    # a comment without a score
                7           | csat | 2024-02-01 | -                | -
                """)),
        """
        kind | period_start | sent | responses | response_rate | mean_score | positive | csat               | promoters | nps | is_complete
        csat | 2024-01-01   | 6    | 3         | 0.5           | 4          | 2        | 0.6666666666666666 | -         | -   | true
        csat | 2024-02-01   | 1    | 0         | 0             | -          | 0        | -                  | -         | -   | false
        """);
  }

  /** Of 10 answers 5 promote, 2 detract: 30 points; sqrt(0.7 - 0.09) / sqrt(10) = 0.247. */
  @Test
  void npsIsPromotersLessDetractors() {
    assertTable(
        total(
            shop(
                "2024-02-10",
                """
                response_id | kind | sent_at    | responded_at | score
                1           | nps  | 2024-01-10 | 2024-01-11   | 10
                2           | nps  | 2024-01-10 | 2024-01-11   | 10
                3           | NPS  | 2024-01-10 | 2024-01-11   | 9
                4           | nps  | 2024-01-10 | 2024-01-11   | 9
                5           | nps  | 2024-01-10 | 2024-01-11   | 9
                6           | nps  | 2024-01-10 | 2024-01-11   | 8
                7           | nps  | 2024-01-10 | 2024-01-11   | 8
                8           | nps  | 2024-01-10 | 2024-01-11   | 7
                9           | nps  | 2024-01-10 | 2024-01-11   | 6
                10          | nps  | 2024-01-10 | 2024-01-11   | 0
                """)),
        """
        kind | responses | promoters | passives | detractors | nps | nps_standard_error | nps_low  | nps_high | positive | csat | mean_score
        nps  | 10        | 5         | 3        | 2          | 30  | 24.6982            | -18.4075 | 78.4075  | -        | -    | 7.6
        """);
  }

  @Test
  void ofTwoResponsesInAWaveTheLatestCounts() {
    assertTable(
        shop(
                "2024-06-01",
                """
                response_id | kind | sent_at    | responded_at     | score | customer_id | wave
                1           | nps  | 2024-01-10 | 2024-01-11 10:00 | 2     | ana         | 2024T1
                2           | nps  | 2024-01-20 | 2024-01-21 10:00 | 9     | ana         | 2024T1  # thinks better of it
                3           | nps  | 2024-01-20 | -                | -     | ana         | 2024T1  # asked again, says nothing
                4           | nps  | 2024-04-20 | 2024-04-21 10:00 | 10    | ana         | 2024T2  # another wave
                5           | nps  | 2024-01-20 | 2024-01-21 10:00 | 9     | bia         | 2024T1
                6           | nps  | 2024-01-20 | 2024-01-21 10:00 | 9     | -           | 2024T1  # nobody knows who: each
                7           | nps  | 2024-01-20 | 2024-01-21 10:00 | 9     | -           | 2024T1
                8           | nps  | 2024-01-20 | 2024-01-21 10:00 | 0     | caio        | -       # no wave: each
                9           | nps  | 2024-01-20 | 2024-01-22 10:00 | 0     | caio        | -
                """)
            .compute(MONTHLY)
            .where("dimension = 'wave'"),
        """
        segment | period_start | sent | responses | promoters | detractors
        2024T1  | 2024-01-01   | 6    | 4         | 4         | 0
        2024T2  | 2024-04-01   | 1    | 1         | 1         | 0
        (none)  | 2024-01-01   | 2    | 2         | 0         | 2
        """);
  }

  @Test
  void aSurveyWithoutWaveIsAnsweredOnceAboutATicket() {
    assertTable(
        total(
            shop(
                "2024-06-01",
                """
                response_id | kind | sent_at    | responded_at     | score | customer_id | ticket_id
                1           | csat | 2024-01-10 | 2024-01-11 10:00 | 1     | ana         | 7
                2           | csat | 2024-01-12 | 2024-01-13 10:00 | 5     | ana         | 7
                3           | csat | 2024-01-12 | 2024-01-13 10:00 | 4     | ana         | 8
                """)),
        """
        sent | responses | positive | mean_score
        3    | 2         | 2        | 4.5
        """);
  }

  @Test
  void whatASurveyDoesNotSayItsTicketOrCustomerDoes() {
    Dataset<Row> table =
        shop(
                "2024-02-01",
                """
                response_id | kind | sent_at    | customer_id | ticket_id | agent
                1           | csat | 2024-01-10 | ana         | 7         | -
                2           | csat | 2024-01-10 | bia         | 7         | lia     # says it herself
                3           | csat | 2024-01-10 | bia         | 9         | -       # no such ticket
                4           | csat | 2024-01-10 | -           | -         | -
                """)
            .by("region", "channel")
            .rows(
                Tickets.INPUT,
                """
                ticket_id | created_at | agent | team  | channel
                7         | 2024-01-01 | joão  | norte | chat
                """)
            .customers(
                """
                customer_id | region | channel
                ana         | Sul    | ads
                bia         | Norte  | ads
                """)
            .compute(MONTHLY);
    assertTable(
        table,
        """
        dimension | segment | sent
        all       | all     | 4
        agent     | joão    | 1
        agent     | lia     | 1
        agent     | (none)  | 2
        team      | norte   | 2
        team      | (none)  | 2
        channel   | chat    | 2
        channel   | (none)  | 2
        wave      | (none)  | 4
        region    | Sul     | 1
        region    | Norte   | 2
        region    | (none)  | 1
        """);
  }
}
