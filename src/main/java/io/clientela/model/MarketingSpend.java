package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw marketing spend that the job accepts: money by day, channel and campaign. */
public final class MarketingSpend {

  public static final Field SPENT_ON = Field.date("spent_on", "Day of the spend");
  public static final Field CHANNEL =
      Field.label(
              "channel", "Acquisition channel; the column is required, null is the segment (none)")
          .orNull();
  public static final Field AMOUNT =
      Field.money("amount", "What was spent; below 0 for a credit note");
  public static final Field CAMPAIGN = Field.label("campaign", "Acquisition campaign").orNull();
  public static final Field CURRENCY = Field.currency("currency", "Currency of amount");

  public static final Table TABLE =
      Table.named("marketing_spend")
          .titled("Marketing spend", "Investimento em marketing")
          .grain("One row per day, channel and campaign, or finer")
          .key(SPENT_ON)
          .values(CHANNEL, AMOUNT, CAMPAIGN, CURRENCY)
          .definedBy("What acquisition costs, on the day it is spent");

  public static final Input INPUT = Input.of(TABLE, SPENT_ON).requiringColumn(CHANNEL);

  private MarketingSpend() {}
}
