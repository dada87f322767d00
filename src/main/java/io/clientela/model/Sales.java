package io.clientela.model;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Money;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * What orders, returns and refunds bring in, each on its own business date. Cancelled and test
 * orders are left out.
 */
public record Sales(Refunds refunds) implements Derivation {

  /** The date on which a refund reduces revenue. */
  public enum Refunds {
    ORDER_DATED,
    REFUND_DATED
  }

  public static final Field DAY = Field.integer("day", "Business date, as days since 1970-01-01");
  public static final Field ORDERS =
      Field.count("orders", "1 for an order, 0 for a return or a refund");
  public static final Field REVENUE = Money.admitted("revenue", "Amount less refunds");
  public static final Field COST = Money.admitted("cost", "Cost, 0 where unknown");
  public static final Field UNCOSTED =
      Field.count("uncosted", "1 for an order whose cost is unknown");

  public static final Table TABLE =
      Table.named("sales")
          .grain("One row per order or return and, where refunds have their own date, per refund")
          .key(Orders.ORDER_ID)
          .values(
              Orders.CUSTOMER_ID,
              Orders.ORDERED_AT,
              Breakdowns.SEGMENTS,
              DAY,
              ORDERS,
              REVENUE,
              COST,
              UNCOSTED);

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.all(Orders.TABLE).optional(OrderRefunds.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return switch (refunds) {
      case ORDER_DATED -> orderDated(facts);
      case REFUND_DATED -> refundDated(facts);
    };
  }

  private static Dataset<Row> orderDated(Facts facts) {
    Dataset<Row> completed = completed(OrderRefunds.applied(facts));
    return completed.select(concat(whose(completed, facts), orderLessRefund()));
  }

  private static Dataset<Row> refundDated(Facts facts) {
    Dataset<Row> completed = completed(facts.of(Orders.TABLE));
    Column[] whose = whose(completed, facts);
    Dataset<Row> sales =
        completed
            .select(concat(whose, inline(array(order(), refund()))))
            .where(DAY.col().isNotNull());
    if (!facts.has(OrderRefunds.TABLE)) {
      return sales;
    }
    Dataset<Row> apart =
        OrderRefunds.of(completed, facts.of(OrderRefunds.TABLE), whose)
            .select(
                Orders.ORDER_ID.col(),
                Orders.CUSTOMER_ID.col(),
                Orders.ORDERED_AT.col(),
                Breakdowns.SEGMENTS.col(),
                DAY.is(unix_date(DAY.col())),
                ORDERS.is(lit(0)),
                REVENUE.is(negate(REVENUE.col())),
                COST.is(lit(0)),
                UNCOSTED.is(lit(0)));
    return sales.unionByName(apart);
  }

  private static Column[] whose(Dataset<Row> completed, Facts facts) {
    return new Column[] {
      Orders.ORDER_ID.col(),
      Orders.CUSTOMER_ID.col(),
      Orders.ORDERED_AT.col(),
      Breakdowns.own(completed, facts.dimensions())
    };
  }

  /** Orders and returns that count. */
  public static Dataset<Row> completed(Dataset<Row> orders) {
    return orders.where(isCompleted());
  }

  /** Neither cancelled nor test. */
  public static Column isCompleted() {
    return Orders.STATUS.col().equalTo(Orders.COMPLETED);
  }

  /** What is left of an order's amount after the refunds known. */
  public static Column netRevenue() {
    return Orders.AMOUNT.col().minus(Orders.REFUNDED_AMOUNT.col());
  }

  private static Column[] orderLessRefund() {
    return new Column[] {
      DAY.is(unix_date(Orders.ORDERED_ON.col())),
      ORDERS.is(isOrder().cast(DataTypes.IntegerType)),
      REVENUE.is(netRevenue()),
      COST.is(coalesce(Orders.COST.col(), lit(0).cast(Money.ADMITTED))),
      UNCOSTED.is(isOrder().and(Orders.COST.col().isNull()).cast(DataTypes.IntegerType))
    };
  }

  private static Column order() {
    Column[] columns = orderLessRefund();
    columns[2] = REVENUE.is(Orders.AMOUNT.col());
    return struct(columns);
  }

  /**
   * Dated by the refund where its date is known, else by the order; no day where nothing was
   * refunded.
   */
  private static Column refund() {
    Column refundedOn = unix_date(coalesce(Orders.REFUNDED_ON.col(), Orders.ORDERED_ON.col()));
    return struct(
        DAY.is(when(Orders.REFUNDED_AMOUNT.col().gt(0), refundedOn)),
        ORDERS.is(lit(0)),
        REVENUE.is(negate(Orders.REFUNDED_AMOUNT.col())),
        COST.is(lit(0)),
        UNCOSTED.is(lit(0)));
  }

  /** Not a return. */
  public static Column isOrder() {
    return Orders.AMOUNT.col().geq(0);
  }

  private static Column[] concat(Column[] left, Column... right) {
    Column[] all = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, all, left.length, right.length);
    return all;
  }
}
