package io.clientela.contract;

import static io.clientela.testing.Tables.assertTable;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.clientela.model.Leads;
import io.clientela.model.MarketingSpend;
import io.clientela.model.Messages;
import io.clientela.model.Opportunities;
import io.clientela.model.SocialPosts;
import io.clientela.model.Surveys;
import io.clientela.model.Tickets;
import io.clientela.table.Input;
import io.clientela.table.Refusal;
import io.clientela.table.VersionChoice;
import io.clientela.testing.Door;
import org.junit.jupiter.api.Test;

/** Which rows of sales, service and marketing come in, and what is known of them. */
final class CrmInputsTest {

  private static final Door DOOR = Door.asOf("2024-03-01");

  private static void assertRejected(Input input, String id, String rows, String expected) {
    try (Admission admission = DOOR.judge(input, rows)) {
      assertTable(
          admission
              .rejected()
              .select(
                  expr("get_json_object(row, '$." + id + "')").as(id),
                  expr("array_join(reasons, '; ')").as("why")),
          expected);
    }
  }

  @Test
  void aLeadThatConvertedBeforeItCame() {
    assertRejected(
        Leads.INPUT,
        "lead_id",
        """
        lead_id string | created_at       | converted_at
        in time        | 2024-01-05 10:00 | 2024-01-05 10:00
        too soon       | 2024-01-05 10:00 | 2024-01-05 09:59
        """,
        """
        lead_id  | why
        too soon | converted before it was created
        """);
  }

  /**
   * The system that merges leads keeps one id; its settings say that the one created last counts.
   */
  @Test
  void mergedLeadsAreOne() {
    try (Admission leads =
        DOOR.choosing(VersionChoice.Order.LAST_BY, "created_at")
            .judge(
                Leads.INPUT,
                """
            lead_id string | created_at       | converted_at     | customer_id
            merged         | 2024-01-05 10:00 | -                | -
            merged         | 2024-01-07 10:00 | 2024-02-01 10:00 | 7
            later          | 2024-01-07 10:00 | 2024-03-01 00:00 | 8    # as-of: not known yet
            """)) {
      assertEquals(1, leads.verdict().counts().superseded());
      assertTable(
          leads.admitted(),
          """
          lead_id | created_on | converted_on
          merged  | 2024-01-07 | 2024-02-01
          later   | 2024-01-07 | -
          """);
    }
  }

  @Test
  void aDealThatClosedBeforeItWasCreated() {
    assertRejected(
        Opportunities.INPUT,
        "opportunity_id",
        """
        opportunity_id string | created_at | closed_at  | outcome
        won at once           | 2024-01-05 | 2024-01-05 | Won
        too soon              | 2024-01-05 | 2024-01-04 | lost
        when                  | 2024-01-05 | -          | won
        drawn                 | 2024-01-05 | 2024-01-06 | draw
        """,
        """
        opportunity_id | why
        too soon       | closed before it was created
        when           | won or lost without closed_at
        drawn          | outcome is none of [open, won, lost]
        """);
  }

  @Test
  void spendNeedsTheColumnOfItsChannelButNotAValue() {
    assertRejected(
        MarketingSpend.INPUT,
        "channel",
        """
        spent_on   | channel | amount | currency
        2024-01-05 | -       | 10     | -          # segment (none)
        2024-01-05 | refund  | -10    | -
        2024-01-05 | dollars | 10     | USD
        2024-01-05 | nothing | -      | BRL
        -          | someday | 10     | BRL
        """,
        """
        channel | why
        dollars | currency is not BRL
        nothing | amount is missing
        someday | spent_on is missing
        """);
    Refusal refused =
        assertThrows(
            Refusal.class,
            () -> DOOR.judge(MarketingSpend.INPUT, "spent_on | amount\n2024-01-05 | 10"));
    assertEquals(
        "marketing_spend: required column channel is missing; found [spent_on, amount]. Rename or"
            + " derive it in sources.marketing_spend.sql",
        refused.getMessage());
  }

  @Test
  void aMessageHasOnlyKnownEvents() {
    assertRejected(
        Messages.INPUT,
        "message_id",
        """
        message_id string | event    | occurred_at      | is_machine
        fine              | ' SENT ' | 2024-01-05 10:00 | -
        seen              | viewed   | 2024-01-05 10:00 | -
        what              | -        | 2024-01-05 10:00 | -
        maybe             | opened   | 2024-01-05 10:00 | maybe
        """,
        """
        message_id | why
        seen       | event is none of [sent, delivered, bounced, opened, clicked, replied, unsubscribed, complained]
        what       | event is missing
        maybe      | is_machine can't be read as true or false
        """);
  }

  @Test
  void aPostIsNotSeenLessThanNever() {
    assertRejected(
        SocialPosts.INPUT,
        "post_id",
        """
        post_id string | network   | published_at | impressions | engagements
        unseen         | instagram | 2024-01-05   | 0           | 0
        negative       | instagram | 2024-01-05   | -1          | -2
        nowhere        | -         | 2024-01-05   | 1           | 1
        """,
        """
        post_id  | why
        negative | impressions is below 0; engagements is below 0
        nowhere  | network is missing
        """);
  }

  @Test
  void aTicketIsNotAnsweredOrResolvedBeforeItCame() {
    assertRejected(
        Tickets.INPUT,
        "ticket_id",
        """
        ticket_id string | created_at       | first_responded_at | resolved_at      | reopened | replies
        resolved first   | 2024-01-05 10:00 | 2024-01-06 10:00   | 2024-01-05 12:00 | 0        | 1
        answered before  | 2024-01-05 10:00 | 2024-01-05 09:00   | -                | -        | -
        resolved before  | 2024-01-05 10:00 | -                  | 2024-01-05 09:00 | -        | -
        reopened         | 2024-01-05 10:00 | -                  | -                | -1       | -1
        """,
        """
        ticket_id       | why
        answered before | answered before it was created
        resolved before | resolved before it was created
        reopened        | reopened is below 0; replies is below 0
        """);
  }

  @Test
  void aScoreIsInTheRangeOfItsSurvey() {
    assertRejected(
        Surveys.INPUT,
        "response_id",
        """
        response_id string | kind | sent_at    | responded_at | score
        lowest             | csat | 2024-01-05 | 2024-01-06   | 1
        highest            | nps  | 2024-01-05 | 2024-01-06   | 10
        silent             | nps  | 2024-01-05 | -            | -
        too low            | csat | 2024-01-05 | 2024-01-06   | 0
        too high           | csat | 2024-01-05 | 2024-01-06   | 6
        eleven             | nps  | 2024-01-05 | 2024-01-06   | 11
        stars              | ces  | 2024-01-05 | 2024-01-06   | 3
        when               | nps  | 2024-01-05 | -            | 7
        too soon           | nps  | 2024-01-05 | 2024-01-04   | 7
        word               | nps  | 2024-01-05 | 2024-01-06   | seven
        """,
        """
        response_id | why
        too low     | score is outside 1 to 5 (csat) or 0 to 10 (nps)
        too high    | score is outside 1 to 5 (csat) or 0 to 10 (nps)
        eleven      | score is outside 1 to 5 (csat) or 0 to 10 (nps)
        stars       | kind is none of [csat, nps]
        when        | score without responded_at
        too soon    | answered before it was sent
        word        | score can't be read as score
        """);
  }
}
