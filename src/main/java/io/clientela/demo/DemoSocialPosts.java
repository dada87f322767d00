package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Factor;
import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The demo's raw posts: three to five a week and network, seen by more people from year to year and
 * in busy weeks.
 */
record DemoSocialPosts(ShopCalendar calendar, long seed) {
  static final String POST_ID = "post_id";
  static final String PUBLISHED_AT = "published_at";

  private static final String[] NETWORKS = {"instagram", "facebook", "tiktok", "linkedin"};
  private static final int DAYS_PER_WEEK = 7;
  private static final int LEAST_A_WEEK = 3;
  private static final int MOST_A_WEEK = 5;
  private static final double GROWTH_A_YEAR = 1.5;
  private static final int DAYS_PER_YEAR = 365;
  private static final double SPREAD = 0.6;
  private static final double ENGAGEMENT_SPREAD = 0.35;
  private static final double UNSEEN_SHARE = 0.006;
  private static final double CAMPAIGN_SHARE = 0.4;
  private static final double RESENT_SHARE = 0.06;
  private static final double DAMAGED_SHARE = 0.002;

  private static final String WEEK = "week";
  private static final String NETWORK = "network";
  private static final String NUMBER = "number";
  private static final String POST = "post";
  private static final String DAY = "day";
  private static final String IMPRESSIONS = "impressions";
  private static final String ENGAGEMENTS = "engagements";

  /** How many posts there might be, were all weeks full. */
  long most() {
    long weeks = calendar.end() / DAYS_PER_WEEK + 1;
    return weeks * NETWORKS.length * MOST_A_WEEK;
  }

  /** From so many rows, numbered from 0 in `id`. */
  Dataset<Row> from(Dataset<Row> numbers) {
    return numbers
        .transform(this::published)
        .transform(this::seen)
        .transform(DemoSocialPosts::sent)
        .transform(DemoSocialPosts::asInTheFeed);
  }

  private Dataset<Row> published(Dataset<Row> numbers) {
    Column series = floor(col("id").divide(MOST_A_WEEK));
    Column more = Dice.below(MOST_A_WEEK - LEAST_A_WEEK + 1, "posts", Dice.key(lit(seed), series));
    Column count = more.plus(LEAST_A_WEEK);
    Column place = col(NUMBER).plus(Dice.uniform("post day", col(POST))).divide(count);
    Column weekday = floor(place.multiply(DAYS_PER_WEEK));
    return numbers
        .withColumn(NUMBER, col("id").mod(MOST_A_WEEK))
        .where(col(NUMBER).lt(count))
        .withColumn(NETWORK, get(lit(NETWORKS), series.mod(NETWORKS.length).cast("int")))
        .withColumn(WEEK, floor(series.divide(NETWORKS.length)))
        .withColumn(POST, Dice.key(lit(seed), col("id")))
        .withColumn(
            DAY,
            col(WEEK).multiply(DAYS_PER_WEEK).plus(weekday).plus(calendar.opening().toEpochDay()))
        .where(col(DAY).leq(calendar.lastDay()));
  }

  private Dataset<Row> seen(Dataset<Row> posts) {
    Column isUnseen = Dice.happens(UNSEEN_SHARE, "unseen", col(POST));
    Column years = col(DAY).minus(calendar.opening().toEpochDay()).divide((double) DAYS_PER_YEAR);
    Column reach =
        Dice.factor(
            NETWORK,
            new Factor("instagram", 4_200),
            new Factor("facebook", 2_600),
            new Factor("tiktok", 6_500),
            new Factor("linkedin", 900));
    Column season = pow(calendar.busyness(col(DAY)), 0.5);
    Column impressions =
        reach
            .multiply(pow(lit(GROWTH_A_YEAR), years))
            .multiply(season)
            .multiply(noise("impressions", SPREAD));
    return posts.withColumn(IMPRESSIONS, when(isUnseen, 0.0).otherwise(impressions));
  }

  private static Column noise(String question, double spread) {
    return exp(Dice.bell(question, col(POST)).multiply(spread));
  }

  /** Multiplies rows: a re-sent post comes again when more people have seen it. */
  private static Dataset<Row> sent(Dataset<Row> posts) {
    Column isResent = Dice.happens(RESENT_SHARE, "post resent", col(POST));
    Column more = Dice.between(1.1, 1.9, "seen later", col(POST));
    Column factor = when(col(Mishaps.SENDING).equalTo(2), more).otherwise(1.0);
    return Mishaps.sent(posts, isResent)
        .withColumn(IMPRESSIONS, col(IMPRESSIONS).multiply(factor).cast("bigint"))
        .withColumn(ENGAGEMENTS, engagements())
        .withColumn(Mishaps.DAMAGE, damage());
  }

  private static Column engagements() {
    Column rate =
        Dice.factor(
            NETWORK,
            new Factor("instagram", 0.035),
            new Factor("facebook", 0.012),
            new Factor("tiktok", 0.06),
            new Factor("linkedin", 0.025));
    return col(IMPRESSIONS)
        .multiply(rate)
        .multiply(noise("engagements", ENGAGEMENT_SPREAD))
        .cast("bigint");
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "post damage",
        col(POST),
        new Option("no network", 40),
        new Option("negative count", 60));
  }

  /** The numbers of a day after, and those of a week after where they come again. */
  private static Column collectedAt(Column second) {
    Column days = when(col(Mishaps.SENDING).equalTo(2), 7).otherwise(1);
    return ShopCalendar.localSeconds(col(DAY).plus(days), second);
  }

  private static Dataset<Row> asInTheFeed(Dataset<Row> posts) {
    Column second = ShopCalendar.onlineSecond("post hour", col(POST));
    Column isOfCampaign = Dice.happens(CAMPAIGN_SHARE, "post campaign", col(POST));
    Column campaign = Mailings.ofMonth(month(ShopCalendar.date(col(DAY))));
    return posts.select(
        col("id").plus(1).as(POST_ID),
        when(not(damaged("no network")), col(NETWORK)).as(NETWORK),
        ShopCalendar.instant(ShopCalendar.localSeconds(col(DAY), second)).as(PUBLISHED_AT),
        when(damaged("negative count"), -1L).otherwise(col(IMPRESSIONS)).as(IMPRESSIONS),
        col(ENGAGEMENTS),
        when(isOfCampaign, campaign).as("campaign"),
        ShopCalendar.instant(collectedAt(second)).as("collected_at"));
  }
}
