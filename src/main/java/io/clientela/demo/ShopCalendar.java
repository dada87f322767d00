package io.clientela.demo;

import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_dt_interval;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.to_utc_timestamp;
import static org.apache.spark.sql.functions.when;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.TemporalAdjusters;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;

/**
 * When the demo shop sells: busy and quiet days and hours in São Paulo.
 *
 * <p>People live in demand time: it counts average days since the opening and runs faster on a
 * quiet day than on a busy one, so whatever happens evenly in demand time follows the seasons in
 * the calendar.
 */
record ShopCalendar(int days) {
  static final String ZONE = "America/Sao_Paulo";
  static final LocalDate AS_OF = LocalDate.of(2025, 1, 1);
  static final int DAYS_AFTER_AS_OF = 7;
  static final int SECONDS_PER_DAY = 86_400;
  private static final int SECONDS_PER_HOUR = 3_600;

  private static final int SLOTS_PER_AVERAGE_DAY = 10;
  private static final double[] WEEKDAYS = {1.05, 1.0, 1.0, 1.0, 1.1, 1.05, 0.8};
  private static final double BLACK_FRIDAY = 4.0;
  private static final double BLACK_FRIDAY_WEEK = 1.6;
  private static final int[] ONLINE_HOURS =
      Dice.slots(
          4, 2, 1, 1, 1, 1, 3, 6, 10, 14, 17, 20, 27, 26, 21, 17, 17, 18, 21, 27, 30, 27, 18, 9);
  private static final int[] STORE_HOURS =
      Dice.slots(0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 10, 14, 22, 20, 16, 13, 13, 15, 18, 20, 14, 6);
  private static final int[] SERVICE_HOURS =
      Dice.slots(2, 1, 0, 0, 0, 0, 1, 4, 9, 15, 16, 14, 11, 13, 15, 15, 14, 12, 8, 6, 5, 5, 4, 3);

  /** Demand time at the end of the history. */
  int end() {
    return days + DAYS_AFTER_AS_OF;
  }

  /** Last day of the history, as a number of days since 1970-01-01. */
  long lastDay() {
    return opening().toEpochDay() + end() - 1;
  }

  LocalDate opening() {
    return AS_OF.minusDays(days);
  }

  /** Day of a demand time, as a number of days since 1970-01-01. */
  Column day(Column demandTime) {
    int[] slots = Dice.slots(IntStream.range(0, end()).map(this::slotsOf).toArray());
    Column share = least(greatest(demandTime.divide(end()), lit(0.0)), lit(Math.nextDown(1.0)));
    return Dice.slot(share, slots).plus(opening().toEpochDay());
  }

  /** How much of an average day's business a day has. */
  Column busyness(Column day) {
    int[] slots = IntStream.range(0, end()).map(this::slotsOf).toArray();
    Column number = day.minus(opening().toEpochDay()).cast("int");
    return get(lit(slots), number).divide(SLOTS_PER_AVERAGE_DAY);
  }

  /** What the shop knows when the history ends: nothing of a later time. */
  Column known(Column localSeconds) {
    return when(localSeconds.lt((lastDay() + 1) * SECONDS_PER_DAY), localSeconds);
  }

  /** November and December, in which everybody buys and advertises. */
  static Column isHighSeason(Column day) {
    return month(date(day)).geq(Month.NOVEMBER.getValue());
  }

  /** Seconds after midnight in the rhythm of an online day. */
  static Column onlineSecond(String question, Column key) {
    return second(ONLINE_HOURS, question, key);
  }

  /** Seconds after midnight while the stores are open. */
  static Column storeSecond(String question, Column key) {
    return second(STORE_HOURS, question, key);
  }

  /** Seconds after midnight at which people turn to the service: mostly by day. */
  static Column serviceSecond(String question, Column key) {
    return second(SERVICE_HOURS, question, key);
  }

  /** Local time in seconds since 1970-01-01T00:00 local. */
  static Column localSeconds(Column day, Column second) {
    return day.multiply((long) SECONDS_PER_DAY).plus(second);
  }

  /** Day of a local time, as a number of days since 1970-01-01. */
  static Column dayOf(Column localSeconds) {
    return floor(localSeconds.divide(SECONDS_PER_DAY));
  }

  static Column date(Column day) {
    return date_from_unix_date(day.cast("int"));
  }

  /** The instant of a local time. */
  static Column instant(Column localSeconds) {
    return to_utc_timestamp(timestamp_seconds(localSeconds), ZONE);
  }

  /** A local time without zone, the same in every session. */
  static Column withoutZone(Column day, Column second) {
    Column time = make_dt_interval(lit(0), lit(0), lit(0), second);
    return date(day).cast("timestamp_ntz").plus(time);
  }

  private static Column second(int[] hours, String question, Column key) {
    return Dice.slot(Dice.uniform(question, key), hours)
        .multiply(SECONDS_PER_HOUR)
        .plus(Dice.below(SECONDS_PER_HOUR, question + ", second", key));
  }

  private int slotsOf(int dayNumber) {
    LocalDate date = opening().plusDays(dayNumber);
    double weekday = WEEKDAYS[date.getDayOfWeek().getValue() - 1];
    return (int) Math.round(SLOTS_PER_AVERAGE_DAY * weekday * season(date) * blackFriday(date));
  }

  private static double season(LocalDate date) {
    return switch (date.getMonth()) {
      case JANUARY, FEBRUARY -> 0.85;
      case MAY, NOVEMBER -> 1.15;
      case DECEMBER -> date.getDayOfMonth() < 25 ? 1.45 : 0.8;
      default -> 0.95;
    };
  }

  private static double blackFriday(LocalDate date) {
    LocalDate thanksgiving =
        date.with(Month.NOVEMBER).with(TemporalAdjusters.dayOfWeekInMonth(4, DayOfWeek.THURSDAY));
    long daysAfter = date.toEpochDay() - thanksgiving.plusDays(1).toEpochDay();
    if (daysAfter == 0) {
      return BLACK_FRIDAY;
    }
    return Math.abs(daysAfter) <= 3 ? BLACK_FRIDAY_WEEK : 1.0;
  }
}
