package io.clientela.model;

import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;
import org.apache.spark.sql.Column;

/** The raw surveys that the job accepts: one row per survey sent, answered or not. */
public final class Surveys {

  public static final String CSAT = "csat";
  public static final String NPS = "nps";

  public static final Field RESPONSE_ID = Field.id("response_id", "Survey sent to one person");
  public static final Field KIND =
      Field.label("kind", "csat (score 1 to 5) or nps (score 0 to 10)");
  public static final Field SENT_AT = Field.instant("sent_at", "When it was sent");
  public static final Field SENT_ON = SENT_AT.businessDate();
  public static final Field RESPONDED_AT =
      Field.instant("responded_at", "When it was answered; null = not answered").orNull();
  public static final Field RESPONDED_ON = RESPONDED_AT.businessDate();
  public static final Field SCORE = Field.score("score", "The answer").orNull();
  public static final Field CUSTOMER_ID =
      Field.id("customer_id", "Customer asked, in the type that orders have").orNull();
  public static final Field TICKET_ID =
      Field.id("ticket_id", "Ticket that it is about, in the type that tickets have").orNull();
  public static final Field AGENT =
      Field.label("agent", "Agent that it is about; else that of the ticket").orNull();
  public static final Field TEAM =
      Field.label("team", "Team that it is about; else that of the ticket").orNull();
  public static final Field CHANNEL =
      Field.label("channel", "How the customer was served; else that of the ticket").orNull();
  public static final Field WAVE =
      Field.label("wave", "Round in which customers are asked once").orNull();

  public static final Table TABLE =
      Table.named("surveys")
          .titled("Surveys", "Pesquisas")
          .grain("One row per survey sent")
          .key(RESPONSE_ID)
          .values(
              KIND,
              SENT_AT,
              RESPONDED_AT,
              SCORE,
              CUSTOMER_ID,
              TICKET_ID,
              AGENT,
              TEAM,
              CHANNEL,
              WAVE)
          .definedBy("Questions about satisfaction, with the answer where there is one");

  public static final Input INPUT =
      Input.of(TABLE, SENT_AT)
          .identifiedBy(RESPONSE_ID)
          .coded(KIND, CSAT, NPS)
          .knownFrom(RESPONDED_AT)
          .never("answered before it was sent", RESPONDED_AT.col().lt(SENT_AT.col()))
          .never("score without responded_at", SCORE.col().isNotNull().and(isSilent()))
          .never("score is outside 1 to 5 (csat) or 0 to 10 (nps)", not(isInRange()));

  private static Column isSilent() {
    return RESPONDED_AT.col().isNull();
  }

  private static Column isInRange() {
    return when(KIND.col().equalTo(CSAT), SCORE.col().between(1, 5))
        .when(KIND.col().equalTo(NPS), SCORE.col().between(0, 10));
  }

  private Surveys() {}
}
