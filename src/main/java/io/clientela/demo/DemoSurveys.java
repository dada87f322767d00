package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The demo's raw surveys: {@link TicketSurveys} and {@link CustomerSurveys}, with what came back.
 */
record DemoSurveys(ShopCalendar calendar) {
  static final String SENT_AT = "sent_at";
  static final String RESPONSE_ID = "response_id";
  static final String KIND = "kind";
  static final String WAVE = "wave";
  static final String CSAT = "csat";
  static final String NPS = "nps";

  /** What a survey is about; its chance of an answer; the score in the mind of who is asked. */
  static final String SURVEY = "survey";

  static final String SENT_SECONDS = "sent_seconds";
  static final String CHANCE = "chance";
  static final String OPINION = "opinion";

  private static final double SPREAD = 1.3;
  private static final double MEDIAN_HOURS = 9;
  private static final int SECONDS_PER_HOUR = 3_600;
  static final double DAMAGED_SHARE = 0.003;

  private static final String RESPONDED_SECONDS = "responded_seconds";

  Dataset<Row> from(Dataset<Row> surveys) {
    return surveys
        .transform(rows -> Settled.withKnown(rows, SENT_SECONDS, calendar.known(col(SENT_SECONDS))))
        .withColumn(RESPONDED_SECONDS, calendar.known(respondedSeconds()))
        .withColumn(Mishaps.DAMAGE, damage())
        .transform(DemoSurveys::asInTheFeed);
  }

  /** Hours later as a rule, and never by most. */
  private static Column respondedSeconds() {
    Column hours = exp(Dice.bell("survey wait", col(SURVEY)).multiply(SPREAD));
    Column wait = hours.multiply(MEDIAN_HOURS * SECONDS_PER_HOUR).cast("bigint").plus(1);
    Column isAnswered = Dice.uniform("survey answered", col(SURVEY)).lt(col(CHANCE));
    return when(isAnswered, col(SENT_SECONDS).plus(wait));
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "survey damage",
        col(SURVEY),
        new Option("no id", 20),
        new Option("unknown kind", 20),
        new Option("impossible score", 40),
        new Option("answered too early", 20));
  }

  private static Dataset<Row> asInTheFeed(Dataset<Row> surveys) {
    return surveys.select(
        when(not(damaged("no id")), col(RESPONSE_ID)).as(RESPONSE_ID),
        when(damaged("unknown kind"), "ces").otherwise(col(KIND)).as(KIND),
        ShopCalendar.instant(col(SENT_SECONDS)).as(SENT_AT),
        ShopCalendar.instant(respondedAt()).as("responded_at"),
        score().as("score"),
        col(Shoppers.CUSTOMER_ID),
        col(Troubles.TICKET_ID),
        col(ServiceDesk.AGENT),
        col(ServiceDesk.TEAM),
        col(Troubles.CHANNEL),
        col(WAVE));
  }

  private static Column respondedAt() {
    Column tooEarly = col(SENT_SECONDS).minus(SECONDS_PER_HOUR);
    return when(damaged("answered too early"), tooEarly).otherwise(col(RESPONDED_SECONDS));
  }

  /** From 1 to 5, or from 0 to 10. */
  private static Column score() {
    Column isCsat = col(KIND).equalTo(CSAT);
    Column least = when(isCsat, 1).otherwise(0);
    Column most = when(isCsat, 5).otherwise(10);
    Column score = least(greatest(round(col(OPINION)).cast("int"), least), most);
    return when(damaged("impossible score"), most.plus(4))
        .when(col(RESPONDED_SECONDS).isNotNull(), score);
  }
}
