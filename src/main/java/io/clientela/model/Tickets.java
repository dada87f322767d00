package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw support tickets that the job accepts: one row per ticket. */
public final class Tickets {

  public static final Field TICKET_ID = Field.id("ticket_id", "Ticket");
  public static final Field CREATED_AT = Field.instant("created_at", "When it came in");
  public static final Field CREATED_ON = CREATED_AT.businessDate();
  public static final Field CUSTOMER_ID =
      Field.id("customer_id", "Customer who wrote, in the type that orders have").orNull();
  public static final Field CHANNEL =
      Field.label("channel", "How it came in: email, chat, ...").orNull();
  public static final Field CATEGORY = Field.label("category", "What it is about").orNull();
  public static final Field PRIORITY = Field.label("priority", "How urgent it is").orNull();
  public static final Field IS_COMPLAINT =
      Field.flag("is_complaint", "Whether it is a complaint; null = not known").orNull();
  public static final Field AGENT = Field.label("agent", "Who works on it").orNull();
  public static final Field TEAM =
      Field.label("team", "Team that works on it, as it was then").orNull();
  public static final Field FIRST_RESPONDED_AT =
      Field.instant("first_responded_at", "First answer by a person; null = none yet").orNull();
  public static final Field FIRST_RESPONDED_ON = FIRST_RESPONDED_AT.businessDate();
  public static final Field RESOLVED_AT =
      Field.instant("resolved_at", "When it was last resolved; null = open").orNull();
  public static final Field RESOLVED_ON = RESOLVED_AT.businessDate();
  public static final Field REOPENED =
      Field.count("reopened", "How often it was reopened; null counts as 0").orNull();
  public static final Field REPLIES =
      Field.count("replies", "Answers by agents; null = not known").orNull();

  public static final Table TABLE =
      Table.named("tickets")
          .titled("Tickets", "Chamados")
          .grain("One row per ticket")
          .key(TICKET_ID)
          .values(
              CREATED_AT,
              CUSTOMER_ID,
              CHANNEL,
              CATEGORY,
              PRIORITY,
              IS_COMPLAINT,
              AGENT,
              TEAM,
              FIRST_RESPONDED_AT,
              RESOLVED_AT,
              REOPENED,
              REPLIES)
          .definedBy("Requests to customer service; merged tickets are left out by staging SQL");

  public static final Input INPUT =
      Input.of(TABLE, CREATED_AT)
          .identifiedBy(TICKET_ID)
          .knownFrom(FIRST_RESPONDED_AT)
          .knownFrom(RESOLVED_AT)
          .never("answered before it was created", FIRST_RESPONDED_AT.col().lt(CREATED_AT.col()))
          .never("resolved before it was created", RESOLVED_AT.col().lt(CREATED_AT.col()))
          .never("reopened is below 0", REOPENED.col().lt(0))
          .never("replies is below 0", REPLIES.col().lt(0));

  private Tickets() {}
}
