package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw opportunities that the job accepts: one row per deal of the sales pipeline. */
public final class Opportunities {

  public static final String OPEN = "open";
  public static final String WON = "won";
  public static final String LOST = "lost";

  public static final Field OPPORTUNITY_ID = Field.id("opportunity_id", "Opportunity");
  public static final Field CREATED_AT = Field.instant("created_at", "When it was created");
  public static final Field CREATED_ON = CREATED_AT.businessDate();
  public static final Field CUSTOMER_ID =
      Field.id("customer_id", "Customer it is about, in the type that orders have").orNull();
  public static final Field OWNER = Field.label("owner", "Who works on it").orNull();
  public static final Field TEAM = Field.label("team", "Team of the owner").orNull();
  public static final Field AMOUNT =
      Field.money("amount", "What it is worth; null = unknown").orNull();
  public static final Field CLOSED_AT =
      Field.instant("closed_at", "When it was won or lost; null = still open").orNull();
  public static final Field CLOSED_ON = CLOSED_AT.businessDate();
  public static final Field OUTCOME =
      Field.label("outcome", "won, lost, or open (also null); open where it closes later").orNull();
  public static final Field SOURCE = Field.label("source", "Where it came from").orNull();

  public static final Table TABLE =
      Table.named("opportunities")
          .titled("Opportunities", "Oportunidades")
          .grain("One row per opportunity")
          .key(OPPORTUNITY_ID)
          .values(CREATED_AT, CUSTOMER_ID, OWNER, TEAM, AMOUNT, CLOSED_AT, OUTCOME, SOURCE)
          .definedBy("Deals from their creation until they are won or lost");

  public static final Input INPUT =
      Input.of(TABLE, CREATED_AT)
          .identifiedBy(OPPORTUNITY_ID)
          .coded(OUTCOME, OPEN, WON, LOST)
          .knownFrom(CLOSED_AT)
          .never("closed before it was created", CLOSED_AT.col().lt(CREATED_AT.col()))
          .never(
              "won or lost without closed_at",
              OUTCOME.col().isin(WON, LOST).and(CLOSED_AT.col().isNull()));

  private Opportunities() {}
}
