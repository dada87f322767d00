package io.clientela.model;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The raw subscriptions that the job accepts: one row per contract. */
public final class Subscriptions {

  public static final Field SUBSCRIPTION_ID = Field.id("subscription_id", "Subscription");
  public static final Field CUSTOMER_ID = Field.id("customer_id", "Customer who subscribed");
  public static final Field STARTED_ON = Field.date("started_on", "First day of the subscription");
  public static final Field ENDED_ON =
      Field.date("ended_on", "First day without it; null or not before as-of = it runs").orNull();
  public static final Field MONTHLY_AMOUNT =
      Field.money("monthly_amount", "Recurring revenue of a month; null = 0").orNull();
  public static final Field IS_TRIAL =
      Field.flag("is_trial", "A trial: in trial_conversion and in no other table; null = no")
          .orNull();

  public static final Table TABLE =
      Table.named("subscriptions")
          .titled("Subscriptions", "Assinaturas")
          .grain("One row per subscription")
          .key(SUBSCRIPTION_ID)
          .values(CUSTOMER_ID, STARTED_ON, ENDED_ON, MONTHLY_AMOUNT, IS_TRIAL)
          .definedBy(
              "A change of price is the end of one subscription and the start of the next on the"
                  + " same day. ended_on is the first day without it; where a source gives the last"
                  + " paid day, sources.subscriptions says ends: last-day");

  public static final Input INPUT =
      Input.of(TABLE, STARTED_ON)
          .identifiedBy(SUBSCRIPTION_ID)
          .knownFrom(ENDED_ON)
          .never("monthly_amount is below 0", MONTHLY_AMOUNT.col().lt(0))
          .never("ended before it started", ENDED_ON.col().lt(STARTED_ON.col()));

  private Subscriptions() {}

  public static Column isTrial() {
    return coalesce(IS_TRIAL.col(), lit(false));
  }

  /** All but trials. */
  public static Dataset<Row> withoutTrials(Dataset<Row> subscriptions) {
    return subscriptions.where(not(isTrial()));
  }
}
