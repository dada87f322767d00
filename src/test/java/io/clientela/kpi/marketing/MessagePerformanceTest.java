package io.clientela.kpi.marketing;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Messages;
import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What counts as opened, clicked, bounced; where a message counts has a test of its own. */
final class MessagePerformanceTest {

  private static final MessagePerformance MONTHLY = new MessagePerformance(List.of(Grain.MONTH));

  private static Dataset<Row> total(String messages) {
    return Shop.asOf("2024-02-01")
        .rows(Messages.INPUT, messages)
        .compute(MONTHLY)
        .where("dimension = 'all'");
  }

  @Test
  void whatBecameOfTheMessagesOfTheMonth() {
    Dataset<Row> table =
        total(
            """
            message_id | event        | occurred_at      | is_machine
            1          | sent         | 2024-01-01 09:00 | -
            1          | delivered    | 2024-01-01 09:01 | -
            1          | opened       | 2024-01-01 10:00 | false
            1          | clicked      | 2024-01-01 10:01 | false
            1          | replied      | 2024-01-01 10:05 | false
            2          | sent         | 2024-01-01 09:00 | -
            2          | delivered    | 2024-01-01 09:01 | -
            2          | opened       | 2024-01-01 09:01 | true      # a privacy proxy
            3          | sent         | 2024-01-01 09:00 | -
            3          | delivered    | 2024-01-01 09:01 | -
            3          | opened       | 2024-01-03 09:00 | -         # not known to be a machine
            3          | unsubscribed | 2024-01-03 09:01 | -
            3          | complained   | 2024-01-03 09:02 | -
            4          | sent         | 2024-01-01 09:00 | -
            4          | delivered    | 2024-01-01 09:01 | -
            5          | sent         | 2024-01-01 09:00 | -
            5          | bounced      | 2024-01-01 09:01 | -
            """);

    assertTable(
        table,
        """
        grain | segment | period_start | sent | bounced | delivered | unsent | unique_opens | unique_human_opens | unique_clicks | unique_human_clicks | is_complete
        month | all     | 2024-01-01   | 5    | 1       | 4         | 0      | 3            | 2                  | 1             | 1                   | true
        """);
    assertTable(
        table,
        """
        replies | unsubscribes | complaints | engaged | unsubscribe_rate | complaint_rate | engagement_rate
        1       | 1            | 1          | 2       | 0.25             | 0.25           | 0.5
        """);
    assertTable(
        table,
        """
        open_rate | open_rate_low | open_rate_high | human_open_rate | click_through_rate | human_click_through_rate | click_to_open_rate | click_to_open_rate_high
        0.75      | 0.3006        | 0.9544         | 0.5             | 0.25               | 0.25                     | 0.3333             | 0.7923
        """);
  }

  @Test
  void anOpenNeedsNoDeliveredEventAndAClickIsAnOpen() {
    assertTable(
        total(
            """
            message_id | event   | occurred_at
            1          | sent    | 2024-01-01
            1          | opened  | 2024-01-02   # nobody said that it was delivered
            2          | sent    | 2024-01-01
            2          | clicked | 2024-01-02   # the image that tells of opens was blocked
            """),
        """
        delivered | unique_opens | unique_human_opens | unique_clicks | unique_human_clicks | engaged
        2         | 2            | 2                  | 1             | 1                   | 2
        """);
  }

  @Test
  void whatMachinesDoIsInNoHumanCount() {
    assertTable(
        total(
            """
            message_id | event   | occurred_at | is_machine
            1          | sent    | 2024-01-01  | -
            1          | opened  | 2024-01-01  | true
            1          | opened  | 2024-01-02  | false      # and then the recipient did
            2          | sent    | 2024-01-01  | true       # who sends does not matter
            2          | clicked | 2024-01-01  | true       # a scanner follows every link
            3          | sent    | 2024-01-01  | -
            3          | replied | 2024-01-01  | true       # out of office
            4          | sent    | 2024-01-01  | -
            4          | opened  | 2024-01-01  | true
            4          | clicked | 2024-01-02  | false      # which is a human open too
            5          | sent    | 2024-01-01  | -
            5          | replied | 2024-01-02  | false      # read without a trace
            """),
        """
        unique_opens | unique_human_opens | unique_clicks | unique_human_clicks | replies | engaged
        3            | 2                  | 2             | 1                   | 2       | 3
        """);
  }

  @Test
  void aMessageThatBouncedIsNotDeliveredWhateverElseIsSaidOfIt() {
    assertTable(
        total(
            """
            message_id | event        | occurred_at
            1          | sent         | 2024-01-01
            1          | delivered    | 2024-01-02
            1          | bounced      | 2024-01-03   # after its delivery
            2          | sent         | 2024-01-01
            2          | bounced      | 2024-01-02
            2          | bounced      | 2024-01-03   # once more
            2          | opened       | 2024-01-04
            2          | clicked      | 2024-01-04
            2          | replied      | 2024-01-04
            2          | unsubscribed | 2024-01-04
            2          | complained   | 2024-01-04
            """),
        """
        sent | bounced | delivered | unique_opens | unique_clicks | replies | unsubscribes | complaints | engaged | open_rate | click_to_open_rate
        2    | 2       | 0         | 0            | 0             | 0       | 0            | 0          | 0       | -         | -
        """);
  }

  @Test
  void whatHappensAgainToAMessageCountsOnce() {
    assertTable(
        total(
            """
            message_id | event        | occurred_at
            1          | sent         | 2024-01-01
            1          | sent         | 2024-01-01   # the same row again
            1          | sent         | 2024-01-05   # tried again
            1          | opened       | 2024-01-06
            1          | opened       | 2024-01-06
            1          | opened       | 2024-01-07
            1          | clicked      | 2024-01-06
            1          | clicked      | 2024-01-07
            1          | replied      | 2024-01-06
            1          | replied      | 2024-01-07
            1          | unsubscribed | 2024-01-07
            1          | unsubscribed | 2024-01-08
            """),
        """
        sent | delivered | unique_opens | unique_clicks | replies | unsubscribes | complaints | engaged
        1    | 1         | 1            | 1             | 1       | 1            | 0          | 1
        """);
  }

  @Test
  void aMessageWithoutSentEventIsUnsentAndInNoOtherCount() {
    assertTable(
        total(
            """
            message_id | event   | occurred_at
            1          | bounced | 2024-01-02   # what was sent in December is not in the data
            2          | opened  | 2024-01-03
            """),
        """
        sent | bounced | delivered | unsent | unique_opens | engaged | open_rate | open_rate_low | engagement_rate | unsubscribe_rate
        0    | 0       | 0         | 2      | 0            | 0       | -         | -             | -               | -
        """);
  }

  @Test
  void eventsFromAsOfOnAreNotKnown() {
    assertTable(
        total(
            """
            message_id | event   | occurred_at
            1          | sent    | 2024-01-31 23:59
            1          | opened  | 2024-02-01 00:00
            1          | bounced | 2024-02-01 00:00
            2          | sent    | 2024-02-01 00:00
            3          | opened  | 2024-01-31 10:00   # comes before it is sent, which is not known
            3          | sent    | 2024-02-01 10:00
            """),
        """
        period_start | sent | bounced | delivered | unsent | unique_opens
        2024-01-01   | 1    | 0       | 1         | 1      | 0
        """);
  }
}
