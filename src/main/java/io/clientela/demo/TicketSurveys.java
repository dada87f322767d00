package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How content people are with a ticket of theirs: the less, the longer it took to resolve. */
final class TicketSurveys {
  private static final double ASKED_SHARE = 0.9;
  private static final double SIGNED_SHARE = 0.9;
  private static final double ANSWERED_SHARE = 0.35;
  private static final int MOST_SECONDS_LATER = 7_200;
  private static final double BEST = 4.75;
  private static final double PER_LOG_DAY = -0.6;
  private static final double OF_A_COMPLAINT = -0.4;
  private static final double SPREAD = 0.9;

  private TicketSurveys() {}

  /** Of most resolved tickets; some do not say who answered, so one has to ask the ticket. */
  static Dataset<Row> from(Dataset<Row> tickets) {
    Column ticket = col(Occasions.OCCASION);
    Column isAsked = Dice.happens(ASKED_SHARE, "asked", ticket);
    Column isSigned = Dice.happens(SIGNED_SHARE, "signed", ticket);
    Column later = Dice.below(MOST_SECONDS_LATER, "asked, when", ticket).plus(1);
    return tickets
        .where(col(Answers.RESOLVED_SECONDS).isNotNull().and(isAsked))
        .select(
            Dice.key(ticket, lit(DemoSurveys.CSAT)).as(DemoSurveys.SURVEY),
            concat(lit("C"), col(Occasions.ORDER_ID)).as(DemoSurveys.RESPONSE_ID),
            lit(DemoSurveys.CSAT).as(DemoSurveys.KIND),
            col(Answers.RESOLVED_SECONDS).plus(later).as(DemoSurveys.SENT_SECONDS),
            lit(ANSWERED_SHARE).as(DemoSurveys.CHANCE),
            opinion().as(DemoSurveys.OPINION),
            DemoTickets.customer().as(Shoppers.CUSTOMER_ID),
            col(Troubles.TICKET_ID),
            when(isSigned, col(ServiceDesk.AGENT)).as(ServiceDesk.AGENT),
            when(isSigned, col(ServiceDesk.TEAM)).as(ServiceDesk.TEAM),
            when(isSigned, col(Troubles.CHANNEL)).as(Troubles.CHANNEL),
            lit(null).cast("string").as(DemoSurveys.WAVE));
  }

  private static Column opinion() {
    Column seconds = col(Answers.RESOLVED_SECONDS).minus(col(Troubles.CREATED_SECONDS));
    Column days = log1p(seconds.divide(ShopCalendar.SECONDS_PER_DAY)).multiply(PER_LOG_DAY);
    Column complaint = when(col(Troubles.IS_COMPLAINT), OF_A_COMPLAINT).otherwise(0.0);
    Column mood = Dice.bell("csat", col(Occasions.OCCASION)).multiply(SPREAD);
    return days.plus(complaint).plus(mood).plus(ServiceDesk.liking()).plus(BEST);
  }
}
