package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Factor;
import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The demo's marketing spend: what a day's leads of a channel and campaign cost, and advertising
 * that brought none.
 *
 * <p>Leads that nobody advertised for cost nothing; spend that nobody booked has no channel.
 */
record DemoMarketingSpend(ShopCalendar calendar, long seed) {
  static final String SPENT_ON = "spent_on";
  static final String CHANNEL = "channel";
  static final String CAMPAIGN = "campaign";

  private static final double SPREAD = 0.2;
  private static final double MARKET_SPREAD = 0.1;
  private static final double HIGH_SEASON = 1.25;
  private static final double INFLATION_A_YEAR = 1.12;
  private static final double DAYS_A_YEAR = 365;
  private static final double IDLE_SHARE = 0.1;
  private static final double LEADS_OF_AN_IDLE_DAY = 0.6;
  private static final double DAMAGED_SHARE = 0.004;
  private static final String MONEY = "decimal(18,2)";

  private static final String DAY = "day";
  private static final String LEADS = "leads";
  private static final String CELL = "cell";

  /** From the leads and the days of the history, numbered from 0 in `id`. */
  Dataset<Row> from(Dataset<Row> leads, Dataset<Row> days) {
    return bringing(leads)
        .unionByName(idle(days))
        .groupBy(DAY, CHANNEL, CAMPAIGN)
        .agg(sum(LEADS).as(LEADS))
        .transform(this::keyed)
        .where(isPaid())
        .transform(this::asInTheFeed);
  }

  private static Dataset<Row> bringing(Dataset<Row> leads) {
    return leads.select(
        ShopCalendar.dayOf(col(DemoLeads.CREATED_SECONDS)).as(DAY),
        DemoLeads.channel().as(CHANNEL),
        DemoLeads.campaign(col(DemoLeads.LEAD)).as(CAMPAIGN),
        lit(1L).as(LEADS));
  }

  /** Multiplies rows: every day might be one on which an advertisement runs in vain. */
  private Dataset<Row> idle(Dataset<Row> days) {
    return days.withColumn(CHANNEL, explode(array(lit("ads"), lit("social"))))
        .withColumn(CAMPAIGN, explode(array(lit("boas-vindas"), lit("lançamento"))))
        .withColumn(DAY, col("id").plus(calendar.opening().toEpochDay()))
        .transform(this::keyed)
        .where(Dice.happens(IDLE_SHARE, "idle spend", col(CELL)))
        .select(col(DAY), col(CHANNEL), col(CAMPAIGN), lit(0L).as(LEADS));
  }

  private Dataset<Row> keyed(Dataset<Row> cells) {
    Column place = concat_ws("|", col(CHANNEL), col(CAMPAIGN));
    return cells.withColumn(CELL, Dice.key(Dice.key(lit(seed), col(DAY)), place));
  }

  private static Column isPaid() {
    return not(col(CHANNEL).eqNullSafe("organic"));
  }

  private Dataset<Row> asInTheFeed(Dataset<Row> cells) {
    return cells
        .withColumn(Mishaps.DAMAGE, damage())
        .select(
            ShopCalendar.date(col(DAY)).as(SPENT_ON),
            col(CHANNEL),
            when(not(damaged("no amount")), amount().cast(MONEY)).as("amount"),
            col(CAMPAIGN),
            when(damaged("other currency"), "USD").otherwise("BRL").as("currency"));
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "spend damage",
        col(CELL),
        new Option("no amount", 50),
        new Option("other currency", 50));
  }

  private Column amount() {
    Column leads = greatest(col(LEADS), lit(LEADS_OF_AN_IDLE_DAY));
    return leads
        .multiply(costPerLead())
        .multiply(price())
        .multiply(noise("spend", col(CELL), SPREAD));
  }

  private static Column costPerLead() {
    return when(col(CHANNEL).equalTo("ads"), 48.0)
        .when(col(CHANNEL).equalTo("social"), 28.0)
        .when(col(CHANNEL).equalTo("referral"), 12.0)
        .when(col(CHANNEL).equalTo("email"), 7.0)
        .otherwise(20.0);
  }

  /**
   * What places cost more than usual: from year to year, before Christmas, by campaign and month.
   */
  private Column price() {
    Column date = ShopCalendar.date(col(DAY));
    Column days = col(DAY).minus(calendar.opening().toEpochDay());
    Column inflation = pow(lit(INFLATION_A_YEAR), days.divide(DAYS_A_YEAR));
    Column season = when(ShopCalendar.isHighSeason(col(DAY)), HIGH_SEASON).otherwise(1.0);
    Column market = concat_ws("|", date_format(date, "yyyy-MM"), col(CHANNEL));
    Column campaign =
        Dice.factor(
            CAMPAIGN,
            new Factor("lançamento", 1.5),
            new Factor("black friday", 1.25),
            new Factor("boas-vindas", 0.85));
    return inflation
        .multiply(season)
        .multiply(campaign)
        .multiply(noise("market", Dice.key(lit(seed), market), MARKET_SPREAD));
  }

  private static Column noise(String question, Column key, double spread) {
    return exp(Dice.bell(question, key).multiply(spread));
  }
}
