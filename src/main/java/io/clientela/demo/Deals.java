package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Factor;
import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The sales behind the demo's opportunities and their stages: who works on which, from when to
 * when, and what comes of it.
 *
 * <p>They come from leads of businesses: of those who order, most deals are won on the way to that
 * order; of the others, few. Some customers come back with a larger wish of their own accord.
 */
record Deals(ShopCalendar calendar) {
  static final String OPPORTUNITY_ID = "opportunity_id";
  static final String DEAL = "deal";
  static final String OWNER = "owner";
  static final String TEAM = "team";
  static final String SOURCE = "source";
  static final String CREATED_SECONDS = "created_seconds";
  static final String ENDS_SECONDS = "ends_seconds";
  static final String FATE = "fate";

  static final String WON = "won";
  static final String LOST = "lost";
  static final String FORGOTTEN = "forgotten";
  static final String LARGE = "grandes contas";

  private static final double SHARE_OF_BUYING_LEADS = 0.2;
  private static final double SHARE_OF_OTHER_LEADS = 0.06;
  private static final double SHARE_OF_CUSTOMERS = 0.04;
  private static final double MOST_DAYS_TO_WISH = 400;
  private static final int LEAST_COURTSHIP_SECONDS = 10 * ShopCalendar.SECONDS_PER_DAY;
  private static final double MEDIAN_DAYS_TO_DEAL = 0.8;
  private static final double MEDIAN_CYCLE_DAYS = 32;
  private static final int LEAST_CYCLE_SECONDS = 3_600;
  private static final double SPREAD = 0.7;
  private static final double FORGOTTEN_SHARE = 0.08;

  private static final String STARTED_SECONDS = "started_seconds";
  private static final String DECIDED_SECONDS = "decided_seconds";
  private static final String TIME = "time";
  private static final String CHANCE = "chance";

  /** One row per deal, from the leads and the people of the shop. */
  Dataset<Row> from(Dataset<Row> leads, Dataset<Row> people) {
    return ofLeads(leads)
        .unionByName(ofCustomers(people))
        .transform(this::timed)
        .transform(this::owned);
  }

  private static Dataset<Row> ofLeads(Dataset<Row> leads) {
    Column lead = col(DemoLeads.LEAD);
    Column converts = col(DemoLeads.CONVERTS);
    Column courtship = col(Occasions.LOCAL_SECONDS).minus(col(DemoLeads.CREATED_SECONDS));
    Column isCourted = courtship.geq(LEAST_COURTSHIP_SECONDS);
    Column isBuying = isCourted.and(Dice.happens(SHARE_OF_BUYING_LEADS, "business", lead));
    Column isOther = Dice.happens(SHARE_OF_OTHER_LEADS, "business", lead);
    return leads
        .where(when(converts, isBuying).otherwise(isOther))
        .select(
            lead.as(DEAL),
            DemoLeads.leadId().multiply(2).as(OPPORTUNITY_ID),
            when(converts, col(Shoppers.CUSTOMER_ID)).as(Shoppers.CUSTOMER_ID),
            DemoLeads.owner().as(OWNER),
            DemoLeads.source().as(SOURCE),
            col(DemoLeads.CREATED_SECONDS).as(STARTED_SECONDS),
            when(converts, col(Occasions.LOCAL_SECONDS)).as(DECIDED_SECONDS),
            when(converts, 0.85).otherwise(0.07).as(CHANCE));
  }

