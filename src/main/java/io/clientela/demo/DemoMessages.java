package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The demo's raw messages: what became of its {@link Mailings}, event by event.
 *
 * <p>Programs open and click mail too, right after it came. Some events are lost on the way.
 */
record DemoMessages(ShopCalendar calendar) {
  static final String OCCURRED_AT = "occurred_at";

  private static final double UNREPORTED_SHARE = 0.006;
  private static final double SILENT_SHARE = 0.015;
  private static final double BOUNCED_LATER_SHARE = 0.002;
  private static final double OPENED_BY_PROGRAM_SHARE = 0.3;
  private static final double CLICKED_BY_PROGRAM_SHARE = 0.006;
  private static final double OPENED_AGAIN_SHARE = 0.2;
  private static final double CLICKED_UNSEEN_SHARE = 0.15;
  private static final double COMPLAINED_SHARE = 0.0008;
  private static final double MEDIAN_SECONDS_TO_OPENING = 3 * 3_600;
  private static final double SPREAD = 1.3;
  private static final double RESENT_SHARE = 0.004;
  private static final double DAMAGED_SHARE = 0.003;

  private static final String ARRIVES = "arrives";
  private static final String OPENS = "opens";
  private static final String CLICKS = "clicks";
  private static final String DELIVERED_SECONDS = "delivered_seconds";
  private static final String OPENED_SECONDS = "opened_seconds";
  private static final String CLICKED_SECONDS = "clicked_seconds";
  private static final String EVENT = "event";
  private static final String SECONDS = "seconds";
  private static final String IS_MACHINE = "is_machine";
  private static final String KEY = "key";

  Dataset<Row> from(Dataset<Row> messages) {
    return messages
        .transform(DemoMessages::received)
        .transform(this::eachEvent)
        .transform(DemoMessages::sent)
        .transform(DemoMessages::asInTheFeed);
  }

  /** Adds what people do with a message, and when. */
  private static Dataset<Row> received(Dataset<Row> messages) {
    Column appeal = Dice.between(0.75, 1.25, "appeal", Dice.key(col(Mailings.CAMPAIGN), lit(0)));
    Column eagerness = Dice.between(0.3, 1.7, "eager", col(Shoppers.PERSON)).multiply(appeal);
    Column bounces = uniform("bounced").lt(byChannel(0.025, 0.008, 0.018));
    Column opens = uniform("opened").lt(byChannel(0.23, 0.6, 0).multiply(eagerness));
    Column clicks = uniform("clicked").lt(byChannel(0.03, 0.07, 0.035).multiply(eagerness));
    Column wait = exp(Dice.bell("opening", message()).multiply(SPREAD));
    Column opening = wait.multiply(MEDIAN_SECONDS_TO_OPENING).cast("bigint");
    return messages
        .withColumn(ARRIVES, col(Mailings.UNSUBSCRIBES).or(not(bounces)))
        .withColumn(OPENS, col(ARRIVES).and(opens))
        .withColumn(CLICKS, col(ARRIVES).and(clicks))
        .withColumn(DELIVERED_SECONDS, later(Mailings.SENT_SECONDS, 30, "delivered"))
        .withColumn(OPENED_SECONDS, col(DELIVERED_SECONDS).plus(opening).plus(1))
        .withColumn(CLICKED_SECONDS, later(OPENED_SECONDS, 300, "clicked, when"));
  }

  /** Multiplies rows: one per event that the history has seen. */
  private Dataset<Row> eachEvent(Dataset<Row> messages) {
    return messages
        .select(
            col(Mailings.MESSAGE_ID),
            col(Mailings.MESSAGE),
            col(Shoppers.CUSTOMER_ID),
            col(Mailings.CAMPAIGN),
            col(Mailings.CHANNEL),
            inline(array(events())))
        .where(calendar.known(col(SECONDS)).isNotNull());
  }

  private static Column[] events() {
    return Stream.of(transport(), byPeople(), byPrograms())
        .flatMap(events -> events)
        .toArray(Column[]::new);
  }

  private static Stream<Column> transport() {
    Column bouncesLater = col(ARRIVES).and(happens(BOUNCED_LATER_SHARE, "bounced later"));
    Column isReported = col(ARRIVES).and(not(happens(SILENT_SHARE, "silent")));
    return Stream.of(
        event("sent", not(happens(UNREPORTED_SHARE, "unreported")), col(Mailings.SENT_SECONDS)),
        event("delivered", isReported, col(DELIVERED_SECONDS)),
        event("bounced", not(col(ARRIVES)), col(DELIVERED_SECONDS)),
        event("bounced", bouncesLater, later(DELIVERED_SECONDS, 7_200, "bounced, when")));
  }

