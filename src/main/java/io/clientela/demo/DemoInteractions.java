package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The demo's raw interactions: what people did in the shop before they ordered, or did not.
 *
 * <p>A session is a visit, then views, cart and checkout as far as it went. Session 0 of an
 * occasion is the one that ends in its order, the others are looks before it.
 */
record DemoInteractions(ShopCalendar calendar) {
  static final String INTERACTION_ID = "interaction_id";
  static final String OCCURRED_AT = "occurred_at";

  private static final double TRACKED_SHARE = 0.45;
  private static final int MOST_LOOKS = 4;
  private static final double LONGEST_LOOK_DAYS = 20;
  private static final double PACES_PER_LOOK = 0.5;
  private static final double BOUNCE_SHARE = 0.35;
  private static final double CART_SHARE = 0.25;
  private static final double CHECKOUT_SHARE = 0.08;
  private static final int MOST_VIEWS = 3;
  private static final int LEAST_STEP_SECONDS = 20;
  private static final int STEP_SPREAD_SECONDS = 120;
  private static final double RESENT_SESSION_SHARE = 0.018;
  private static final double DAMAGED_SHARE = 0.002;
  private static final int EVENTS_PER_SESSION = 8;
  private static final int SESSIONS_PER_OCCASION = 8;

  private static final String FIRST_SESSION = "first_session";
  private static final String LAST_SESSION = "last_session";
  private static final String SESSION_NUMBER = "session_number";
  private static final String SESSION_ID = "session_id";
  private static final String SESSION = "session";
  private static final String ENDS_IN_ORDER = "ends_in_order";
  private static final String LOOK_TIME = "look_time";
  private static final String END_SECONDS = "end_seconds";
  private static final String VIEWS = "views";
  private static final String LAST_EVENT = "last_event";
  private static final String STEP_SECONDS = "step_seconds";
  private static final String SENT_EVENT = "sent_event";
  private static final String EVENT_NUMBER = "event_number";
  private static final String EVENT = "event";

  Dataset<Row> from(Dataset<Row> occasions) {
    return occasions
        .where(isTracked())
        .transform(DemoInteractions::eachSession)
        .transform(this::timed)
        .transform(DemoInteractions::eachEvent)
        .transform(DemoInteractions::asInTheFeed);
  }

  /** Most customers refuse to be tracked; who only looks is known by being tracked. */
  private static Column isTracked() {
    Column agrees = Dice.happens(TRACKED_SHARE, "tracked", col(Shoppers.PERSON));
    return Shoppers.looksOnly().or(agrees);
  }

  /** Multiplies rows: one per session; none ends in an order at a store. */
  private static Dataset<Row> eachSession(Dataset<Row> occasions) {
    Column isOnline = col(Occasions.CHANNEL).notEqual(Occasions.STORE);
    Column fewest = when(Shoppers.looksOnly(), 1).otherwise(0);
    Column looks = Dice.below(MOST_LOOKS + 1, "looks", col(Occasions.OCCASION)).cast("int");
    return occasions
        .withColumn(FIRST_SESSION, when(Occasions.isBought().and(isOnline), 0).otherwise(1))
        .withColumn(LAST_SESSION, greatest(looks, fewest))
        .where(col(FIRST_SESSION).leq(col(LAST_SESSION)))
        .withColumn(SESSION_NUMBER, explode(sequence(col(FIRST_SESSION), col(LAST_SESSION))));
  }

  /** Adds the keys and the end of a session: its order, or some time before the occasion. */
  private Dataset<Row> timed(Dataset<Row> sessions) {
    Column isLook = not(col(ENDS_IN_ORDER));
    return sessions
        .withColumn(SESSION_ID, within(Occasions.ORDER_ID, SESSIONS_PER_OCCASION, SESSION_NUMBER))
        .withColumn(SESSION, Dice.key(col(Occasions.OCCASION), col(SESSION_NUMBER)))
        .withColumn(ENDS_IN_ORDER, col(SESSION_NUMBER).equalTo(0))
        .withColumn(LOOK_TIME, lookTime())
        .where(col(ENDS_IN_ORDER).or(col(LOOK_TIME).geq(0)))
        .withColumn(
            END_SECONDS, when(isLook, lookSeconds()).otherwise(col(Occasions.LOCAL_SECONDS)))
        .withColumn(
            Occasions.CHANNEL,
            when(isLook, Occasions.device(SESSION)).otherwise(col(Occasions.CHANNEL)));
  }

