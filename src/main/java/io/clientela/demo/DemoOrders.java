package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Factor;
import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The demo's raw orders, with the refunds, returns, re-sent and damaged rows of a real feed. */
record DemoOrders(ShopCalendar calendar) {
  static final String ORDERED_AT = "ordered_at";

  private static final double MEDIAN_AMOUNT = 105;
  private static final double SPREAD_BETWEEN_CUSTOMERS = 0.4;
  private static final double SPREAD_BETWEEN_ORDERS = 0.55;
  private static final double RETURN_SHARE = 0.005;
  private static final double VOUCHER_SHARE = 0.001;
  private static final double CANCELLED_SHARE = 0.03;
  private static final double TEST_SHARE = 0.002;
  private static final double REFUND_SHARE = 0.042;
  private static final double FULL_REFUND_SHARE = 0.6;
  private static final int MOST_REFUND_DAYS = 30;
  private static final double RESENT_SHARE = 0.006;
  private static final double CORRECTED_SHARE_OF_RESENT = 1.0 / 6;
  private static final double CANCELLED_SHARE_OF_CORRECTED = 0.5;
  private static final double CORRECTED_PRICE = 0.9;
  private static final int MOST_CORRECTION_SECONDS = 1_800;
  private static final double DAMAGED_SHARE = 0.0025;
  private static final int HISTORY_PER_TIME_WITHOUT_STORE_COSTS = 12;
  private static final String IMPLAUSIBLE_AMOUNT = "1000000000000";
  private static final String MONEY = "decimal(18,2)";

  private static final String IS_CORRECTED = "is_corrected";
  private static final String PRICE = "price";
  private static final String REFUND_DAYS = "refund_days";
  private static final String IS_REFUNDED = "is_refunded";

  Dataset<Row> from(Dataset<Row> occasions) {
    return occasions
        .where(Occasions.isBought())
        .transform(DemoOrders::sent)
        .transform(this::priced)
        .transform(this::asInTheFeed);
  }

  /** Whether the money is asked back, as far as there is any and time for it. */
  static Column isUnwanted() {
    return happens(REFUND_SHARE, "refunded");
  }

  static Column refundDays() {
    return Dice.below(MOST_REFUND_DAYS, "refund days", col(Occasions.OCCASION)).plus(1);
  }

  /** Multiplies rows: a re-sent order comes twice, sometimes corrected. */
  private static Dataset<Row> sent(Dataset<Row> orders) {
    Column isResent = happens(RESENT_SHARE, "resent");
    Column isCorrected = happens(CORRECTED_SHARE_OF_RESENT, "corrected");
    return Mishaps.sent(orders, isResent)
        .withColumn(IS_CORRECTED, col(Mishaps.SENDING).equalTo(2).and(isCorrected));
  }

  private Dataset<Row> priced(Dataset<Row> orders) {
    Column refundDay = col(Occasions.DAY).plus(col(REFUND_DAYS));
    Column isPast = refundDay.leq(calendar.lastDay());
    Column isRefunded = isUnwanted().and(col(PRICE).gt(0)).and(isPast);
    return orders
        .withColumn(PRICE, price())
        .withColumn(REFUND_DAYS, refundDays())
        .withColumn(IS_REFUNDED, isRefunded)
        .withColumn(Mishaps.DAMAGE, damage());
  }

