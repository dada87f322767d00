package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The demo's raw tickets: the {@link Troubles} of its people, who of the {@link ServiceDesk} dealt
 * with them, and the {@link Answers}.
 */
record DemoTickets(ShopCalendar calendar) {
  static final String CREATED_AT = "created_at";

  private static final int SECONDS_TO_SORT = 60;
  private static final double WITHOUT_CUSTOMER_SHARE = 0.06;
  private static final double REOPENED_SHARE = 0.07;
  private static final int MOST_REOPENED = 3;
  private static final int MOST_REPLIES = 9;
  private static final double UNCOUNTED_SHARE = 0.03;
  private static final double RESENT_SHARE = 0.01;
  private static final double CORRECTED_SHARE_OF_RESENT = 0.4;
  private static final double DAMAGED_SHARE = 0.003;
  private static final int SECONDS_PER_HOUR = 3_600;

  private static final String REOPENED = "reopened";
  private static final String IS_FIRST_VERSION = "is_first_version";

  Dataset<Row> from(Dataset<Row> occasions) {
    return rows(occasions)
        .withColumn(REOPENED, reopened())
        .withColumn(Mishaps.DAMAGE, damage())
        .transform(DemoTickets::sent)
        .transform(DemoTickets::asInTheFeed);
  }

  /** One row per ticket, before anything goes wrong with it. */
  Dataset<Row> rows(Dataset<Row> occasions) {
    return new Troubles(calendar)
        .from(occasions)
        .transform(new ServiceDesk(calendar)::assigned)
        .transform(new Answers(calendar)::timed);
  }

  private static Column reopened() {
    Column isReopened = uniform("reopened").lt(ServiceDesk.reopened().multiply(REOPENED_SHARE));
    Column times = pow(uniform("reopened, times"), 4.0).multiply(MOST_REOPENED).cast("int").plus(1);
    return when(isReopened.and(col(Answers.RESPONDED_SECONDS).isNotNull()), times).otherwise(0);
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "ticket damage",
        key(),
        new Option("no id", 35),
        new Option("resolved too early", 35),
        new Option("answered too early", 20),
        new Option("negative count", 10));
  }

  /** Multiplies rows: a re-sent ticket comes twice, some at first as open and without category. */
  private static Dataset<Row> sent(Dataset<Row> tickets) {
    Column isResent = happens(RESENT_SHARE, "ticket resent");
    Column isCorrected = isResent.and(happens(CORRECTED_SHARE_OF_RESENT, "ticket corrected"));
    return Mishaps.sent(tickets, isResent)
        .withColumn(IS_FIRST_VERSION, isCorrected.and(col(Mishaps.SENDING).equalTo(1)));
  }

  private static Dataset<Row> asInTheFeed(Dataset<Row> tickets) {
    Column isCounted = not(happens(UNCOUNTED_SHARE, "uncounted"));
    return tickets.select(
        when(not(damaged("no id")), col(Troubles.TICKET_ID)).as(Troubles.TICKET_ID),
        ShopCalendar.instant(col(Troubles.CREATED_SECONDS)).as(CREATED_AT),
        customer().as(Shoppers.CUSTOMER_ID),
        col(Troubles.CHANNEL),
        when(not(col(IS_FIRST_VERSION)), col(Troubles.CATEGORY)).as(Troubles.CATEGORY),
        col(Troubles.PRIORITY),
        col(Troubles.IS_COMPLAINT),
        col(ServiceDesk.AGENT),
        col(ServiceDesk.TEAM),
        ShopCalendar.instant(respondedAt()).as("first_responded_at"),
        ShopCalendar.instant(resolvedAt()).as("resolved_at"),
        when(isCounted, col(REOPENED)).as(REOPENED),
        when(isCounted, replies()).as("replies"),
        ShopCalendar.instant(updatedAt()).as("updated_at"));
  }

  private static Column updatedAt() {
    Column created = col(Troubles.CREATED_SECONDS);
    Column last =
        greatest(
            created.plus(SECONDS_TO_SORT),
            col(Answers.RESPONDED_SECONDS),
            col(Answers.RESOLVED_SECONDS));
    return when(col(IS_FIRST_VERSION), created).otherwise(last);
  }

  /** Some do not say who they are. */
  static Column customer() {
    return when(not(happens(WITHOUT_CUSTOMER_SHARE, "unknown caller")), col(Shoppers.CUSTOMER_ID));
  }

  private static Column respondedAt() {
    return when(damaged("answered too early"), tooEarly())
        .otherwise(col(Answers.RESPONDED_SECONDS));
  }

  private static Column resolvedAt() {
    return when(damaged("resolved too early"), tooEarly())
        .when(not(col(IS_FIRST_VERSION)), col(Answers.RESOLVED_SECONDS));
  }

  private static Column tooEarly() {
    return col(Troubles.CREATED_SECONDS).minus(SECONDS_PER_HOUR);
  }

  private static Column replies() {
    Column more = pow(uniform("replies"), 2.0).multiply(MOST_REPLIES - 1).cast("int");
    Column replies = least(more.plus(1).plus(col(REOPENED)), lit(MOST_REPLIES));
    Column isAnswered = col(Answers.RESPONDED_SECONDS).isNotNull();
    return when(damaged("negative count"), -1).when(isAnswered, replies).otherwise(0);
  }

  private static Column happens(double share, String question) {
    return Dice.happens(share, question, key());
  }

  private static Column uniform(String question) {
    return Dice.uniform(question, key());
  }

  private static Column key() {
    return col(Occasions.OCCASION);
  }
}
