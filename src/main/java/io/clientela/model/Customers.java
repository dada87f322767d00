package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/**
 * The raw customers that the job accepts: one row per customer, with the attributes that break KPIs
 * down.
 */
public final class Customers {

  public static final Field CUSTOMER_ID =
      Field.id("customer_id", "Customer, in the type that orders have");
  public static final Field CREATED_AT =
      Field.instant("created_at", "When the customer became known").orNull();
  public static final Field CREATED_ON = CREATED_AT.businessDate();
  public static final Field CHANNEL = Field.label("channel", "Acquisition channel").orNull();
  public static final Field CAMPAIGN = Field.label("campaign", "Acquisition campaign").orNull();
  public static final Field REGION = Field.label("region", "Region").orNull();
  public static final Field SEGMENT = Field.label("segment", "Persona").orNull();

  public static final Table TABLE =
      Table.named("customers")
          .titled("Customers", "Clientes")
          .grain("One row per customer")
          .key(CUSTOMER_ID)
          .values(CREATED_AT, CHANNEL, CAMPAIGN, REGION, SEGMENT)
          .definedBy("Attributes that break the KPIs of a customer's orders and interactions down");

  public static final Input INPUT = Input.of(TABLE, CREATED_AT).identifiedBy(CUSTOMER_ID);

  private Customers() {}
}
