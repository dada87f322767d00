package io.clientela.model;

import io.clientela.table.Facts;
import io.clientela.table.Grain;
import java.io.Serializable;
import java.time.DayOfWeek;
import java.util.Arrays;

/** Numbers of the periods of one grain, remembered by day. */
public final class PeriodNumbers implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int REMEMBERED_DAYS = 1 << 16;
  private static final int UNKNOWN = Integer.MIN_VALUE;

  private final Grain grain;
  private final DayOfWeek weekStart;
  private final int last;
  private transient int[] numbers;

  public PeriodNumbers(Grain grain, Facts facts) {
    this.grain = grain;
    this.weekStart = facts.weekStart();
    this.last = facts.lastPeriod(grain);
  }

  public Grain grain() {
    return grain;
  }

  /** Number of the last known period. */
  public int last() {
    return last;
  }

  public int of(int day) {
    if (day < 0 || day >= REMEMBERED_DAYS) {
      return grain.indexOf(day, weekStart);
    }
    if (numbers == null) {
      numbers = new int[REMEMBERED_DAYS];
      Arrays.fill(numbers, UNKNOWN);
    }
    if (numbers[day] == UNKNOWN) {
      numbers[day] = grain.indexOf(day, weekStart);
    }
    return numbers[day];
  }
}
