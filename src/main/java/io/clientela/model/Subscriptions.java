package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw subscriptions that the job accepts: one row per contract. */
public final class Subscriptions {

  public static final Field SUBSCRIPTION_ID = Field.id("subscription_id", "Subscription");
  public static final Field CUSTOMER_ID = Field.id("customer_id", "Customer who subscribed");
  public static final Field STARTED_ON = Field.date("started_on", "First day of the subscription");
  public static final Field ENDED_ON =
      Field.date("ended_on", "First day without it; null or not before as-of = it runs").orNull();
  public static final Field MONTHLY_AMOUNT =
      Field.money("monthly_amount", "Recurring revenue of a month; null = 0").orNull();

  public static final Table TABLE =
      Table.named("subscriptions")
          .titled("Subscriptions", "Assinaturas")
          .grain("One row per subscription")
          .key(SUBSCRIPTION_ID)
          .values(CUSTOMER_ID, STARTED_ON, ENDED_ON, MONTHLY_AMOUNT)
          .definedBy(
              "A change of price is the end of one subscription and the start of the next on the"
                  + " same day");

  public static final Input INPUT =
      Input.of(TABLE, STARTED_ON)
          .identifiedBy(SUBSCRIPTION_ID)
          .knownFrom(ENDED_ON)
          .never("monthly_amount is below 0", MONTHLY_AMOUNT.col().lt(0))
          .never("ended before it started", ENDED_ON.col().lt(STARTED_ON.col()));

  private Subscriptions() {}
}
