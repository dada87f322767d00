package io.clientela.contract;

import static io.clientela.testing.Tables.assertTable;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.clientela.model.CampaignMembers;
import io.clientela.table.Refusal;
import io.clientela.testing.Door;
import org.junit.jupiter.api.Test;

/** Which assignments to campaigns come in. */
final class CampaignMembersTest {

  private static final Door DOOR = Door.asOf("2024-03-01");

  @Test
  void anAssignmentHasAKnownGroupAndSaysWhoWhenAndToWhat() {
    try (Admission members =
        DOOR.judge(
            CampaignMembers.INPUT,
            """
            customer_id string | campaign | assigned_at      | group
            fine               | welcome  | 2024-01-05 10:00 | ' Treatment '
            held               | welcome  | 2024-02-29 23:59 | CONTROL
            placebo            | welcome  | 2024-01-05 10:00 | placebo
            groupless          | welcome  | 2024-01-05 10:00 | -
            nothing            | -        | 2024-01-05 10:00 | control
            never              | welcome  | -                | control
            -                  | welcome  | 2024-01-05 10:00 | control
            ancient            | welcome  | 1889-11-15 10:00 | control
            """)) {
      assertTable(
          members.admitted(),
          """
          customer_id | assigned_on | group
          fine        | 2024-01-05  | treatment
          held        | 2024-02-29  | control
          """);
      assertTable(
          members
              .rejected()
              .select(
                  expr("get_json_object(row, '$.customer_id')").as("customer_id"),
                  expr("array_join(reasons, '; ')").as("why")),
          """
          customer_id | why
          placebo     | group is none of [treatment, control]
          groupless   | group is missing
          nothing     | campaign is missing
          never       | assigned_at is missing
          -           | customer_id is missing
          ancient     | assigned_at is outside plausible-dates, 1990-01-01 to 2100-01-01
          """);
    }
  }

  /** The campaign counts a customer once; which rows that takes is not for the door to say. */
  @Test
  void assignmentsThatComeTwiceAreKeptAndLaterOnesWait() {
    try (Admission members =
        DOOR.judge(
            CampaignMembers.INPUT,
            """
            customer_id | campaign | assigned_at      | group
            1           | welcome  | 2024-01-05 10:00 | treatment
            1           | welcome  | 2024-01-05 10:00 | treatment
            1           | welcome  | 2024-03-01 00:00 | control      # as-of
            """)) {
      assertEquals(2, members.verdict().counts().admitted());
      assertEquals(1, members.verdict().counts().later());
      assertEquals(0, members.verdict().counts().duplicates());
    }
  }

  @Test
  void everyColumnIsRequired() {
    Refusal refused =
        assertThrows(
            Refusal.class,
            () ->
                DOOR.judge(
                    CampaignMembers.INPUT,
                    DOOR.rows(
                            CampaignMembers.INPUT,
                            "campaign | customer_id | assigned_at\nwelcome | 1 | 2024-01-05")
                        .drop("group")));
    assertEquals(
        "campaign_members: required column group is missing; found [campaign, customer_id,"
            + " assigned_at]. Rename or derive it in sources.campaign_members.sql",
        refused.getMessage());
  }
}
