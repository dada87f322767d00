package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Factor;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * When the demo's tickets are answered and resolved.
 *
 * <p>They come at any hour and are mostly dealt with in the opening hours, sooner where they are
 * urgent or the agent is quick, later before Christmas.
 */
record Answers(ShopCalendar calendar) {
  static final String RESPONDED_SECONDS = "responded_seconds";
  static final String RESOLVED_SECONDS = "resolved_seconds";

  private static final double MEDIAN_RESPONSE_MINUTES = 90;
  private static final double RESPONSE_SPREAD = 0.9;
  private static final double UNANSWERED_SHARE = 0.02;
  private static final double AFTER_HOURS_SHARE = 0.12;
  private static final double MEDIAN_RESOLUTION_HOURS = 5;
  private static final double RESOLUTION_SPREAD = 0.8;
  private static final double UNRESOLVED_SHARE = 0.008;
  private static final double RESOLVED_FIRST_SHARE = 0.012;
  private static final int DAYS_UNTIL_GIVEN_UP = 20;
  private static final double HIGH_SEASON = 1.7;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int SECONDS_PER_HOUR = 3_600;

  private static final String WAIT = "wait";
  private static final String WORK = "work";

  /** Adds both times to assigned tickets, as far as the history has seen them. */
  Dataset<Row> timed(Dataset<Row> tickets) {
    return tickets
        .withColumn(WAIT, responseMinutes().multiply(SECONDS_PER_MINUTE).cast("bigint").plus(1))
        .withColumn(WORK, resolutionHours().multiply(SECONDS_PER_HOUR).cast("bigint").plus(1))
        .transform(rows -> Settled.with(rows, RESPONDED_SECONDS, respondedSeconds()))
        .transform(rows -> Settled.with(rows, RESOLVED_SECONDS, resolvedSeconds()))
        .withColumn(RESPONDED_SECONDS, calendar.known(col(RESPONDED_SECONDS)))
        .withColumn(RESOLVED_SECONDS, calendar.known(col(RESOLVED_SECONDS)));
  }

  private static Column respondedSeconds() {
    Column created = col(Troubles.CREATED_SECONDS);
    Column isUnanswered =
        happens(UNANSWERED_SHARE, "unanswered").or(col(ServiceDesk.AGENT).isNull());
    return when(isUnanswered, lit(null))
        .when(happens(AFTER_HOURS_SHARE, "after hours"), created.plus(col(WAIT)))
        .otherwise(OpeningHours.after(created, col(WAIT)));
  }

  private static Column responseMinutes() {
    Column byPriority =
        Dice.factor(
            Troubles.PRIORITY,
            new Factor("urgente", 0.25),
            new Factor("alta", 0.5),
            new Factor("baixa", 1.8));
    Column byChannel =
        Dice.factor(
            Troubles.CHANNEL,
            new Factor(Troubles.PHONE, 0.04),
            new Factor("chat", 0.3),
            new Factor("whatsapp", 0.5),
            new Factor("e-mail", 1.6));
    return luck("response", RESPONSE_SPREAD)
        .multiply(byPriority)
        .multiply(byChannel)
        .multiply(load())
        .multiply(MEDIAN_RESPONSE_MINUTES);
  }

  /** The agent's own pace, slower where there is much to do. */
  private static Column load() {
    Column season =
        when(ShopCalendar.isHighSeason(col(Troubles.CREATED_DAY)), HIGH_SEASON).otherwise(1.0);
    return ServiceDesk.time().multiply(season);
  }

  /** Some are resolved before anybody answers; those that nobody answers are given up one day. */
  private static Column resolvedSeconds() {
    Column created = col(Troubles.CREATED_SECONDS);
    Column responded = col(RESPONDED_SECONDS);
    Column part = responded.minus(created).multiply(Dice.between(0.2, 0.8, "early", key()));
    Column givenUp = created.plus(DAYS_UNTIL_GIVEN_UP * ShopCalendar.SECONDS_PER_DAY);
    return when(happens(UNRESOLVED_SHARE, "unresolved"), lit(null))
        .when(responded.isNull(), OpeningHours.after(givenUp, col(WORK)))
        .when(happens(RESOLVED_FIRST_SHARE, "resolved first"), created.plus(part.cast("bigint")))
        .otherwise(OpeningHours.after(responded, col(WORK)));
  }

  private static Column resolutionHours() {
    Column byCategory =
        Dice.factor(
            Troubles.CATEGORY,
            new Factor("troca", 2.6),
            new Factor("entrega", 1.8),
            new Factor("produto", 1.4),
            new Factor("cadastro", 0.4));
    Column byPriority =
        Dice.factor(
            Troubles.PRIORITY,
            new Factor("urgente", 0.5),
            new Factor("alta", 0.7),
            new Factor("baixa", 1.4));
    return luck("resolution", RESOLUTION_SPREAD)
        .multiply(byCategory)
        .multiply(byPriority)
        .multiply(load())
        .multiply(MEDIAN_RESOLUTION_HOURS);
  }

  private static Column luck(String question, double spread) {
    return exp(Dice.bell(question, key()).multiply(spread));
  }

  private static Column happens(double share, String question) {
    return Dice.happens(share, question, key());
  }

  private static Column key() {
    return col(Occasions.OCCASION);
  }
}
