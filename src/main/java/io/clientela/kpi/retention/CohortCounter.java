package io.clientela.kpi.retention;

import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.Counter;
import io.clientela.model.History;
import io.clientela.model.State;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Counts customers by cohort and period since, on every ruler at once.
 *
 * <p>Of customers: activity, segments, first day, days of 24 hours that the customer has had, then
 * an array each of days and actions, on the calendar and on the elapsed clock.
 *
 * @param least activities that make a period an active one
 */
record CohortCounter(List<Ruler> rulers, List<String> dimensions, int least, int lastDay)
    implements Counter {

  @Override
  public State.Shape shape() {
    State.Key ruler =
        new State.Key(
            List.of(CohortCells.CLOCK, Activity.GRAIN),
            place -> new Object[] {rulers.get(place).clock().label(), rulers.get(place).grain()});
    return new State.Shape(
        List.of(History.ACTIVITY, Breakdowns.DIMENSION, Breakdowns.SEGMENT),
        List.of(ruler, State.Key.of(Activity.COHORT), State.Key.of(CohortCells.SINCE)),
        List.of(CohortCells.KEPT),
        CohortCells.OF_LAST_PERIOD);
  }

  @Override
  public void update(State cells, Row customer) {
    int firstDay = customer.getInt(2);
    int[] groups = cells.groups(customer.getString(0), dimensions, customer.getList(1));
    for (int i = 0; i < rulers.size(); i++) {
      Ruler ruler = rulers.get(i);
      boolean isCalendar = ruler.clock() == CohortClock.CALENDAR;
      int days = isCalendar ? lastDay - firstDay + 1 : customer.getInt(3);
      int begun = ruler.begun(firstDay, days);
      if (begun > 0) {
        int cohort = ruler.cohorts().of(firstDay);
        new Counted(cells, groups, i, cohort, begun, ruler.over(firstDay, days))
            .see(
                firstDay,
                customer.getList(isCalendar ? 4 : 6),
                customer.getList(isCalendar ? 5 : 7));
      }
    }
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

    void see(int firstDay, List<Integer> days, List<Long> actions) {
      Ruler ruler = rulers.get(kind);
      int open = -1;
      long inOpen = 0;
      for (int i = 0; i < days.size(); i++) {
        if (actions.get(i) == 0) {
          continue;
        }
        int period = ruler.periodOf(firstDay, days.get(i));
        if (period != open) {
          close(open, inOpen);
          open = period;
          inOpen = 0;
        }
        inOpen += actions.get(i);
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