  private static Column lookTime() {
    Column paces = col(Shoppers.PACE).multiply(PACES_PER_LOOK);
    Column longest =
        when(col(Occasions.NUMBER).equalTo(0), col(Shoppers.LOOKED_AHEAD))
            .otherwise(least(paces, lit(LONGEST_LOOK_DAYS)));
    Column ahead = longest.multiply(Dice.uniform("ahead", col(SESSION)));
    return col(Occasions.DEMAND_TIME).minus(ahead);
  }

  private Column lookSeconds() {
    Column second = ShopCalendar.onlineSecond("hour", col(SESSION));
    return ShopCalendar.localSeconds(calendar.day(col(LOOK_TIME)), second);
  }

  /** Multiplies rows: one per event; a re-sent session sends its last event twice. */
  private static Dataset<Row> eachEvent(Dataset<Row> sessions) {
    Column resent = Dice.happens(RESENT_SESSION_SHARE, "resent", col(SESSION));
    Column sent = sequence(lit(0), col(LAST_EVENT).plus(when(resent, 1).otherwise(0)));
    Column step = Dice.below(STEP_SPREAD_SECONDS, "step", col(SESSION)).plus(LEAST_STEP_SECONDS);
    return sessions
        .withColumn(VIEWS, views())
        .withColumn(LAST_EVENT, col(VIEWS).plus(eventsAfterViews()))
        .withColumn(STEP_SECONDS, step)
        .withColumn(SENT_EVENT, explode(sent))
        .withColumn(EVENT_NUMBER, least(col(SENT_EVENT), col(LAST_EVENT)));
  }

  private static Column depth() {
    return Dice.uniform("depth", col(SESSION));
  }

  private static Column views() {
    Column views = Dice.below(MOST_VIEWS, "views", col(SESSION)).cast("int").plus(1);
    Column bounces = not(col(ENDS_IN_ORDER)).and(depth().geq(1 - BOUNCE_SHARE));
    return when(bounces, 0).otherwise(views);
  }

  private static Column eventsAfterViews() {
    return when(col(ENDS_IN_ORDER).or(depth().lt(CHECKOUT_SHARE)), 2)
        .when(depth().lt(CART_SHARE), 1)
        .otherwise(0);
  }

  private static Dataset<Row> asInTheFeed(Dataset<Row> events) {
    return events
        .withColumn(EVENT, Dice.key(col(SESSION), col(EVENT_NUMBER)))
        .withColumn(Mishaps.DAMAGE, damage())
        .select(
            within(SESSION_ID, EVENTS_PER_SESSION, EVENT_NUMBER).as(INTERACTION_ID),
            when(not(damaged("no customer")), col(Shoppers.CUSTOMER_ID)).as(Shoppers.CUSTOMER_ID),
            ShopCalendar.instant(occurredAt()).as(OCCURRED_AT),
            when(not(damaged("no type")), type()).as("type"),
            concat(lit("s"), col(SESSION_ID)).as(SESSION_ID),
            col(Occasions.CHANNEL));
  }

  private static Column within(String owner, int most, String number) {
    return col(owner).multiply(most).plus(col(number));
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "damage",
        col(EVENT),
        new Option("no customer", 40),
        new Option("no type", 40),
        new Option("no date", 20));
  }

  /** Events come step by step, the last of them less than a step before the session's end. */
  private static Column occurredAt() {
    Column stepsLeft = col(LAST_EVENT).plus(1).minus(col(EVENT_NUMBER));
    Column hesitation = Dice.below(LEAST_STEP_SECONDS, "hesitation", col(EVENT));
    Column seconds = col(END_SECONDS).minus(stepsLeft.multiply(col(STEP_SECONDS))).plus(hesitation);
    return when(damaged("no date"), 0L).otherwise(seconds);
  }

  private static Column type() {
    return when(col(EVENT_NUMBER).equalTo(0), "visit")
        .when(col(EVENT_NUMBER).leq(col(VIEWS)), "view")
        .when(col(EVENT_NUMBER).equalTo(col(VIEWS).plus(1)), "cart")
        .otherwise("checkout");
  }
}
