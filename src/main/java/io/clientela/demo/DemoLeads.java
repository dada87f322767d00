package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The demo's raw leads: people who left their name before they ordered, and people who never did
 * order.
 *
 * <p>Lead 0 of a person is that person; who only looks does not convert. The others, known by their
 * lead alone, make up for those of whom the shop has no more than that.
 */
record DemoLeads(ShopCalendar calendar) {
  static final String LEAD_ID = "lead_id";
  static final String CREATED_AT = "created_at";
  static final String LEAD = "lead";
  static final String CONVERTS = "converts";
  static final String CREATED_SECONDS = "created_seconds";

  private static final double LEAD_SHARE = 0.5;
  private static final int MOST_STRANGERS = 2;
  private static final double LONGEST_COURTSHIP_DAYS = 120;
  private static final double MOST_DAYS_OFF = 10;
  private static final int LEAST_COURTSHIP_SECONDS = 60;
  private static final double QUALIFIED_FROM_SCORE = 55;
  private static final double UNSCORED_SHARE = 0.1;
  private static final double RESENT_SHARE = 0.006;
  private static final double DAMAGED_SHARE = 0.002;

  private static final String NUMBER_OF_LEAD = "number_of_lead";
  private static final String SCORE = "score";

  /** From the occasions of the shop, of which the first of each person counts. */
  Dataset<Row> from(Dataset<Row> occasions) {
    return rows(occasions.where(col(Occasions.NUMBER).equalTo(0)))
        .transform(DemoLeads::sent)
        .transform(DemoLeads::asInTheFeed);
  }

  /** One row per lead, before anything goes wrong with it. */
  Dataset<Row> rows(Dataset<Row> firstOccasions) {
    return firstOccasions.transform(DemoLeads::eachLead).transform(this::timed);
  }

  /** Multiplies rows: one per lead. */
  private static Dataset<Row> eachLead(Dataset<Row> firstOccasions) {
    Column isLead = Dice.happens(LEAD_SHARE, "lead", col(Shoppers.PERSON));
    Column isOwn = col(NUMBER_OF_LEAD).equalTo(0);
    return firstOccasions
        .withColumn(NUMBER_OF_LEAD, explode(sequence(lit(0), lit(MOST_STRANGERS))))
        .where(isLead.or(not(isOwn)))
        .withColumn(LEAD, Dice.key(col(Shoppers.PERSON), col(NUMBER_OF_LEAD)))
        .withColumn(CONVERTS, isOwn.and(not(Shoppers.looksOnly())));
  }

  /** Who orders came at some time before that, the others about when somebody did. */
  private Dataset<Row> timed(Dataset<Row> leads) {
    Column daysOpen = col(Occasions.DAY).minus(calendar.opening().toEpochDay());
    Column longest = least(daysOpen, lit(LONGEST_COURTSHIP_DAYS));
    Column courtship = pow(Dice.uniform("courtship", col(LEAD)), 3.0).multiply(longest);
    Column offset = Dice.between(-MOST_DAYS_OFF, MOST_DAYS_OFF, "lead day", col(LEAD));
    Column day =
        when(col(CONVERTS), col(Occasions.DAY).minus(courtship.cast("int")))
            .otherwise(calendar.day(col(Shoppers.JOINED).plus(offset)));
    Column second = ShopCalendar.onlineSecond("lead hour", col(LEAD));
    Column latest =
        when(col(CONVERTS), col(Occasions.LOCAL_SECONDS).minus(LEAST_COURTSHIP_SECONDS));
    return leads
        .withColumn(CREATED_SECONDS, least(ShopCalendar.localSeconds(day, second), latest))
        .withColumn(SCORE, score());
  }

  /** From 0 to 100; who converts has the better ones. */
  private static Column score() {
    Column middle = when(col(CONVERTS), 62).otherwise(46);
    Column points = Dice.bell("score", col(LEAD)).multiply(16).plus(middle);
    return least(greatest(points, lit(0)), lit(100)).cast("int");
  }

  /** Multiplies rows: a re-sent lead comes twice. */
  private static Dataset<Row> sent(Dataset<Row> leads) {
    Column isResent = Dice.happens(RESENT_SHARE, "lead resent", col(LEAD));
    return Mishaps.sent(leads, isResent).withColumn(Mishaps.DAMAGE, damage());
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "lead damage",
        col(LEAD),
        new Option("no id", 30),
        new Option("no date", 30),
        new Option("converted too early", 40));
  }

  private static Dataset<Row> asInTheFeed(Dataset<Row> leads) {
    Column isScored = not(Dice.happens(UNSCORED_SHARE, "unscored", col(LEAD)));
    Column isQualified = col(SCORE).geq(QUALIFIED_FROM_SCORE);
    return leads.select(
        when(not(damaged("no id")), leadId()).as(LEAD_ID),
        ShopCalendar.instant(createdAt()).as(CREATED_AT),
        when(col(CONVERTS), col(Shoppers.CUSTOMER_ID)).as(Shoppers.CUSTOMER_ID),
        when(col(CONVERTS), ShopCalendar.instant(convertedAt())).as("converted_at"),
        source().as("source"),
        channel().as("channel"),
        campaign(col(LEAD)).as("campaign"),
        owner().as("owner"),
        col(Shoppers.PERSONA).as("segment"),
        when(isScored, col(SCORE)).as(SCORE),
        when(isScored, isQualified).as("is_qualified"));
  }

  static Column leadId() {
    return col(Shoppers.CUSTOMER_ID).multiply(MOST_STRANGERS + 1).plus(col(NUMBER_OF_LEAD));
  }

  private static Column createdAt() {
    return when(damaged("no date"), 0L).otherwise(col(CREATED_SECONDS));
  }

  private static Column convertedAt() {
    Column tooEarly = col(CREATED_SECONDS).minus(ShopCalendar.SECONDS_PER_DAY);
    return when(damaged("converted too early"), tooEarly).otherwise(col(Occasions.LOCAL_SECONDS));
  }

  static Column source() {
    return Dice.pick(
        "lead source",
        col(LEAD),
        new Option("formulário", 40),
        new Option("chat", 25),
        new Option("evento", 15),
        new Option("indicação", 12),
        new Option("telefone", 6),
        new Option(null, 2));
  }

  /** The person's own; strangers came by the same channels, with fewer who were recommended. */
  static Column channel() {
    Column ofStranger =
        Dice.pick(
            "lead channel",
            col(LEAD),
            new Option("ads", 38),
            new Option("social", 27),
            new Option("organic", 22),
            new Option("email", 8),
            new Option("referral", 3),
            new Option(null, 2));
    Column isOwn = col(NUMBER_OF_LEAD).equalTo(0);
    return when(isOwn, col(Shoppers.ACQUISITION)).otherwise(ofStranger);
  }

  /** The campaign that brought a person, also where no lead of theirs is known. */
  static Column ownCampaign() {
    return campaign(Dice.key(col(Shoppers.PERSON), lit(0)));
  }

  static Column campaign(Column lead) {
    return Dice.pick(
        "lead campaign",
        lead,
        new Option("boas-vindas", 30),
        new Option("lançamento", 20),
        new Option("dia das mães", 10),
        new Option("black friday", 15),
        new Option(null, 25));
  }

  static Column owner() {
    return Dice.pick(
        "lead owner",
        col(LEAD),
        new Option("Alice", 30),
        new Option("Bruno", 25),
        new Option("Camila", 25),
        new Option("Diego", 15),
        new Option(null, 5));
  }
}
