package io.clientela.model.service;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs only in opening hours. The hours are local times of each day, so that a day on which the
 * clocks change is as long as it is.
 */
final class BusinessClock implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2101, 1, 1);
  private static final int MINUTES_PER_DAY = 24 * 60;

  private final BusinessHours hours;

  /** Openings in order: microseconds since 1970 at which they begin and end. */
  private transient long[] opens;

  private transient long[] closes;

  /** Open time before each of them. */
  private transient long[] before;

  BusinessClock(BusinessHours hours) {
    this.hours = hours;
  }

  /** Open time between two instants; all in microseconds. */
  long between(long from, long to) {
    return upTo(to) - upTo(from);
  }

  private long upTo(long micros) {
    if (opens == null) {
      wind();
    }
    int low = 0;
    int high = opens.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (opens[middle] < micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : before[low - 1] + Math.min(micros, closes[low - 1]) - opens[low - 1];
  }

  private void wind() {
    ZoneId zone = hours.timeZone();
    Set<LocalDate> closed = new HashSet<>(hours.holidays());
    Map<DayOfWeek, List<Opening>> byDay = hours.byDay();
    List<long[]> found = new ArrayList<>();
    for (LocalDate day = FIRST; day.isBefore(LAST); day = day.plusDays(1)) {
      List<Opening> openings = byDay.getOrDefault(day.getDayOfWeek(), List.of());
      if (!closed.contains(day)) {
        for (Opening opening : openings) {
          found.add(
              new long[] {micros(day, opening.from(), zone), micros(day, opening.to(), zone)});
        }
      }
    }
    before = new long[found.size()];
    opens = found.stream().mapToLong(ends -> ends[0]).toArray();
    closes = found.stream().mapToLong(ends -> ends[1]).toArray();
    for (int i = 1; i < before.length; i++) {
      before[i] = before[i - 1] + closes[i - 1] - opens[i - 1];
    }
  }

  private static long micros(LocalDate day, int minute, ZoneId zone) {
    Instant instant =
        minute == MINUTES_PER_DAY
            ? day.plusDays(1).atStartOfDay(zone).toInstant()
            : day.atTime(LocalTime.ofSecondOfDay(60L * minute)).atZone(zone).toInstant();
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
