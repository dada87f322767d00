package io.clientela.laws;

import static io.clientela.laws.ManyShops.ALL;
import static io.clientela.laws.ManyShops.AS_OF;
import static io.clientela.laws.ManyShops.NOW;
import static io.clientela.laws.ManyShops.ZONE;

import io.clientela.laws.ManyShops.Life;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The cells of cohort_retention as the definitions say them: every customer is looked at in every
 * period. Takes nothing from the code that it checks.
 *
 * @param clock calendar or elapsed
 * @param grain day, week, month, quarter or bracket
 */
record CohortsOneByOne(String clock, String grain) {

  static final List<String> CLOCKS = List.of("calendar", "elapsed");
  static final List<String> GRAINS = List.of("day", "week", "month", "quarter", "bracket");

  /** Last days of the brackets; the first activity's own day is one. */
  private static final List<Integer> LAST_DAYS = List.of(0, 1, 3, 10, 30);

  /** The customers of one cell, counted in the order of the table's columns. */
  private static final class Cell {
    private final long[] counts = new long[5];
    private boolean isComplete;
  }

  /** The setting; the first activity's own day is a bracket without being named. */
  static List<Integer> brackets() {
    return LAST_DAYS.subList(1, LAST_DAYS.size());
  }

  /** Counts and is_complete by activity, clock, grain, segment, cohort and period since. */
  static Map<String, String> of(List<Life> lives) {
    Map<String, Cell> cells = new HashMap<>();
    for (String clock : CLOCKS) {
      for (String grain : GRAINS) {
        CohortsOneByOne ruler = new CohortsOneByOne(clock, grain);
        lives.forEach(life -> ruler.count(life, cells));
      }
    }
    cells.entrySet().removeIf(cell -> isLeftOut(cell.getKey(), cell.getValue()));
    return cells.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                cell -> Arrays.toString(cell.getValue().counts) + cell.getValue().isComplete));
  }

  /** A day of one cohort on which nobody was active has no row. */
  private static boolean isLeftOut(String key, Cell cell) {
    return key.contains(" day ") && !key.contains(" null ") && cell.counts[1] == 0;
  }

  private void count(Life life, Map<String, Cell> cells) {
    NavigableSet<Integer> active = new TreeSet<>();
    life.instants().forEach(at -> active.add(since(life.first(), at)));
    LocalDate cohort = start(dayOf(life.first()));
    boolean isUnbroken = true;
    boolean hasReturned = false;
    for (int since = 0; since < had(life.first()); since++) {
      boolean isActive = active.contains(since);
      isUnbroken &= since == 0 || isActive;
      hasReturned |= since > 0 && isActive;
      boolean isSeenLater = active.ceiling(since) != null;
      boolean isComplete = isComplete(cohort, since);
      boolean[] counted = {true, isActive, isSeenLater, isUnbroken, hasReturned};
      for (String segment : List.of(ALL, life.shop())) {
        String row = String.join(" ", life.activity(), clock, grain, segment);
        int named = isBracket() ? LAST_DAYS.get(since) : since;
        add(cells, row + " " + cohort + " " + named, counted, isComplete);
        if (isComplete || isElapsed() || isBracket()) {
          add(cells, row + " null " + named, counted, true);
        }
      }
    }
  }

  private static void add(
      Map<String, Cell> cells, String key, boolean[] counted, boolean isComplete) {
    Cell cell = cells.computeIfAbsent(key, added -> new Cell());
    cell.isComplete = isComplete;
    for (int i = 0; i < counted.length; i++) {
      cell.counts[i] += counted[i] ? 1 : 0;
    }
  }

  private boolean isElapsed() {
    return clock.equals("elapsed");
  }

  private boolean isBracket() {
    return grain.equals("bracket");
  }

  /** Number of the period that holds the instant. */
  private int since(Instant first, Instant at) {
    if (isBracket()) {
      long days = daysSince(first, at);
      return (int) LAST_DAYS.stream().filter(lastDay -> lastDay < days).count();
    }
    if (isElapsed()) {
      return (int) Duration.between(first, at).dividedBy(length());
    }
    return (int) periodsBetween(dayOf(first), dayOf(at));
  }

  /** How many periods of the customer have a row: on the calendar those begun, else those over. */
  private int had(Instant first) {
    if (isBracket()) {
      long days = daysSince(first, NOW);
      return (int) LAST_DAYS.stream().filter(lastDay -> lastDay < days).count();
    }
    if (isElapsed()) {
      return (int) Duration.between(first, NOW).dividedBy(length());
    }
    return (int) periodsBetween(dayOf(first), AS_OF.minusDays(1)) + 1;
  }

  /** Every customer that the cohort can get has had the period. */
  private boolean isComplete(LocalDate cohort, int since) {
    LocalDate cohortEnd = later(cohort, 1);
    if (isElapsed()) {
      Duration whole =
          isBracket()
              ? Duration.ofDays(LAST_DAYS.get(since) + 1)
              : length().multipliedBy(since + 1);
      return !cohortEnd.atStartOfDay(ZONE).toInstant().plus(whole).isAfter(NOW);
    }
    LocalDate end =
        isBracket() ? cohortEnd.plusDays(LAST_DAYS.get(since)) : later(cohort, since + 1);
    return !end.isAfter(AS_OF);
  }

  private long daysSince(Instant first, Instant at) {
    return isElapsed()
        ? Duration.between(first, at).toDays()
        : ChronoUnit.DAYS.between(dayOf(first), dayOf(at));
  }

  private static LocalDate dayOf(Instant at) {
    return at.atZone(ZONE).toLocalDate();
  }

  /** An elapsed period. */
  private Duration length() {
    return switch (grain) {
      case "day" -> Duration.ofHours(24);
      case "week" -> Duration.ofHours(7 * 24);
      case "month" -> Duration.ofHours(30 * 24);
      default -> Duration.ofHours(90 * 24);
    };
  }

  private long periodsBetween(LocalDate from, LocalDate to) {
    return switch (grain) {
      case "day" -> ChronoUnit.DAYS.between(from, to);
      case "week" -> ChronoUnit.WEEKS.between(start(from), start(to));
      case "month" -> ChronoUnit.MONTHS.between(start(from), start(to));
      default -> ChronoUnit.MONTHS.between(start(from), start(to)) / 3;
    };
  }

  /** First day of the calendar period; cohorts of brackets are months. */
  private LocalDate start(LocalDate day) {
    return switch (grain) {
      case "day" -> day;
      case "week" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case "quarter" -> day.with(day.getMonth().firstMonthOfQuarter()).withDayOfMonth(1);
      default -> day.withDayOfMonth(1);
    };
  }

  private LocalDate later(LocalDate start, int periods) {
    return switch (grain) {
      case "day" -> start.plusDays(periods);
      case "week" -> start.plusWeeks(periods);
      case "quarter" -> start.plusMonths(3L * periods);
      default -> start.plusMonths(periods);
    };
  }
}
