package io.clientela.kpi.retention;

import io.clientela.model.CellPass;
import io.clientela.model.Cells;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Counts the customers of one partition by cohort and period since, on every ruler at once. */
final class CohortPass {

  /** What cells of all cohorts and periods share; the ruler by its number. */
  private record Group(String activity, int ruler, List<String> segments) {}

  private final List<Ruler> rulers;
  private final int least;
  private final int lastDay;
  private final Cells<Group> cells = new Cells<>(CohortCells.MEASURES.length);

  private CohortPass(List<Ruler> rulers, int least, int lastDay) {
    this.rulers = rulers;
    this.least = least;
    this.lastDay = lastDay;
  }

  /**
   * @param customers activity, segments, first day, days of 24 hours that the customer has had,
   *     then an array each of days and actions, on the calendar and on the elapsed clock
   * @param least activities that make a period an active one
   */
  static Iterator<Row> over(Iterator<Row> customers, List<Ruler> rulers, int least, int lastDay) {
    CohortPass pass = new CohortPass(rulers, least, lastDay);
    return new CellPass<>(customers, pass.cells, pass::take, pass::row);
  }

  private void take(Row customer) {
    int firstDay = customer.getInt(2);
    for (int i = 0; i < rulers.size(); i++) {
      Ruler ruler = rulers.get(i);
      boolean isCalendar = ruler.clock() == CohortClock.CALENDAR;
      int days = isCalendar ? lastDay - firstDay + 1 : customer.getInt(3);
      int begun = ruler.begun(firstDay, days);
      if (begun > 0) {
        List<String> segments = List.copyOf(customer.getList(1));
        int group = cells.group(new Group(customer.getString(0), i, segments));
        Counted counted =
            new Counted(group, ruler.cohorts().of(firstDay), begun, ruler.over(firstDay, days));
        counted.see(
            ruler,
            firstDay,
            customer.getList(isCalendar ? 4 : 6),
            customer.getList(isCalendar ? 5 : 7));
      }
    }
  }

  private Row row(Group group, int cohort, int since, long[] sums, int at) {
    Ruler ruler = rulers.get(group.ruler());
    Object[] row = new Object[6 + CohortCells.MEASURES.length];
    row[0] = group.activity();
    row[1] = ruler.clock().label();
    row[2] = ruler.grain();
    row[3] = group.segments().toArray(new String[0]);
    row[4] = cohort;
    row[5] = since;
    for (int i = 6; i < row.length; i++) {
      row[i] = sums[at + i - 6];
    }
    return RowFactory.create(row);
  }

  /** One customer on one ruler, counted in the order of the measures of {@link CohortCells}. */
  private final class Counted {
    private final int group;
    private final int cohort;
    private final int begun;
    private final int over;
    private int lastActive = -1;
    private int returns;
    private int firstReturn = Integer.MAX_VALUE;

    Counted(int group, int cohort, int begun, int over) {
      this.group = group;
      this.cohort = cohort;
      this.begun = begun;
      this.over = over;
    }

    void see(Ruler ruler, int firstDay, List<Integer> days, List<Long> actions) {
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
      add(period, 0);
      if (period > 0) {
        returns++;
        firstReturn = Math.min(firstReturn, period);
        if (returns == period) {
          add(period, 1);
        }
        if (returns == 1) {
          add(period, 2);
        }
      }
    }

    private void finish() {
      cells.at(group, cohort, 0);
      end(begun, 3);
      if (over > 0) {
        end(over, 6);
      }
    }

    /** The customer has this many periods; what is seen after them is seen in the last. */
    private void end(int periods, int measure) {
      int last = periods - 1;
      add(last, measure);
      if (firstReturn <= last) {
        add(last, measure + 1);
      }
      if (lastActive >= 0) {
        add(Math.min(lastActive, last), measure + 2);
      }
    }

    private void add(int since, int measure) {
      int at = cells.at(group, cohort, since);
      cells.sums()[at + measure]++;
    }
  }
}
