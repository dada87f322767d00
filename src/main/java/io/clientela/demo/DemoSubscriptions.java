package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The demo's raw subscriptions: who pays by the month, for which plan, from when to when.
 *
 * <p>A subscriber has up to four contracts of whole months. The next one begins on the day on which
 * the last ended (another plan), after a pause, or before that (a second one beside it).
 */
record DemoSubscriptions(ShopCalendar calendar) {
  static final String SUBSCRIPTION_ID = "subscription_id";
  static final String STARTED_ON = "started_on";

  private static final double SUBSCRIBER_SHARE = 0.2;
  private static final double LONGEST_HESITATION_DAYS = 90;
  private static final int MOST_CONTRACTS = 4;
  private static final double ANOTHER_CONTRACT_SHARE = 0.75;
  private static final int MOST_MONTHS = 12;
  private static final int LEAST_PAUSE_DAYS = 5;
  private static final int PAUSE_SPREAD_DAYS = 120;
  private static final int MOST_DAYS_BESIDE = 25;
  private static final int NOTICE_DAYS = 90;
  private static final double RESENT_SHARE = 0.006;
  private static final double DAMAGED_SHARE = 0.002;
  private static final String MONEY = "decimal(18,2)";

  private static final String NUMBER = "number";
  private static final String CONTRACT = "contract";
  private static final String ENDED_ON = "ended_on";
  private static final String PLAN = "plan";

  Dataset<Row> from(Dataset<Row> people) {
    return people
        .where(isSubscriber())
        .transform(this::eachContract)
        .transform(DemoSubscriptions::sent)
        .transform(this::asInTheFeed);
  }

  private static Column isSubscriber() {
    Column subscribes = Dice.happens(SUBSCRIBER_SHARE, "subscribes", col(Shoppers.PERSON));
    return not(Shoppers.looksOnly()).and(subscribes);
  }

  /** Multiplies rows: one per contract that begins before the history ends. */
  private Dataset<Row> eachContract(Dataset<Row> subscribers) {
    List<Column> contracts = new ArrayList<>();
    Column startedOn = date_from_unix_date(firstDay().cast("int"));
    Column comes = firstTime().lt(calendar.end());
    for (int number = 0; number < MOST_CONTRACTS; number++) {
      Column contract = Dice.key(col(Shoppers.PERSON), lit(number));
      Column endedOn = add_months(startedOn, months(contract));
      contracts.add(
          struct(
              lit(number).as(NUMBER),
              contract.as(CONTRACT),
              when(comes, startedOn).as(STARTED_ON),
              endedOn.as(ENDED_ON)));
      startedOn = date_add(endedOn, daysUntilNext(contract));
      comes = comes.and(Dice.happens(ANOTHER_CONTRACT_SHARE, "another contract", contract));
    }
    Column lastDay = date_from_unix_date(lit((int) calendar.lastDay()));
    return subscribers
        .select(
            col(Shoppers.CUSTOMER_ID),
            col(Shoppers.PERSON),
            inline(array(contracts.toArray(Column[]::new))))
        .where(col(STARTED_ON).leq(lastDay));
  }

  /** Demand time of the first contract: some time after the first purchase. */
  private static Column firstTime() {
    Column hesitation = pow(Dice.uniform("subscribes, when", col(Shoppers.PERSON)), 2.0);
    return col(Shoppers.JOINED).plus(hesitation.multiply(LONGEST_HESITATION_DAYS));
  }

  private Column firstDay() {
    return calendar.day(firstTime());
  }

  private static Column months(Column contract) {
    Column length = pow(Dice.uniform("contract months", contract), 1.5).multiply(MOST_MONTHS);
    return length.cast("int").plus(1);
  }

  private static Column daysUntilNext(Column contract) {
    Column pause = Dice.below(PAUSE_SPREAD_DAYS, "pause", contract).plus(LEAST_PAUSE_DAYS);
    Column beside = Dice.below(MOST_DAYS_BESIDE, "beside", contract).multiply(-1);
    Column next = Dice.uniform("next contract", contract);
    return when(next.lt(0.5), 0).when(next.lt(0.85), pause).otherwise(beside).cast("int");
  }

  /** Multiplies rows: a re-sent contract comes twice. */
  private static Dataset<Row> sent(Dataset<Row> contracts) {
    Column isResent = Dice.happens(RESENT_SHARE, "contract resent", col(CONTRACT));
    return Mishaps.sent(contracts, isResent)
        .withColumn(PLAN, plan())
        .withColumn(Mishaps.DAMAGE, damage());
  }

  private static Column plan() {
    return Dice.pick(
        "plan",
        col(CONTRACT),
        new Option("grátis", 8),
        new Option("básico", 42),
        new Option("padrão", 33),
        new Option("premium", 17));
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "contract damage",
        col(CONTRACT),
        new Option("no id", 40),
        new Option("no customer", 20),
        new Option("ends too early", 40));
  }

  private Dataset<Row> asInTheFeed(Dataset<Row> contracts) {
    return contracts.select(
        when(not(damaged("no id")), subscriptionId()).as(SUBSCRIPTION_ID),
        when(not(damaged("no customer")), col(Shoppers.CUSTOMER_ID)).as(Shoppers.CUSTOMER_ID),
        col(STARTED_ON),
        endedOn().as(ENDED_ON),
        amount().cast(MONEY).as("monthly_amount"),
        col(PLAN));
  }

  private static Column subscriptionId() {
    return col(Shoppers.CUSTOMER_ID).multiply(MOST_CONTRACTS).plus(col(NUMBER));
  }

  /** Known as soon as notice is given, else still open. */
  private Column endedOn() {
    int noticedUntil = (int) calendar.lastDay() + NOTICE_DAYS;
    Column isKnown = col(ENDED_ON).leq(date_from_unix_date(lit(noticedUntil)));
    return when(damaged("ends too early"), date_add(col(STARTED_ON), -1))
        .when(isKnown, col(ENDED_ON));
  }

  /** The free plan has none. */
  private static Column amount() {
    return when(col(PLAN).equalTo("básico"), "29.90")
        .when(col(PLAN).equalTo("padrão"), "59.90")
        .when(col(PLAN).equalTo("premium"), "119.90");
  }
}
