package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whether refunds and orders can both be right: none counted twice, none lost in silence. */
public record RefundChecks(List<String> breaches, List<String> notices) {

  private static final String ORDER = "__refunded_order";
  private static final String REFUNDED = "__refunded";
  private static final String REFUNDED_ON = "__refunded_on";
  private static final String REFUND_CURRENCY = "__refund_currency";
  private static final String ROWS = "__refunds";
  private static final String OF_OTHERS = "__of_others";
  private static final String REFUNDED_OF_OTHERS = "__refunded_of_others";
  private static final String TWICE = "__twice";
  private static final String REFUNDED_TWICE = "__refunded_twice";
  private static final String EARLY = "__early";
  private static final String WITHOUT_CURRENCY = "__without_currency";

  /**
   * Admitted orders.
   *
   * @param refunded what an order itself says was given back
   * @param counts whether a refund of the order reduces anything
   */
  public record Sold(
      Dataset<Row> rows, Field id, Field on, Field refunded, Field currency, Column counts) {}

  /** Admitted refunds. */
  public record GivenBack(
      Dataset<Row> rows, Field orderId, Field on, Field amount, Field currency) {}

  /**
   * @param currency the reporting one
   */
  public static RefundChecks of(Sold orders, GivenBack refunds, String currency) {
    Row all =
        refunds
            .rows()
            .agg(count(lit(1)).as(ROWS), total(refunds.amount().col()).as(REFUNDED))
            .head();
    Row found = found(orders, refunds, currency);
    return new RefundChecks(breaches(found), notices(all, found));
  }

  /** Only the columns needed meet, and orders without refunds drop out first. */
  private static Row found(Sold orders, GivenBack refunds, String currency) {
    Column ofOrder = orders.id().col().equalTo(col(ORDER));
    Column isOfOther = not(orders.counts());
    Column isTwice = orders.refunded().col().gt(0);
    Column isForeign = orders.currency().col().notEqual(currency);
    Column isWithoutCurrency = isForeign.and(col(REFUND_CURRENCY).isNull());
    return orders
        .rows()
        .join(
            refunds
                .rows()
                .select(
                    refunds.orderId().col().as(ORDER),
                    refunds.on().col().as(REFUNDED_ON),
                    refunds.amount().col().as(REFUNDED),
                    refunds.currency().col().as(REFUND_CURRENCY)),
            ofOrder,
            "inner")
        .agg(
            count(lit(1)).as(ROWS),
            total(col(REFUNDED)).as(REFUNDED),
            count(when(isOfOther, 1)).as(OF_OTHERS),
            total(when(isOfOther, col(REFUNDED))).as(REFUNDED_OF_OTHERS),
            count(when(isTwice, 1)).as(TWICE),
            total(when(isTwice, col(REFUNDED))).as(REFUNDED_TWICE),
            count(when(col(REFUNDED_ON).lt(orders.on().col()), 1)).as(EARLY),
            count(when(isWithoutCurrency, 1)).as(WITHOUT_CURRENCY))
        .head();
  }

  private static Column total(Column amount) {
    return coalesce(sum(amount), lit(0)).cast(Money.ADMITTED);
  }

  private static List<String> breaches(Row found) {
    List<String> breaches = new ArrayList<>();
    if (found.<Long>getAs(TWICE) > 0) {
      breaches.add(
          String.format(
              Locale.ROOT,
              "refunds: %,d rows (%s) are of orders that have a refunded_amount too, so that both"
                  + " together would count twice; expected one of them. Leave refunded_amount out"
                  + " in sources.orders.sql, or drop sources.refunds",
              found.<Long>getAs(TWICE),
              plain(found.getAs(REFUNDED_TWICE))));
    }
    if (found.<Long>getAs(WITHOUT_CURRENCY) > 0) {
      breaches.add(
          String.format(
              Locale.ROOT,
              "refunds: %,d rows say no currency, but their orders are in another one than the"
                  + " reporting currency; expected the currency of the refund. Give refunds a column"
                  + " currency in sources.refunds.sql",
              found.<Long>getAs(WITHOUT_CURRENCY)));
    }
    return breaches;
  }

  private static List<String> notices(Row all, Row found) {
    List<String> notices = new ArrayList<>();
    long unknown = all.<Long>getAs(ROWS) - found.<Long>getAs(ROWS);
    if (unknown > 0) {
      notices.add(
          String.format(
              Locale.ROOT,
              "refunds: %,d of %,d rows (%s) are of orders that were not admitted (unknown, rejected"
                  + " or from as-of on); they reduce nothing. Look for their order_id in orders",
              unknown,
              all.<Long>getAs(ROWS),
              plain(refunded(all).subtract(refunded(found)))));
    }
    if (found.<Long>getAs(OF_OTHERS) > 0) {
      notices.add(
          String.format(
              Locale.ROOT,
              "refunds: %,d of %,d rows (%s) are of orders that are cancelled or test; they reduce"
                  + " nothing",
              found.<Long>getAs(OF_OTHERS),
              all.<Long>getAs(ROWS),
              plain(found.getAs(REFUNDED_OF_OTHERS))));
    }
    if (found.<Long>getAs(EARLY) > 0) {
      notices.add(
          String.format(
              Locale.ROOT,
              "refunds: %,d of %,d rows are dated before their order",
              found.<Long>getAs(EARLY),
              all.<Long>getAs(ROWS)));
    }
    return notices;
  }

  private static BigDecimal refunded(Row row) {
    return row.getAs(REFUNDED);
  }

  private static String plain(BigDecimal amount) {
    BigDecimal brief = amount.stripTrailingZeros();
    return (brief.scale() < 2 ? brief.setScale(2) : brief).toPlainString();
  }
}