  /** Log-normal between customers and between their orders. */
  private static Column price() {
    Column customer =
        Dice.bell("spending", col(Shoppers.PERSON)).multiply(SPREAD_BETWEEN_CUSTOMERS);
    Column order = Dice.bell("basket", col(Occasions.OCCASION)).multiply(SPREAD_BETWEEN_ORDERS);
    Column persona =
        Dice.factor(
            Shoppers.PERSONA,
            new Factor("família", 1.3),
            new Factor("jovem", 0.75),
            new Factor("profissional", 1.1));
    Column kind =
        when(happens(VOUCHER_SHARE, "voucher"), 0.0)
            .when(happens(RETURN_SHARE, "return"), -1.0)
            .when(col(IS_CORRECTED), CORRECTED_PRICE)
            .otherwise(1.0);
    return exp(customer.plus(order)).multiply(persona).multiply(kind).multiply(MEDIAN_AMOUNT);
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "damage",
        col(Occasions.OCCASION),
        new Option("no customer", 30),
        new Option("no amount", 25),
        new Option("huge amount", 5),
        new Option("no date", 15),
        new Option("negative refund", 20),
        new Option("other currency", 5));
  }

  private Dataset<Row> asInTheFeed(Dataset<Row> orders) {
    return orders.select(
        col(Occasions.ORDER_ID),
        when(not(damaged("no customer")), col(Shoppers.CUSTOMER_ID)).as(Shoppers.CUSTOMER_ID),
        ShopCalendar.instant(orderedAt()).as(ORDERED_AT),
        amount().as("amount"),
        when(damaged("other currency"), "USD").otherwise("BRL").as("currency"),
        status().as("status"),
        when(damaged("negative refund"), lit(-1).cast(MONEY))
            .when(col(IS_REFUNDED), refund().cast(MONEY))
            .as("refunded_amount"),
        when(col(IS_REFUNDED), ShopCalendar.instant(refundedAt())).as("refunded_at"),
        when(costIsKnown(), cost().cast(MONEY)).as("cost"),
        col(Occasions.CHANNEL),
        ShopCalendar.instant(updatedAt()).as("updated_at"));
  }

  /** A correction comes a little later on the same day. */
  private static Column orderedAt() {
    Column endOfDay =
        ShopCalendar.localSeconds(col(Occasions.DAY), lit(ShopCalendar.SECONDS_PER_DAY - 1));
    return when(damaged("no date"), 0L).otherwise(least(updatedAt(), endOfDay));
  }

  private static Column updatedAt() {
    Column later = Dice.below(MOST_CORRECTION_SECONDS, "later", col(Occasions.OCCASION)).plus(1);
    return when(col(IS_CORRECTED), col(Occasions.LOCAL_SECONDS).plus(later))
        .otherwise(col(Occasions.LOCAL_SECONDS));
  }

  private static Column amount() {
    return when(damaged("huge amount"), lit(IMPLAUSIBLE_AMOUNT).cast(MONEY))
        .when(not(damaged("no amount")), col(PRICE).cast(MONEY));
  }

  private static Column status() {
    Column isCorrection =
        col(IS_CORRECTED).and(happens(CANCELLED_SHARE_OF_CORRECTED, "corrected to cancelled"));
    return when(isCorrection.or(happens(CANCELLED_SHARE, "cancelled")), "cancelled")
        .when(happens(TEST_SHARE, "test"), "test")
        .otherwise("completed");
  }

  private static Column refund() {
    Column part = Dice.between(0.2, 0.8, "refund part", col(Occasions.OCCASION));
    Column share = when(happens(FULL_REFUND_SHARE, "full refund"), 1.0).otherwise(part);
    return col(PRICE).multiply(share);
  }

  private static Column refundedAt() {
    Column later = col(REFUND_DAYS).multiply(ShopCalendar.SECONDS_PER_DAY);
    return col(Occasions.LOCAL_SECONDS).plus(later);
  }

  /** Returns carry no cost, and at first the stores did not report any. */
  private Column costIsKnown() {
    int silentDays = calendar.days() / HISTORY_PER_TIME_WITHOUT_STORE_COSTS;
    Column isEarly = col(Occasions.DAY).lt(calendar.opening().toEpochDay() + silentDays);
    Column isSilent = isEarly.and(col(Occasions.CHANNEL).equalTo(Occasions.STORE));
    return col(PRICE).geq(0).and(not(isSilent));
  }

  private static Column cost() {
    return col(PRICE).multiply(Dice.between(0.55, 0.7, "cost", col(Occasions.OCCASION)));
  }

  private static Column happens(double share, String question) {
    return Dice.happens(share, question, col(Occasions.OCCASION));
  }
}
