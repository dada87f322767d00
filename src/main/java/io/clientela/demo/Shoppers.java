package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Factor;
import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The people of the demo shop: who they are, when they came and how they buy.
 *
 * <p>They behave as in the BG/NBD model: each buys at a pace of their own and leaves after a
 * purchase with a chance of their own. One sixth only look and never buy.
 */
record Shoppers(long customers, long seed, int historyDays) {
  static final String CUSTOMER_ID = "customer_id";
  static final String PERSON = "person";
  static final String ACQUISITION = "acquisition";
  static final String REGION = "region";
  static final String PERSONA = "persona";
  static final String JOINED = "joined";
  static final String LOOKED_AHEAD = "looked_ahead";
  static final String PACE = "pace";
  static final String PURCHASES = "purchases";

  static final int MOST_PURCHASES = 999;
  private static final int BUYERS_PER_LOOKER = 5;
  private static final double GROWTH = 0.75;
  private static final double LONGEST_FIRST_LOOK_DAYS = 12;
  private static final double MEDIAN_PACE_DAYS = 21;
  private static final double LEAST_PACE_DAYS = 2;
  private static final double ONE_TIME_SHARE = 0.2;
  private static final double LEAST_DROPOUT = 0.005;
  private static final double DROPOUT_SPREAD = 0.85;
  private static final double DROPOUT_SKEW = 2.4;
  private static final double MOST_DROPOUT = 0.95;

  /** Customers and those who only look; their numbers are 1 to this. */
  long people() {
    return customers + customers / BUYERS_PER_LOOKER;
  }

  /** Adds who a person is and when they came. */
  Dataset<Row> introduced(Dataset<Row> numbered) {
    return numbered
        .withColumn(PERSON, Dice.key(lit(seed), col(CUSTOMER_ID)))
        .withColumn(JOINED, joined())
        .withColumn(LOOKED_AHEAD, lookedAhead())
        .withColumn(ACQUISITION, acquisition())
        .withColumn(REGION, region())
        .withColumn(PERSONA, persona());
  }

  /** Adds the days from one purchase to the next and the count of purchases of a lifetime. */
  static Dataset<Row> withHabits(Dataset<Row> people) {
    return people.withColumn(PACE, pace()).withColumn(PURCHASES, purchases());
  }

  static Column looksOnly() {
    return col(CUSTOMER_ID).mod(BUYERS_PER_LOOKER + 1).equalTo(0);
  }

  private Column joined() {
    return pow(Dice.uniform("joined", col(PERSON)), GROWTH).multiply(historyDays);
  }

  /** Days from the first look to the first purchase, mostly few. */
  private static Column lookedAhead() {
    return pow(Dice.uniform("looked ahead", col(PERSON)), 3.0).multiply(LONGEST_FIRST_LOOK_DAYS);
  }

  private static Column pace() {
    Column own = exp(Dice.bell("pace", col(PERSON))).multiply(MEDIAN_PACE_DAYS);
    return greatest(own, lit(LEAST_PACE_DAYS));
  }

  /** Staying after each purchase with the same chance gives a geometric count. */
  private static Column purchases() {
    Column stay = log(lit(1.0).minus(dropout()));
    Column luck = log(lit(1.0).minus(Dice.uniform("purchases", col(PERSON))));
    Column count = least(floor(luck.divide(stay)).plus(1), lit((long) MOST_PURCHASES));
    return when(looksOnly(), 0L)
        .when(Dice.happens(ONE_TIME_SHARE, "one time", col(PERSON)), 1L)
        .otherwise(count);
  }

  private static Column dropout() {
    Column own =
        pow(Dice.uniform("dropout", col(PERSON)), DROPOUT_SKEW)
            .multiply(DROPOUT_SPREAD)
            .plus(LEAST_DROPOUT);
    return least(own.multiply(byAcquisition()).multiply(byRegion()), lit(MOST_DROPOUT));
  }

  private static Column byAcquisition() {
    return Dice.factor(
        ACQUISITION,
        new Factor("referral", 0.75),
        new Factor("email", 0.85),
        new Factor("organic", 0.95),
        new Factor("social", 1.15),
        new Factor("ads", 1.2));
  }

  private static Column byRegion() {
    return Dice.factor(
        REGION,
        new Factor("Sudeste", 0.95),
        new Factor("Nordeste", 1.05),
        new Factor("Norte", 1.2));
  }

  private static Column acquisition() {
    return Dice.pick(
        "acquisition",
        col(PERSON),
        new Option("organic", 33),
        new Option("ads", 27),
        new Option("social", 18),
        new Option("email", 11),
        new Option("referral", 9),
        new Option(null, 2));
  }

  private static Column region() {
    return Dice.pick(
        "region",
        col(PERSON),
        new Option("Sudeste", 46),
        new Option("Nordeste", 22),
        new Option("Sul", 17),
        new Option("Centro-Oeste", 8),
        new Option("Norte", 7));
  }

  private static Column persona() {
    return Dice.pick(
        "persona",
        col(PERSON),
        new Option("família", 34),
        new Option("jovem", 30),
        new Option("profissional", 24),
        new Option("sênior", 12));
  }
}
