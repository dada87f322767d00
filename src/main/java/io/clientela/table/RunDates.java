package io.clientela.table;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * What a run knows of time.
 *
 * @param asOf business dates before it are known
 * @param zone of business dates
 */
public record RunDates(LocalDate asOf, DayOfWeek weekStart, ZoneId zone) implements Serializable {

  /** The last business day that is known, as days since 1970-01-01. */
  public int lastDay() {
    return (int) asOf.toEpochDay() - 1;
  }

  /** Number of the period that holds the last known day. */
  public int lastPeriod(Grain grain) {
    return grain.indexOf(lastDay(), weekStart);
  }

  /** First day of the period with this number. */
  public LocalDate startOf(Grain grain, int period) {
    return grain.startOf(period, weekStart);
  }

  /** Whether the period with this number is over. */
  public boolean isOver(Grain grain, int period) {
    return !startOf(grain, period + 1).isAfter(asOf);
  }

  /** When the day begins, which need not be at midnight where clocks are put forward. */
  public Instant startOf(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }
}
