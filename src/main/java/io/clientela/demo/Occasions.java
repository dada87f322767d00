package io.clientela.demo;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Factor;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The occasions on which people of the demo shop buy: what its orders and the visits before them
 * have in common.
 *
 * <p>The history is cut into slices of time, and a row of the plan is one person in one slice: so
 * the files come in the order of time, as a lake's do, without a shuffle. The rows are the same
 * whatever the number of slices.
 */
record Occasions(Shoppers shoppers, ShopCalendar calendar, int slices) {
  static final String NUMBER = "number";
  static final String OCCASION = "occasion";
  static final String ORDER_ID = "order_id";
  static final String DEMAND_TIME = "demand_time";
  static final String DAY = "day";
  static final String LOCAL_SECONDS = "local_seconds";
  static final String CHANNEL = "channel";
  static final String STORE = "store";
  static final String ROUND = "round";

  private static final long PEOPLE_PER_TASK = 3_000_000;
  private static final double STORE_SHARE = 0.15;
  private static final double MOST_EARLY_OR_LATE = 0.5;

  private static final String SLICE_START = "slice_start";
  private static final String SLICE_END = "slice_end";
  private static final String FIRST_NUMBER = "first_number";
  private static final String LAST_NUMBER = "last_number";

  /** Everybody, one row per person. */
  Dataset<Row> people(SparkSession spark) {
    return cut(spark, 1);
  }

  /**
   * Everybody once in each round, which are numbered from 0; as many tasks as slices, in the order
   * of the rounds.
   */
  Dataset<Row> peopleInRounds(SparkSession spark, int rounds) {
    return numbered(spark, rounds, Math.min(rounds, slices)).transform(shoppers::introduced);
  }

  /**
   * One row per person and occasion, from number 0. After the person's purchases comes one more
   * occasion, which they let pass.
   */
  Dataset<Row> rows(SparkSession spark) {
    return cut(spark, slices)
        .where(col(Shoppers.JOINED).lt(col(SLICE_END)))
        .transform(Shoppers::withHabits)
        .transform(Occasions::eachOccasion)
        .transform(this::placed);
  }

  /** The first of everybody's occasions, apart from what comes of it. */
  Dataset<Row> first(SparkSession spark) {
    return people(spark)
        .withColumn(NUMBER, lit(0L))
        .withColumn(OCCASION, Dice.key(col(Shoppers.PERSON), col(NUMBER)))
        .withColumn(DEMAND_TIME, col(Shoppers.JOINED))
        .transform(this::placed);
  }

  static Column isBought() {
    return col(NUMBER).lt(col(Shoppers.PURCHASES));
  }

  /** Where somebody buys or looks online: young people prefer the app. */
  static Column device(String key) {
    Column appShare =
        Dice.factor(
            Shoppers.PERSONA,
            new Factor("jovem", 0.6),
            new Factor("família", 0.35),
            new Factor("profissional", 0.3),
            new Factor("sênior", 0.1));
    return when(Dice.uniform("app", col(key)).lt(appShare), "app").otherwise("web");
  }

  private Dataset<Row> cut(SparkSession spark, int parts) {
    double width = (double) calendar.end() / parts;
    return numbered(spark, parts, parts)
        .withColumn(SLICE_START, col(ROUND).multiply(width))
        .withColumn(SLICE_END, col(ROUND).plus(1).multiply(width))
        .transform(shoppers::introduced);
  }

  private Dataset<Row> numbered(SparkSession spark, int rounds, int parts) {
    long people = shoppers.people();
    long tasks = parts * ((people + PEOPLE_PER_TASK - 1) / PEOPLE_PER_TASK);
    return spark
        .range(0, people * rounds, 1, Math.toIntExact(tasks))
        .select(
            col("id").mod(people).plus(1).as(Shoppers.CUSTOMER_ID),
            floor(col("id").divide(people)).as(ROUND));
  }

  /** Multiplies rows: one per occasion in the slice. */
  private static Dataset<Row> eachOccasion(Dataset<Row> people) {
    Column first = ceil(pacesUntil(SLICE_START).minus(MOST_EARLY_OR_LATE));
    Column last = floor(pacesUntil(SLICE_END).plus(MOST_EARLY_OR_LATE));
    return people
        .withColumn(FIRST_NUMBER, greatest(first, lit(0L)))
        .withColumn(LAST_NUMBER, least(last, col(Shoppers.PURCHASES)))
        .where(col(FIRST_NUMBER).leq(col(LAST_NUMBER)))
        .withColumn(NUMBER, explode(sequence(col(FIRST_NUMBER), col(LAST_NUMBER))))
        .transform(Occasions::inTheirSlice);
  }

  private static Column pacesUntil(String time) {
    return col(time).minus(col(Shoppers.JOINED)).divide(col(Shoppers.PACE));
  }

  private static Dataset<Row> inTheirSlice(Dataset<Row> occasions) {
    Column started = col(DEMAND_TIME).geq(col(SLICE_START));
    Column ended = col(DEMAND_TIME).geq(col(SLICE_END));
    return occasions
        .withColumn(OCCASION, Dice.key(col(Shoppers.PERSON), col(NUMBER)))
        .withColumn(DEMAND_TIME, demandTime())
        .where(started.and(not(ended)));
  }

  private static Column demandTime() {
    Column off = Dice.between(-MOST_EARLY_OR_LATE, MOST_EARLY_OR_LATE, "off", col(OCCASION));
    Column paces = when(col(NUMBER).equalTo(0), 0.0).otherwise(col(NUMBER).plus(off));
    return col(Shoppers.JOINED).plus(col(Shoppers.PACE).multiply(paces));
  }

  /** Adds the order's number, sales channel and local time. */
  private Dataset<Row> placed(Dataset<Row> occasions) {
    Column inStore = Dice.happens(STORE_SHARE, "store", col(OCCASION));
    Column second =
        when(col(CHANNEL).equalTo(STORE), ShopCalendar.storeSecond("hour", col(OCCASION)))
            .otherwise(ShopCalendar.onlineSecond("hour", col(OCCASION)));
    return occasions
        .withColumn(ORDER_ID, orderId())
        .withColumn(CHANNEL, when(inStore, STORE).otherwise(device(OCCASION)))
        .withColumn(DAY, calendar.day(col(DEMAND_TIME)))
        .withColumn(LOCAL_SECONDS, ShopCalendar.localSeconds(col(DAY), second));
  }

  private static Column orderId() {
    return col(Shoppers.CUSTOMER_ID).multiply(Shoppers.MOST_PURCHASES + 1).plus(col(NUMBER));
  }
}
