package io.clientela.demo;

import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/**
 * When the demo shop's service is at work: Monday to Friday from 9 to 18.
 *
 * <p>Work is counted in open seconds since Monday 1969-12-29, so adding to it and turning the sum
 * back into a time skips nights and weekends.
 */
final class OpeningHours {
  static final int OPENS = 9 * 3_600;
  static final int OPEN_SECONDS = 9 * 3_600;
  private static final int OPEN_DAYS = 5;
  private static final int DAYS = 7;
  private static final double OPEN_SHARE =
      (double) OPEN_DAYS * OPEN_SECONDS / (DAYS * ShopCalendar.SECONDS_PER_DAY);
  private static final int DAYS_FROM_MONDAY_TO_1970 = 3;
  private static final int WEEKEND_SECONDS = 54 * 3_600;
  private static final int SECONDS_TO_SPREAD_FROM =
      DAYS_FROM_MONDAY_TO_1970 * ShopCalendar.SECONDS_PER_DAY + WEEKEND_SECONDS;

  private OpeningHours() {}

  /** The local time after so many open seconds; within the opening hours. */
  static Column after(Column localSeconds, Column openSeconds) {
    return time(until(localSeconds).plus(openSeconds));
  }

  /**
   * A local time up to three days later, in the opening hours, which the times of a whole week fill
   * in their order.
   */
  static Column spread(Column localSeconds) {
    return time(floor(localSeconds.plus(SECONDS_TO_SPREAD_FROM).multiply(OPEN_SHARE)));
  }

  /** A day, or the Monday after a weekend. */
  static Column workday(Column day) {
    Column weekday = day.plus(DAYS_FROM_MONDAY_TO_1970).mod(DAYS);
    return when(weekday.geq(OPEN_DAYS), day.plus(DAYS).minus(weekday)).otherwise(day);
  }

  /** Open seconds before a local time, since that Monday. */
  static Column until(Column localSeconds) {
    Column second = localSeconds.mod(ShopCalendar.SECONDS_PER_DAY);
    Column day = ShopCalendar.dayOf(localSeconds).plus(DAYS_FROM_MONDAY_TO_1970);
    Column weekday = day.mod(DAYS);
    Column openDays = weeks(day, DAYS).multiply(OPEN_DAYS).plus(least(weekday, lit(OPEN_DAYS)));
    Column today = least(greatest(second.minus(OPENS), lit(0)), lit(OPEN_SECONDS));
    return openDays.multiply(OPEN_SECONDS).plus(when(weekday.lt(OPEN_DAYS), today).otherwise(0));
  }

  /** The local time before which there are so many open seconds. */
  static Column time(Column openSeconds) {
    Column openDays = floor(openSeconds.divide(OPEN_SECONDS));
    Column day = weeks(openDays, OPEN_DAYS).multiply(DAYS).plus(openDays.mod(OPEN_DAYS));
    Column second = openSeconds.mod(OPEN_SECONDS).plus(OPENS);
    return ShopCalendar.localSeconds(day.minus(DAYS_FROM_MONDAY_TO_1970), second);
  }

  private static Column weeks(Column days, int daysPerWeek) {
    return floor(days.divide(daysPerWeek));
  }
}
