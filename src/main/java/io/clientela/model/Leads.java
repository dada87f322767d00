package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw leads that the job accepts: one row per prospective customer. */
public final class Leads {

  public static final Field LEAD_ID = Field.id("lead_id", "Lead");
  public static final Field CREATED_AT = Field.instant("created_at", "When the lead came in");
  public static final Field CREATED_ON = CREATED_AT.businessDate();
  public static final Field CUSTOMER_ID =
      Field.id("customer_id", "Customer that the lead became, in the type that orders have")
          .orNull();
  public static final Field CONVERTED_AT =
      Field.instant("converted_at", "When it became a customer; null = not yet").orNull();
  public static final Field CONVERTED_ON = CONVERTED_AT.businessDate();
  public static final Field SOURCE = Field.label("source", "Where the lead came from").orNull();
  public static final Field CHANNEL = Field.label("channel", "Acquisition channel").orNull();
  public static final Field CAMPAIGN = Field.label("campaign", "Acquisition campaign").orNull();
  public static final Field OWNER = Field.label("owner", "Who works on the lead").orNull();
  public static final Field SEGMENT = Field.label("segment", "Persona").orNull();
  public static final Field SCORE = Field.score("score", "Quality of the lead").orNull();
  public static final Field IS_QUALIFIED =
      Field.flag("is_qualified", "Whether sales accepted it").orNull();

  public static final Table TABLE =
      Table.named("leads")
          .titled("Leads", "Leads")
          .grain("One row per lead")
          .key(LEAD_ID)
          .values(
              CREATED_AT,
              CUSTOMER_ID,
              CONVERTED_AT,
              SOURCE,
              CHANNEL,
              CAMPAIGN,
              OWNER,
              SEGMENT,
              SCORE,
              IS_QUALIFIED)
          .definedBy("Prospective customers, before their first order");

  public static final Input INPUT =
      Input.of(TABLE, CREATED_AT)
          .identifiedBy(LEAD_ID)
          .knownFrom(CONVERTED_AT)
          .never("converted before it was created", CONVERTED_AT.col().lt(CREATED_AT.col()));

  private Leads() {}
}
