package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw assignments that the job accepts: who was to get a campaign, and who was held back. */
public final class CampaignMembers {

  public static final String TREATMENT = "treatment";
  public static final String CONTROL = "control";

  public static final Field CAMPAIGN =
      Field.label("campaign", "Campaign, experiment or programme that is judged");
  public static final Field CUSTOMER_ID =
      Field.id("customer_id", "Customer assigned, in the type that orders have");
  public static final Field ASSIGNED_AT =
      Field.instant(
          "assigned_at", "When the customer was assigned to the group, reached later or not");
  public static final Field ASSIGNED_ON = ASSIGNED_AT.businessDate();
  public static final Field GROUP =
      Field.label("group", "treatment, or control (held back, or not part of the programme)");

  public static final Table TABLE =
      Table.named("campaign_members")
          .titled("Campaign members", "Participantes de ações")
          .grain("One row per assignment of a customer to a group of a campaign")
          .key(CAMPAIGN, CUSTOMER_ID)
          .values(ASSIGNED_AT, GROUP)
          .definedBy(
              "A customer assigned more than once to a campaign counts by the earliest assignment");

  public static final Input INPUT = Input.of(TABLE, ASSIGNED_AT).coded(GROUP, TREATMENT, CONTROL);

  private CampaignMembers() {}
}