  private Dataset<Row> ofCustomers(Dataset<Row> people) {
    Column person = col(Shoppers.PERSON);
    Column wishes = Dice.happens(SHARE_OF_CUSTOMERS, "larger wish", person);
    Column wait = Dice.between(20, MOST_DAYS_TO_WISH, "larger wish, when", person);
    Column wishTime = col(Shoppers.JOINED).plus(wait);
    Column second = ShopCalendar.storeSecond("larger wish", person);
    return people
        .where(wishes.and(not(Shoppers.looksOnly())).and(wishTime.lt(calendar.end())))
        .select(
            Dice.key(person, lit("larger wish")).as(DEAL),
            col(Shoppers.CUSTOMER_ID).multiply(2).plus(1).as(OPPORTUNITY_ID),
            col(Shoppers.CUSTOMER_ID),
            Dice.pick("keeper", person, new Option("Elisa", 60), new Option("Fábio", 40)).as(OWNER),
            lit("cliente").as(SOURCE),
            ShopCalendar.localSeconds(calendar.day(wishTime), second).as(STARTED_SECONDS),
            lit(null).cast("bigint").as(DECIDED_SECONDS),
            lit(0.5).as(CHANCE));
  }

  /** Adds when a deal is created and ends, those that end in an order about then. */
  private Dataset<Row> timed(Dataset<Row> deals) {
    Column atWork = OpeningHours.spread(col(TIME));
    return deals
        .withColumn(TIME, created())
        .transform(rows -> Settled.withKnown(rows, CREATED_SECONDS, calendar.known(atWork)))
        .withColumn(TIME, ends())
        .transform(rows -> Settled.with(rows, ENDS_SECONDS, atWork))
        .withColumn(FATE, fate());
  }

  private static Column created() {
    Column span = col(DECIDED_SECONDS).minus(col(STARTED_SECONDS));
    Column soon = span.multiply(Dice.between(0.02, 0.25, "deal, when", col(DEAL)));
    Column wait = when(span.isNotNull(), soon).otherwise(days(MEDIAN_DAYS_TO_DEAL, "deal"));
    return col(STARTED_SECONDS).plus(wait.cast("bigint"));
  }

  private static Column ends() {
    Column span = col(DECIDED_SECONDS).minus(col(CREATED_SECONDS));
    Column most = span.multiply(Dice.between(0.85, 0.99, "decided", col(DEAL)));
    Column cycle = when(span.isNotNull(), most).otherwise(ownersCycle());
    return col(CREATED_SECONDS).plus(cycle.cast("bigint"));
  }

  private static Column ownersCycle() {
    Column days = days(MEDIAN_CYCLE_DAYS, "cycle");
    Column own = Dice.factor(OWNER, new Factor("Bruno", 1.4), new Factor("Camila", 0.75));
    return greatest(days.multiply(own), lit(LEAST_CYCLE_SECONDS));
  }

  private static Column days(double median, String question) {
    Column noise = exp(Dice.bell(question, col(DEAL)).multiply(SPREAD));
    return noise.multiply(median * ShopCalendar.SECONDS_PER_DAY);
  }

  private static Column fate() {
    Column own =
        Dice.factor(
            OWNER,
            new Factor("Alice", 1.15),
            new Factor("Camila", 1.05),
            new Factor("Bruno", 0.9),
            new Factor("Diego", 0.75));
    Column isWon = Dice.uniform("won", col(DEAL)).lt(col(CHANCE).multiply(own));
    Column isForgotten = Dice.happens(FORGOTTEN_SHARE, "forgotten", col(DEAL));
    return when(isWon, WON).when(isForgotten, FORGOTTEN).otherwise(LOST);
  }

  /** Owners keep to their teams, but for Bruno, who moves to the large customers one day. */
  private Dataset<Row> owned(Dataset<Row> deals) {
    long moving = calendar.opening().toEpochDay() + calendar.days() / 2;
    Column isAfter = ShopCalendar.dayOf(col(CREATED_SECONDS)).geq(moving);
    Column isLarge = col(OWNER).equalTo("Bruno").and(isAfter).or(col(OWNER).equalTo("Diego"));
    return deals.withColumn(
        TEAM,
        when(isLarge, LARGE)
            .when(col(OWNER).isin("Elisa", "Fábio"), "relacionamento")
            .when(col(OWNER).isNotNull(), "novos negócios"));
  }
}