  /** Who clicks has opened, but a picture that would tell may not have been loaded. */
  private static Stream<Column> byPeople() {
    Column isUnseen = byChannel(CLICKED_UNSEEN_SHARE, CLICKED_UNSEEN_SHARE, 1);
    Column isOpened = col(OPENS).or(col(CLICKS).and(uniform("unseen").geq(isUnseen)));
    Column again = col(OPENS).and(happens(OPENED_AGAIN_SHARE, "opened again"));
    Column replies = col(ARRIVES).and(uniform("replied").lt(byChannel(0.002, 0.02, 0.005)));
    Column leaves = col(Mailings.UNSUBSCRIBES);
    Column complains = col(ARRIVES).and(happens(COMPLAINED_SHARE, "complained"));
    return Stream.of(
        answer("opened", isOpened, col(OPENED_SECONDS)),
        answer("opened", again, later(CLICKED_SECONDS, 90_000, "opened again, when")),
        answer("clicked", col(CLICKS), col(CLICKED_SECONDS)),
        answer("replied", replies, later(CLICKED_SECONDS, 1_800, "replied, when")),
        answer("unsubscribed", leaves, later(OPENED_SECONDS, 600, "unsubscribed, when")),
        answer("complained", complains, later(OPENED_SECONDS, 600, "complained, when")));
  }

  private static Stream<Column> byPrograms() {
    Column isMail = col(ARRIVES).and(col(Mailings.CHANNEL).equalTo(Mailings.EMAIL));
    Column opens = isMail.and(happens(OPENED_BY_PROGRAM_SHARE, "opened by program"));
    Column clicks = isMail.and(happens(CLICKED_BY_PROGRAM_SHARE, "clicked by program"));
    return Stream.of(
        event("opened", opens, later(DELIVERED_SECONDS, 20, "opened by program, when"), true),
        event("clicked", clicks, later(DELIVERED_SECONDS, 20, "clicked by program, when"), true));
  }

  private static Column event(String name, Column happens, Column seconds) {
    return event(name, happens, seconds, null);
  }

  private static Column answer(String name, Column happens, Column seconds) {
    return event(name, happens, seconds, false);
  }

  /** Without a time where it does not happen. */
  private static Column event(String name, Column happens, Column seconds, Boolean isMachine) {
    return struct(
        lit(name).as(EVENT),
        when(happens, seconds).as(SECONDS),
        lit(isMachine).cast("boolean").as(IS_MACHINE));
  }

  /** Multiplies rows: a re-sent event comes twice. */
  private static Dataset<Row> sent(Dataset<Row> events) {
    Column what = concat_ws("|", col(EVENT), col(IS_MACHINE), col(SECONDS));
    Column isResent = Dice.happens(RESENT_SHARE, "event resent", col(KEY));
    return Mishaps.sent(events.withColumn(KEY, Dice.key(message(), what)), isResent)
        .withColumn(Mishaps.DAMAGE, damage());
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "event damage",
        col(KEY),
        new Option("no id", 20),
        new Option("no date", 20),
        new Option("no event", 60));
  }

  private static Dataset<Row> asInTheFeed(Dataset<Row> events) {
    return events.select(
        when(not(damaged("no id")), col(Mailings.MESSAGE_ID)).as(Mailings.MESSAGE_ID),
        when(not(damaged("no event")), col(EVENT)).as(EVENT),
        ShopCalendar.instant(when(not(damaged("no date")), col(SECONDS))).as(OCCURRED_AT),
        col(Shoppers.CUSTOMER_ID),
        col(Mailings.CAMPAIGN),
        col(Mailings.CHANNEL),
        col(IS_MACHINE));
  }

  private static Column byChannel(double email, double whatsapp, double sms) {
    return when(col(Mailings.CHANNEL).equalTo(Mailings.EMAIL), email)
        .when(col(Mailings.CHANNEL).equalTo(Mailings.WHATSAPP), whatsapp)
        .otherwise(sms);
  }

  /** One to so many seconds after. */
  private static Column later(String seconds, int most, String question) {
    return col(seconds).plus(Dice.below(most, question, message())).plus(1);
  }

  private static Column happens(double share, String question) {
    return Dice.happens(share, question, message());
  }

  private static Column uniform(String question) {
    return Dice.uniform(question, message());
  }

  private static Column message() {
    return col(Mailings.MESSAGE);
  }
}
