package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The demo's raw opportunities: its {@link Deals}, as far as they are known. */
record DemoOpportunities(ShopCalendar calendar) {
  static final String CREATED_AT = "created_at";

  private static final double MEDIAN_AMOUNT = 1_500;
  private static final double SPREAD = 0.9;
  private static final double LARGE_CUSTOMERS = 2.2;
  private static final double WITHOUT_AMOUNT_SHARE = 0.06;
  private static final double WITHOUT_OUTCOME_SHARE = 0.5;
  private static final double RESENT_SHARE = 0.006;
  private static final double DAMAGED_SHARE = 0.003;
  private static final String MONEY = "decimal(18,2)";

  private static final String OUTCOME = "outcome";
  private static final String CLOSED_SECONDS = "closed_seconds";

  Dataset<Row> from(Dataset<Row> deals) {
    return deals
        .withColumn(CLOSED_SECONDS, when(isDecided(), calendar.known(col(Deals.ENDS_SECONDS))))
        .withColumn(Mishaps.DAMAGE, damage())
        .transform(DemoOpportunities::sent)
        .transform(DemoOpportunities::asInTheFeed);
  }

  private static Column isDecided() {
    return not(col(Deals.FATE).equalTo(Deals.FORGOTTEN));
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "deal damage",
        col(Deals.DEAL),
        new Option("no id", 30),
        new Option("no date", 20),
        new Option("closed too early", 50));
  }

  /** Multiplies rows: a re-sent deal comes twice. */
  private static Dataset<Row> sent(Dataset<Row> deals) {
    return Mishaps.sent(deals, happens(RESENT_SHARE, "deal resent"));
  }

  private static Dataset<Row> asInTheFeed(Dataset<Row> deals) {
    return deals.select(
        when(not(damaged("no id")), col(Deals.OPPORTUNITY_ID)).as(Deals.OPPORTUNITY_ID),
        ShopCalendar.instant(createdAt()).as(CREATED_AT),
        col(Shoppers.CUSTOMER_ID),
        col(Deals.OWNER),
        col(Deals.TEAM),
        when(not(happens(WITHOUT_AMOUNT_SHARE, "no amount")), amount().cast(MONEY)).as("amount"),
        ShopCalendar.instant(closedAt()).as("closed_at"),
        outcome().as(OUTCOME),
        col(Deals.SOURCE));
  }

  private static Column createdAt() {
    return when(not(damaged("no date")), col(Deals.CREATED_SECONDS));
  }

  private static Column closedAt() {
    Column tooEarly = col(Deals.CREATED_SECONDS).minus(ShopCalendar.SECONDS_PER_DAY);
    return when(damaged("closed too early"), tooEarly).otherwise(col(CLOSED_SECONDS));
  }

  /** Of an open one it may say so, or nothing. */
  private static Column outcome() {
    Column isSilent = happens(WITHOUT_OUTCOME_SHARE, "no outcome");
    return when(col(CLOSED_SECONDS).isNotNull(), col(Deals.FATE)).when(not(isSilent), "open");
  }

  private static Column amount() {
    Column noise = exp(Dice.bell("deal amount", col(Deals.DEAL)).multiply(SPREAD));
    Column isLarge = coalesce(col(Deals.TEAM).equalTo(Deals.LARGE), lit(false));
    Column size = when(isLarge, LARGE_CUSTOMERS).otherwise(1.0);
    return noise.multiply(size).multiply(MEDIAN_AMOUNT);
  }

  private static Column happens(double share, String question) {
    return Dice.happens(share, question, col(Deals.DEAL));
  }
}
