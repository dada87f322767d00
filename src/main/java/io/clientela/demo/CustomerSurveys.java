package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How likely customers recommend the shop: asked in waves, in the last month of every quarter, and
 * the likelier the oftener they have bought by then.
 */
record CustomerSurveys(ShopCalendar calendar) {
  private static final int DAY_OF_MONTH = 5;
  private static final int DAYS = 4;
  private static final double ASKED_SHARE = 0.15;
  private static final double ANSWERED_SHARE = 0.2;
  private static final double MORE_ANSWERED_BY_LOYAL = 0.06;
  private static final double TWICE_SHARE = 0.04;
  private static final double OF_A_FIRST_PURCHASE = 7.2;
  private static final double PER_LOG_PURCHASE = 0.9;
  private static final double SPREAD = 2.2;

  private static final String DAY = "day";
  private static final String ASKED = "asked";
  private static final String LOYALTY = "loyalty";

  int waves() {
    return days().size();
  }

  /** From the people, once for each wave. */
  Dataset<Row> from(Dataset<Row> peopleInRounds) {
    Column isAsked = Dice.happens(ASKED_SHARE, "asked", col(ASKED));
    Column isTwice = Dice.happens(TWICE_SHARE, "asked twice", col(ASKED));
    return peopleInRounds
        .where(not(Shoppers.looksOnly()))
        .withColumn(ASKED, Dice.key(col(Shoppers.PERSON), col(Occasions.ROUND)))
        .where(isAsked)
        .withColumn(DAY, get(lit(dayNumbers()), col(Occasions.ROUND).cast("int")))
        .where(calendar.day(col(Shoppers.JOINED)).lt(col(DAY)))
        .transform(Shoppers::withHabits)
        .withColumn(LOYALTY, loyalty())
        .transform(people -> Mishaps.sent(people, isTwice))
        .transform(this::asked);
  }

  private Dataset<Row> asked(Dataset<Row> customers) {
    Column survey = Dice.key(col(ASKED), col(Mishaps.SENDING));
    Column wave = get(lit(names()), col(Occasions.ROUND).cast("int"));
    Column id = concat_ws("-", wave, col(Shoppers.CUSTOMER_ID), col(Mishaps.SENDING));
    Column second = Dice.below(OpeningHours.OPEN_SECONDS, "asked at", col(ASKED));
    Column day = col(DAY).plus(Dice.below(DAYS, "asked on", col(ASKED)));
    Column mood = Dice.bell("nps", survey).multiply(SPREAD);
    Column none = lit(null).cast("string");
    return customers.select(
        survey.as(DemoSurveys.SURVEY),
        concat(lit("N"), id).as(DemoSurveys.RESPONSE_ID),
        lit(DemoSurveys.NPS).as(DemoSurveys.KIND),
        ShopCalendar.localSeconds(day, second.plus(OpeningHours.OPENS))
            .as(DemoSurveys.SENT_SECONDS),
        col(LOYALTY).multiply(MORE_ANSWERED_BY_LOYAL).plus(ANSWERED_SHARE).as(DemoSurveys.CHANCE),
        col(LOYALTY)
            .multiply(PER_LOG_PURCHASE)
            .plus(mood)
            .plus(OF_A_FIRST_PURCHASE)
            .as(DemoSurveys.OPINION),
        col(Shoppers.CUSTOMER_ID),
        none.as(Troubles.TICKET_ID),
        none.as(ServiceDesk.AGENT),
        none.as(ServiceDesk.TEAM),
        when(col(Mishaps.SENDING).equalTo(1), "e-mail").otherwise("whatsapp").as(Troubles.CHANNEL),
        wave.as(DemoSurveys.WAVE));
  }

  /** Logarithm of the purchases so far. */
  private Column loyalty() {
    Column days = col(DAY).minus(calendar.opening().toEpochDay()).minus(col(Shoppers.JOINED));
    Column soFar = greatest(days.divide(col(Shoppers.PACE)), lit(0.0)).plus(1);
    return log(least(soFar, col(Shoppers.PURCHASES).cast("double")));
  }

  private List<LocalDate> days() {
    LocalDate end = LocalDate.ofEpochDay(calendar.lastDay());
    return Stream.iterate(
            calendar.opening().withDayOfMonth(DAY_OF_MONTH),
            day -> !day.isAfter(end),
            day -> day.plusMonths(1))
        .filter(day -> day.isAfter(calendar.opening()) && day.getMonthValue() % 3 == 0)
        .toList();
  }

  private long[] dayNumbers() {
    return days().stream().mapToLong(LocalDate::toEpochDay).toArray();
  }

  private String[] names() {
    return days().stream()
        .map(day -> day.getYear() + "T" + day.get(IsoFields.QUARTER_OF_YEAR))
        .toArray(String[]::new);
  }
}
