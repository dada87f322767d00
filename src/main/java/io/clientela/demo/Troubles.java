package io.clientela.demo;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Why people of the demo shop turn to its service: an order that came late, one that they do not
 * want, or anything else about it; people who only look have questions too.
 */
record Troubles(ShopCalendar calendar) {
  static final String TICKET_ID = "ticket_id";
  static final String CHANNEL = "channel";
  static final String CATEGORY = "category";
  static final String PRIORITY = "priority";
  static final String IS_COMPLAINT = "is_complaint";
  static final String CREATED_SECONDS = "created_seconds";
  static final String CREATED_DAY = "created_day";
  static final String PHONE = "telefone";

  private static final double LATE_SHARE = 0.04;
  private static final double LATE_SHARE_IN_HIGH_SEASON = 0.11;
  private static final double FLAGGED_SHARE = 0.94;
  private static final double MEDIAN_DAYS = 2;
  private static final double MEDIAN_DAYS_UNTIL_LATE = 8;
  private static final double WAIT_SPREAD = 0.8;
  private static final double PATIENT_SHARE = 0.5;
  private static final int LEAST_SECONDS = 600;
  private static final int SPREAD_SECONDS = 7_200;

  private static final String IS_LATE = "is_late";
  private static final String WRITTEN = "written_seconds";
  private static final String IS_UNWANTED = "is_unwanted";

  /** One row per occasion that leads to a ticket before the history ends. */
  Dataset<Row> from(Dataset<Row> occasions) {
    return occasions
        .where(Occasions.isBought().or(Shoppers.looksOnly()))
        .withColumn(IS_LATE, isLate())
        .withColumn(IS_UNWANTED, Occasions.isBought().and(DemoOrders.isUnwanted()))
        .where(uniform("trouble").lt(chance()))
        .transform(Troubles::described)
        .transform(this::timed);
  }

  private static Column isLate() {
    Column isSent = Occasions.isBought().and(col(Occasions.CHANNEL).notEqual(Occasions.STORE));
    Column share =
        when(ShopCalendar.isHighSeason(col(Occasions.DAY)), LATE_SHARE_IN_HIGH_SEASON)
            .otherwise(LATE_SHARE);
    return isSent.and(uniform("late").lt(share));
  }

  private static Column chance() {
    return when(col(IS_UNWANTED), 0.5)
        .when(col(IS_LATE), 0.4)
        .when(Shoppers.looksOnly(), 0.06)
        .when(col(Occasions.CHANNEL).equalTo(Occasions.STORE), 0.02)
        .otherwise(0.045);
  }

  private static Dataset<Row> described(Dataset<Row> occasions) {
    return occasions
        .withColumn(TICKET_ID, concat(lit("T"), col(Occasions.ORDER_ID)))
        .withColumn(CHANNEL, channel())
        .withColumn(CATEGORY, category())
        .withColumn(PRIORITY, priority())
        .withColumn(IS_COMPLAINT, isComplaint());
  }

  /** Old people prefer to call. */
  private static Column channel() {
    Column any =
        pick(
            "ticket channel",
            new Option("chat", 31),
            new Option("e-mail", 28),
            new Option("whatsapp", 27),
            new Option(PHONE, 14));
    Column prefersPhone = col(Shoppers.PERSONA).equalTo("sênior").and(uniform("call").lt(0.4));
    return when(prefersPhone, PHONE).otherwise(any);
  }

  private static Column category() {
    Column ofUnwanted =
        pick(
            "category",
            new Option("troca", 55),
            new Option("produto", 25),
            new Option("entrega", 14),
            new Option("pagamento", 4),
            new Option(null, 2));
    Column ofLate = pick("category", new Option("entrega", 95), new Option(null, 5));
    Column ofOthers =
        pick(
            "category",
            new Option("pagamento", 28),
            new Option("produto", 24),
            new Option("entrega", 18),
            new Option("cadastro", 14),
            new Option("troca", 12),
            new Option(null, 4));
    return when(col(IS_UNWANTED), ofUnwanted).when(col(IS_LATE), ofLate).otherwise(ofOthers);
  }

  private static Column priority() {
    Column ofLate =
        pick(
            "priority",
            new Option("normal", 40),
            new Option("alta", 42),
            new Option("urgente", 18));
    Column ofOthers =
        pick(
            "priority",
            new Option("baixa", 22),
            new Option("normal", 57),
            new Option("alta", 16),
            new Option("urgente", 5));
    return when(col(IS_LATE), ofLate).otherwise(ofOthers);
  }

  /** Nobody has said of some whether they are one. */
  private static Column isComplaint() {
    Column category = coalesce(col(CATEGORY), lit("?"));
    Column chance =
        when(col(IS_LATE), 0.7)
            .when(category.equalTo("entrega"), 0.45)
            .when(category.equalTo("produto"), 0.35)
            .when(category.isin("troca", "pagamento"), 0.25)
            .otherwise(0.1);
    Column isFlagged = uniform("flagged").lt(FLAGGED_SHARE);
    return when(isFlagged, uniform("complaint").lt(chance));
  }

  /** In the opening hours by phone, at any hour else. */
  private Dataset<Row> timed(Dataset<Row> tickets) {
    Column moment = Dice.below(SPREAD_SECONDS, "ticket moment", key());
    Column someHour = ShopCalendar.serviceSecond("ticket hour", key());
    Column atSomeHour = ShopCalendar.localSeconds(col(CREATED_DAY), someHour);
    Column soonest = col(Occasions.LOCAL_SECONDS).plus(moment).plus(LEAST_SECONDS);
    Column call = OpeningHours.after(col(WRITTEN), moment);
    Column created = when(col(CHANNEL).equalTo(PHONE), call).otherwise(col(WRITTEN));
    return tickets
        .withColumn(CREATED_DAY, day())
        .withColumn(WRITTEN, greatest(atSomeHour, soonest))
        .transform(rows -> Settled.withKnown(rows, CREATED_SECONDS, calendar.known(created)))
        .withColumn(CREATED_DAY, ShopCalendar.dayOf(col(CREATED_SECONDS)));
  }

  /** Some days after the occasion, before any refund; half of the people wait for Monday. */
  private static Column day() {
    Column beforeRefund = DemoOrders.refundDays().multiply(uniform("ticket day"));
    Column wait = exp(Dice.bell("ticket wait", key()).multiply(WAIT_SPREAD));
    Column days =
        when(col(IS_UNWANTED), beforeRefund)
            .when(col(IS_LATE), wait.multiply(MEDIAN_DAYS_UNTIL_LATE))
            .otherwise(wait.multiply(MEDIAN_DAYS));
    Column day = col(Occasions.DAY).plus(days.cast("int"));
    Column isPatient = Dice.happens(PATIENT_SHARE, "patient", key());
    return when(isPatient, OpeningHours.workday(day)).otherwise(day);
  }

  private static Column pick(String question, Option... options) {
    return Dice.pick(question, key(), options);
  }

  private static Column uniform(String question) {
    return Dice.uniform(question, key());
  }

  private static Column key() {
    return col(Occasions.OCCASION);
  }
}
