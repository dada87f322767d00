package io.clientela.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.OrderRefunds;
import io.clientela.model.Orders;
import io.clientela.model.Sales;
import io.clientela.table.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whether refunds and orders can both be right: none counted twice, none lost in silence. */
record RefundChecks(List<String> breaches, List<String> notices) {

  private static final String ORDER = "__refunded_order";
  private static final String REFUNDED = "__refunded";
  private static final String ROWS = "__refunds";
  private static final String REFUNDED_ON = "__refunded_on";
  private static final String REFUND_CURRENCY = "__refund_currency";

  static RefundChecks of(Dataset<Row> orders, Dataset<Row> refunds, String currency) {
    Row all = refunds.agg(count(lit(1)), total(OrderRefunds.AMOUNT.col())).head();
    Row found = found(orders, refunds, currency);
    return new RefundChecks(breaches(found), notices(all, found));
  }

  /** Only the columns needed meet, and orders without refunds drop out first. */
  private static Row found(Dataset<Row> orders, Dataset<Row> refunds, String currency) {
    Column ofOrder = Orders.ORDER_ID.col().equalTo(col(ORDER));
    Column counts = Sales.isCompleted();
    Column isTwice = Orders.REFUNDED_AMOUNT.col().gt(0);
    Column isForeign = Orders.CURRENCY.col().notEqual(currency);
    Column isWithoutCurrency = isForeign.and(col(REFUND_CURRENCY).isNull());
    return orders
        .select(
            Orders.ORDER_ID.col(),
            Orders.STATUS.col(),
            Orders.ORDERED_ON.col(),
            Orders.REFUNDED_AMOUNT.col(),
            Orders.CURRENCY.col())
        .join(
            refunds.select(
                OrderRefunds.ORDER_ID.col().as(ORDER),
                OrderRefunds.REFUNDED_ON.col().as(REFUNDED_ON),
                OrderRefunds.AMOUNT.col().as(REFUNDED),
                OrderRefunds.CURRENCY.col().as(REFUND_CURRENCY)),
            ofOrder,
            "inner")
        .agg(
            count(lit(1)).as(ROWS),
            total(col(REFUNDED)),
            count(when(not(counts), 1)),
            total(when(not(counts), col(REFUNDED))),
            count(when(isTwice, 1)),
            total(when(isTwice, col(REFUNDED))),
            count(when(col(REFUNDED_ON).lt(Orders.ORDERED_ON.col()), 1)),
            count(when(isWithoutCurrency, 1)))
        .head();
  }

  private static Column total(Column amount) {
    return coalesce(sum(amount), lit(0)).cast(Money.ADMITTED);
  }

  private static List<String> breaches(Row found) {
    List<String> breaches = new ArrayList<>();
    if (found.getLong(4) > 0) {
      breaches.add(
          String.format(
              Locale.ROOT,
              "refunds: %,d rows (%s) are of orders that have a refunded_amount too, so that both"
                  + " together would count twice; expected one of them. Leave refunded_amount out"
                  + " in sources.orders.sql, or drop sources.refunds",
              found.getLong(4),
              plain(found.getDecimal(5))));
    }
    if (found.getLong(7) > 0) {
      breaches.add(
          String.format(
              Locale.ROOT,
              "refunds: %,d rows say no currency, but their orders are in another one than the"
                  + " reporting currency; expected the currency of the refund. Give refunds a column"
                  + " currency in sources.refunds.sql",
              found.getLong(7)));
    }
    return breaches;
  }

  private static List<String> notices(Row all, Row found) {
    List<String> notices = new ArrayList<>();
    long unknown = all.getLong(0) - found.getLong(0);
    if (unknown > 0) {
      notices.add(
          String.format(
              Locale.ROOT,
              "refunds: %,d of %,d rows (%s) are of orders that were not admitted (unknown, rejected"
                  + " or from as-of on); they reduce nothing. Look for their order_id in orders",
              unknown,
              all.getLong(0),
              plain(all.getDecimal(1).subtract(found.getDecimal(1)))));
    }
    if (found.getLong(2) > 0) {
      notices.add(
          String.format(
              Locale.ROOT,
              "refunds: %,d of %,d rows (%s) are of orders that are cancelled or test; they reduce"
                  + " nothing",
              found.getLong(2),
              all.getLong(0),
              plain(found.getDecimal(3))));
    }
    if (found.getLong(6) > 0) {
      notices.add(
          String.format(
              Locale.ROOT,
              "refunds: %,d of %,d rows are dated before their order",
              found.getLong(6),
              all.getLong(0)));
    }
    return notices;
  }

  private static String plain(BigDecimal amount) {
    BigDecimal brief = amount.stripTrailingZeros();
    return (brief.scale() < 2 ? brief.setScale(2) : brief).toPlainString();
  }
}
