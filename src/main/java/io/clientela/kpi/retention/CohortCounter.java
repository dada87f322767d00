package io.clientela.kpi.retention;

import io.clientela.model.Activity;
import io.clientela.model.Counter;
import io.clientela.model.CustomerHistory;
import io.clientela.model.State;
import io.clientela.table.RunDates;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Counts customers by cohort and period since, on every ruler at once.
 *
 * @param least activities that make a period an active one
 */
record CohortCounter(
    Set<String> activities, List<Ruler> rulers, List<String> dimensions, int least, RunDates dates)
    implements Counter {

  private static final long MICROS_OF_DAY = TimeUnit.DAYS.toMicros(1);

  @Override
  public Shape shape() {
    Key ruler =
        new Key(
            List.of(CohortCells.CLOCK, Activity.GRAIN),
            place -> new Object[] {rulers.get(place).clock().label(), rulers.get(place).grain()});
    return new Shape(
        List.of(ruler, Key.of(Activity.COHORT), Key.of(CohortCells.SINCE)),
        List.of(CohortCells.KEPT),
        CohortCells.OF_LAST_PERIOD);
  }

  @Override
  public void update(State cells, CustomerHistory customer) {
    if (customer.firstDay() == null || !activities.contains(customer.activity())) {
      return;
    }
    int firstDay = customer.firstDay();
    int[] groups = cells.segments(customer.activity(), dimensions, customer.segments());
    for (int i = 0; i < rulers.size(); i++) {
      Ruler ruler = rulers.get(i);
      boolean isCalendar = ruler.clock() == CohortClock.CALENDAR;
      int days = isCalendar ? dates.lastDay() - firstDay + 1 : daysHad(customer);
      int begun = ruler.begun(firstDay, days);
      if (begun > 0) {
        int cohort = ruler.cohorts().of(firstDay);
        Counted counted = new Counted(cells, groups, i, cohort, begun, ruler.over(firstDay, days));
        if (isCalendar) {
          counted.see(firstDay, customer.days().day(), customer.days().actions());
        } else {
          counted.see(firstDay, customer.elapsed().day(), customer.elapsed().actions());
        }
      }
    }
  }

  /** Whole days of 24 hours since the first activity. */
  private int daysHad(CustomerHistory customer) {
    long asOf = TimeUnit.SECONDS.toMicros(dates.startOf(dates.asOf()).getEpochSecond());
    return (int) Math.floorDiv(asOf - customer.firstAt(), MICROS_OF_DAY);
  }

  /** All cohorts together, without the period that is not over. */
  @Override
  public void finish(State cells) {
    int kept = CohortCells.KEPT.length;
    int ofLastPeriod = CohortCells.OF_LAST_PERIOD;
    cells.each(
        (group, kind, cohort, since, at) -> {
          boolean isOver = rulers.get(kind).isOver(cohort, since);
          int pooled = cells.at(group, kind, State.NULL, since);
          long[] sums = cells.sums();
          for (int i = 0; i < ofLastPeriod; i++) {
            sums[pooled + i] += isOver ? sums[at + i] : 0;
            sums[pooled + ofLastPeriod + i] += sums[at + kept + i];
          }
        });
  }

  /** One customer on one ruler, counted in the order of the measures of {@link CohortCells}. */
  private final class Counted {
    private final State cells;
    private final int[] groups;
    private final int kind;
    private final int cohort;
    private final int begun;
    private final int over;
    private int lastActive = -1;
    private int returns;
    private int firstReturn = Integer.MAX_VALUE;

    Counted(State cells, int[] groups, int kind, int cohort, int begun, int over) {
      this.cells = cells;
      this.groups = groups;
      this.kind = kind;
      this.cohort = cohort;
      this.begun = begun;
      this.over = over;
    }

    void see(int firstDay, int[] days, long[] actions) {
      Ruler ruler = rulers.get(kind);
      int open = -1;
      long inOpen = 0;
      for (int i = 0; i < days.length; i++) {
        if (actions[i] == 0) {
          continue;
        }
        int period = ruler.periodOf(firstDay, days[i]);
        if (period != open) {
          close(open, inOpen);
          open = period;
          inOpen = 0;
        }
        inOpen += actions[i];
      }
      close(open, inOpen);
      finish();
    }

    private void close(int period, long actions) {
      if (actions < least) {
        return;
      }
      lastActive = period;
      if (period >= begun) {
        return;
      }
      if (period > 0) {
        returns++;
        firstReturn = Math.min(firstReturn, period);
      }
      boolean isUnbroken = period > 0 && returns == period;
      boolean isFirst = period > 0 && returns == 1;
      for (int group : groups) {
        int at = cells.at(group, kind, cohort, period);
        long[] sums = cells.sums();
        sums[at]++;
        sums[at + 1] += isUnbroken ? 1 : 0;
        sums[at + 2] += isFirst ? 1 : 0;
      }
    }

    private void finish() {
      for (int group : groups) {
        cells.at(group, kind, cohort, 0);
      }
      end(begun, 3);
      if (over > 0) {
        end(over, 6);
      }
    }

    /** The customer has this many periods; what is seen after them is seen in the last. */
    private void end(int periods, int measure) {
      int last = periods - 1;
      boolean hasReturned = firstReturn <= last;
      for (int group : groups) {
        int at = cells.at(group, kind, cohort, last) + measure;
        long[] sums = cells.sums();
        sums[at]++;
        sums[at + 1] += hasReturned ? 1 : 0;
        if (lastActive >= 0) {
          int seen = cells.at(group, kind, cohort, Math.min(lastActive, last));
          cells.sums()[seen + measure + 2]++;
        }
      }
    }
  }
}
