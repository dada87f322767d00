package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw interactions that the job accepts: one row per visit, view, click or the like. */
public final class Interactions {

  public static final Field INTERACTION_ID =
      Field.id("interaction_id", "Interaction; without this column identical rows are all kept")
          .orNull();
  public static final Field CUSTOMER_ID = Field.id("customer_id", "Customer who acted");
  public static final Field OCCURRED_AT = Field.instant("occurred_at", "When it happened");
  public static final Field OCCURRED_ON = OCCURRED_AT.businessDate();
  public static final Field TYPE =
      Field.label("type", "Kind of interaction: visit, view, cart, ...");
  public static final Field SESSION_ID =
      Field.label("session_id", "Session it belongs to").orNull();
  public static final Field CHANNEL = Field.label("channel", "May serve as a breakdown").orNull();
  public static final Field PROPERTIES =
      Field.any("properties", "Further properties, kept as they are");

  public static final Table TABLE =
      Table.named("interactions")
          .titled("Interactions", "Interações")
          .grain("One row per interaction")
          .key(INTERACTION_ID)
          .values(CUSTOMER_ID, OCCURRED_AT, TYPE, SESSION_ID, CHANNEL, PROPERTIES)
          .definedBy("Anything a customer does beside ordering");

  public static final Input INPUT = Input.of(TABLE, OCCURRED_AT).identifiedBy(INTERACTION_ID);

  private Interactions() {}
}
