package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw orders that the job accepts: one row per order. */
public final class Orders {

  public static final Field ORDER_ID = Field.id("order_id", "Order");
  public static final Field CUSTOMER_ID = Field.id("customer_id", "Customer who ordered");
  public static final Field ORDERED_AT = Field.instant("ordered_at", "When the order was placed");
  public static final Field ORDERED_ON = ORDERED_AT.businessDate();
  public static final Field AMOUNT =
      Field.money(
          "amount",
          "Net of discounts, tax and shipping excluded, to four decimals; below 0 it is a return");
  public static final Field CURRENCY =
      Field.currency("currency", "Must be the reporting currency; null = the reporting currency");
  public static final Field STATUS =
      Field.label("status", "completed (also null), cancelled or test; the last two are left out")
          .orNull();
  public static final Field REFUNDED_AMOUNT =
      Field.money("refunded_amount", "Part of the amount that was given back; null = 0").orNull();
  public static final Field REFUNDED_AT =
      Field.instant("refunded_at", "When it was given back; null = before as-of").orNull();
  public static final Field REFUNDED_ON = REFUNDED_AT.businessDate();
  public static final Field COST =
      Field.money("cost", "Cost of what was sold; null = unknown").orNull();
  public static final Field CHANNEL =
      Field.label("channel", "Sales channel; may serve as a breakdown").orNull();

  static final String COMPLETED = "completed";

  public static final Table TABLE =
      Table.named("orders")
          .titled("Orders", "Pedidos")
          .grain("One row per order")
          .key(ORDER_ID)
          .values(
              CUSTOMER_ID,
              ORDERED_AT,
              AMOUNT,
              CURRENCY,
              STATUS,
              REFUNDED_AMOUNT,
              REFUNDED_AT,
              COST,
              CHANNEL)
          .definedBy(
              "Orders with status cancelled or test are admitted, but left out of every KPI");

  public static final Input INPUT =
      Input.of(TABLE, ORDERED_AT)
          .identifiedBy(ORDER_ID)
          .coded(STATUS, COMPLETED, "cancelled", "test")
          .knownFrom(REFUNDED_AT, REFUNDED_AMOUNT)
          .never("refunded_amount is below 0", REFUNDED_AMOUNT.col().lt(0))
          .never("refunded before it was ordered", REFUNDED_ON.col().lt(ORDERED_ON.col()));

  private Orders() {}
}
