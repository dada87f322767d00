package io.clientela.model;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Money;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The raw refunds that the job accepts: any number per order. */
public final class OrderRefunds {

  public static final Field ORDER_ID =
      Field.id("order_id", "Order that was refunded, in the type that orders have");
  public static final Field REFUNDED_AT = Field.instant("refunded_at", "When it was given back");
  public static final Field REFUNDED_ON = REFUNDED_AT.businessDate();
  public static final Field AMOUNT = Field.money("amount", "What was given back, above 0");
  public static final Field CURRENCY =
      Field.currency("currency", "Currency of amount; null = the reporting currency");

  public static final Table TABLE =
      Table.named("refunds")
          .titled("Refunds", "Reembolsos")
          .grain("One row per refund; identical rows are several refunds")
          .key(ORDER_ID)
          .values(REFUNDED_AT, AMOUNT, CURRENCY)
          .definedBy(
              "They reduce the revenue of their order as refunded_amount of orders does, of which"
                  + " they take the place: on the order's date, or each on its own with refunds:"
                  + " refund-dated");

  public static final Input INPUT =
      Input.of(TABLE, REFUNDED_AT).never("amount is not above 0", AMOUNT.col().leq(0));

  private static final String OF_ORDER = "refunds_of_order";
  private static final String REFUNDED = "refunded_by_rows";

  private OrderRefunds() {}

  /** One row per refunded order, with the sum of its refunds under the names given. */
  public static Dataset<Row> byOrder(Dataset<Row> refunds, String orderId, String refunded) {
    return refunds.groupBy(ORDER_ID.col().as(orderId)).agg(sum(AMOUNT.col()).as(refunded));
  }

  /** The orders with all their known refunds in refunded_amount. */
  public static Dataset<Row> applied(Facts facts) {
    Dataset<Row> orders = facts.of(Orders.TABLE);
    if (!facts.has(TABLE)) {
      return orders;
    }
    Column none = lit(0).cast(Money.ADMITTED);
    Column all = Orders.REFUNDED_AMOUNT.col().plus(coalesce(col(REFUNDED), none));
    List<Column> columns = new ArrayList<>();
    for (String name : orders.columns()) {
      boolean isRefunded = name.equals(Orders.REFUNDED_AMOUNT.name());
      columns.add(isRefunded ? Orders.REFUNDED_AMOUNT.is(all) : col("`" + name + "`"));
    }
    Dataset<Row> byOrder = byOrder(facts.of(TABLE), OF_ORDER, REFUNDED);
    return orders
        .join(byOrder, Orders.ORDER_ID.col().equalTo(col(OF_ORDER)), "left")
        .select(columns.toArray(Column[]::new));
  }

  /** Each refund beside its order; refunds of orders that are not among these are left out. */
  static Dataset<Row> of(Dataset<Row> orders, Dataset<Row> refunds, Column... kept) {
    Dataset<Row> slim =
        refunds.select(
            ORDER_ID.col().as(OF_ORDER),
            REFUNDED_ON.col().as(Sales.DAY.name()),
            AMOUNT.col().as(REFUNDED));
    Column[] columns = new Column[kept.length + 2];
    System.arraycopy(kept, 0, columns, 0, kept.length);
    columns[kept.length] = col(Sales.DAY.name());
    columns[kept.length + 1] = col(REFUNDED).as(Sales.REVENUE.name());
    return orders.join(slim, Orders.ORDER_ID.col().equalTo(col(OF_ORDER)), "inner").select(columns);
  }
}
