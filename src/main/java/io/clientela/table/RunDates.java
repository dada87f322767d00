package io.clientela.table;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.LocalDate;

/**
 * What a run knows of time.
 *
 * @param asOf business dates before it are known
 */
public record RunDates(LocalDate asOf, DayOfWeek weekStart) implements Serializable {

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
}
