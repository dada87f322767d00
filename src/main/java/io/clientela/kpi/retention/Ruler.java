package io.clientela.kpi.retention;

import io.clientela.model.PeriodNumbers;
import io.clientela.table.Grain;
import java.io.Serializable;
import java.util.List;

/**
 * Cuts the time since a customer's first activity into periods, numbered from 0. Days are business
 * days on the calendar clock, days of 24 hours since the first activity on the elapsed one.
 */
sealed interface Ruler extends Serializable {

  /** Grain of the brackets' cohorts. */
  Grain BRACKET_COHORTS = Grain.MONTH;

  String BRACKET = "bracket";

  CohortClock clock();

  /** day, week, month, quarter or bracket. */
  default String grain() {
    return cohorts().grain().label();
  }

  /** Numbers the cohorts. */
  PeriodNumbers cohorts();

  /** Number of the period since the first activity. */
  int periodOf(int firstDay, int day);

  /**
   * How many periods the customer has begun.
   *
   * @param days that the customer has had, of the clock
   */
  int begun(int firstDay, int days);

  /** How many of them are over, so that a pooled average may count them. */
  int over(int firstDay, int days);

  /** Whether the period is over for the whole cohort. */
  default boolean isOver(int cohort, int since) {
    return true;
  }

  /** Days of the longest period of the grain, as the elapsed clock counts them. */
  static int days(Grain grain) {
    return switch (grain) {
      case DAY -> 1;
      case WEEK -> 7;
      case MONTH -> 30;
      case QUARTER -> 90;
    };
  }

  /** Periods of the calendar; the one that is not over counts as begun. */
  record OfCalendar(PeriodNumbers cohorts, boolean lastIsOver) implements Ruler {
    @Override
    public CohortClock clock() {
      return CohortClock.CALENDAR;
    }

    @Override
    public int periodOf(int firstDay, int day) {
      return cohorts.of(day) - cohorts.of(firstDay);
    }

    @Override
    public int begun(int firstDay, int days) {
      return cohorts.last() - cohorts.of(firstDay) + 1;
    }

    @Override
    public int over(int firstDay, int days) {
      return begun(firstDay, days) - (lastIsOver ? 0 : 1);
    }

    @Override
    public boolean isOver(int cohort, int since) {
      return lastIsOver || cohort + since < cohorts.last();
    }
  }

  /** Periods of equal length after each customer's own first activity; only whole ones count. */
  record OfElapsed(PeriodNumbers cohorts) implements Ruler {
    @Override
    public CohortClock clock() {
      return CohortClock.ELAPSED;
    }

    @Override
    public int periodOf(int firstDay, int day) {
      return day / days(cohorts.grain());
    }

    @Override
    public int begun(int firstDay, int days) {
      return over(firstDay, days);
    }

    @Override
    public int over(int firstDay, int days) {
      return days / days(cohorts.grain());
    }
  }

  /**
   * Periods of unequal length, on either clock.
   *
   * @param lastDays last day of each, the first activity's being day 0
   */
  record OfBrackets(CohortClock clock, PeriodNumbers cohorts, List<Integer> lastDays)
      implements Ruler {
    @Override
    public String grain() {
      return BRACKET;
    }

    @Override
    public int periodOf(int firstDay, int day) {
      int since = clock == CohortClock.CALENDAR ? day - firstDay : day;
      int bracket = 0;
      while (bracket < lastDays.size() && lastDays.get(bracket) < since) {
        bracket++;
      }
      return bracket;
    }

    @Override
    public int begun(int firstDay, int days) {
      return over(firstDay, days);
    }

    @Override
    public int over(int firstDay, int days) {
      int over = 0;
      while (over < lastDays.size() && lastDays.get(over) < days) {
        over++;
      }
      return over;
    }
  }
}
