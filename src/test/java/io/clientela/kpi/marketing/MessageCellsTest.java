package io.clientela.kpi.marketing;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Messages;
import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The period, channel and campaign in which a message counts. */
final class MessageCellsTest {

  private static Dataset<Row> table(String messages) {
    return Shop.asOf("2024-03-01").rows(Messages.INPUT, messages).compute(table());
  }

  private static MessagePerformance table() {
    return new MessagePerformance(List.of(Grain.MONTH));
  }

  @Test
  void aMessageCountsWhereItWasFirstSent() {
    assertTable(
        table(
            """
            message_id | event  | occurred_at | channel | campaign
            1          | opened | 2024-01-30  | push    | gone      # before it was sent: clocks differ
            1          | sent   | 2024-02-02  | sms     | easter
            1          | sent   | 2024-01-31  | email   | carnival
            1          | opened | 2024-02-03  | push    | easter
            """),
        """
        dimension | segment  | period_start | sent | unique_opens
        all       | all      | 2024-01-01   | 1    | 1
        channel   | email    | 2024-01-01   | 1    | 1
        campaign  | carnival | 2024-01-01   | 1    | 1
        """);
  }

  @Test
  void aMessageThatWasNotSentCountsWhereSomethingFirstHappenedToIt() {
    assertTable(
        table(
            """
            message_id | event  | occurred_at | channel | campaign
            1          | opened | 2024-02-02  | email   | easter
            1          | opened | 2024-01-31  | sms     | carnival
            """),
        """
        dimension | segment  | period_start | sent | unsent
        all       | all      | 2024-01-01   | 0    | 1
        channel   | sms      | 2024-01-01   | 0    | 1
        campaign  | carnival | 2024-01-01   | 0    | 1
        """);
  }

  @Test
  void ofEventsAtOneInstantTheFirstChannelThenCampaignByNameAndNoneBeforeAny() {
    assertTable(
        table(
                """
                message_id | event | occurred_at | channel | campaign
                1          | sent  | 2024-01-01  | sms     | a
                1          | sent  | 2024-01-01  | email   | c
                1          | sent  | 2024-01-01  | email   | b
                2          | sent  | 2024-01-01  | email   | b
                2          | sent  | 2024-01-01  | -       | z
                3          | sent  | 2024-01-01  | email   | b
                3          | sent  | 2024-01-01  | email   | -
                """)
            .where("dimension <> 'all'"),
        """
        dimension | segment | sent
        channel   | email   | 2      # 1 and 3
        channel   | (none)  | 1
        campaign  | b       | 1      # 1
        campaign  | z       | 1      # 2
        campaign  | (none)  | 1      # 3
        """);
  }

  @Test
  void whereTheColumnsAreMissingAllAreWithoutChannelAndCampaign() {
    assertTable(
        table(
            """
            message_id | event | occurred_at
            1          | sent  | 2024-01-01
            """),
        """
        dimension | segment | sent
        all       | all     | 1
        channel   | (none)  | 1
        campaign  | (none)  | 1
        """);
  }

  @Test
  void messagesOfOneCampaignAndDayAreAddedUp() {
    assertTable(
        table(
                """
                message_id | event  | occurred_at | channel | campaign
                1          | sent   | 2024-01-01  | email   | a
                2          | sent   | 2024-01-01  | email   | a
                2          | opened | 2024-01-09  | email   | a
                3          | sent   | 2024-01-02  | email   | a
                4          | sent   | 2024-01-02  | email   | b
                5          | opened | 2024-01-02  | email   | b
                """)
            .where("dimension = 'campaign'"),
        """
        segment | sent | unsent | unique_opens | open_rate
        a       | 3    | 0      | 1            | 0.3333
        b       | 1    | 1      | 0            | 0
        """);
  }

  @Test
  void weeksAndMonthsByTheClockOfTheBusiness() {
    assertTable(
        Shop.asOf("2024-02-05")
            .in("America/Sao_Paulo")
            .rows(
                Messages.INPUT,
                """
                message_id | event | occurred_at
                1          | sent  | 2024-01-29T02:59:00Z   # still Sunday there
                2          | sent  | 2024-01-29T03:00:00Z
                3          | sent  | 2024-02-01T02:59:00Z   # still January
                4          | sent  | 2024-02-01T03:00:00Z
                """)
            .compute(new MessagePerformance(null))
            .where("dimension = 'all'"),
        """
        grain | period_start | sent | is_complete
        week  | 2024-01-22   | 1    | true
        week  | 2024-01-29   | 3    | true
        month | 2024-01-01   | 3    | true
        month | 2024-02-01   | 1    | false
        """);
  }
}
