package io.clientela.kpi.retention;

import io.clientela.model.CellPass;
import io.clientela.model.Cells;
import io.clientela.table.Facts;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Counts the customers of one partition by cohort and period since, on every ruler at once. */
final class CohortPass {

  private static final int KEYS = 7;
  private static final int ALL_COHORTS = Integer.MIN_VALUE;

  private final List<Ruler> rulers;
  private final List<String> dimensions;
  private final int least;
  private final int lastDay;
  private final Cells cells = new Cells(CohortCells.MEASURES.length);

  private CohortPass(List<Ruler> rulers, List<String> dimensions, int least, int lastDay) {
    this.rulers = rulers;
    this.dimensions = dimensions;
    this.least = least;
    this.lastDay = lastDay;
  }

  /**
   * @param customers activity, segments, first day, days of 24 hours that the customer has had,
   *     then an array each of days and actions, on the calendar and on the elapsed clock
   * @param least activities that make a period an active one
   */
  static MapPartitionsFunction<Row, Row> with(List<Ruler> rulers, int least, Facts facts) {
    List<String> dimensions = facts.dimensions();
    int lastDay = facts.lastDay();
    return customers -> {
      CohortPass pass = new CohortPass(rulers, dimensions, least, lastDay);
      return new CellPass(customers, pass.cells, pass::take, pass::row, pass::pool);
    };
  }

  private void take(Row customer) {
    int firstDay = customer.getInt(2);
    int[] groups = cells.groups(customer.getString(0), dimensions, customer.getList(1));
    for (int i = 0; i < rulers.size(); i++) {
      Ruler ruler = rulers.get(i);
      boolean isCalendar = ruler.clock() == CohortClock.CALENDAR;
      int days = isCalendar ? lastDay - firstDay + 1 : customer.getInt(3);
      int begun = ruler.begun(firstDay, days);
      if (begun > 0) {
        int cohort = ruler.cohorts().of(firstDay);
        new Counted(groups, i, cohort, begun, ruler.over(firstDay, days))
            .see(
                firstDay,
                customer.getList(isCalendar ? 4 : 6),
                customer.getList(isCalendar ? 5 : 7));
      }
    }
  }

  /** All cohorts together, without the period that is not over. */
  private void pool() {
    int kept = CohortCells.KEPT.length;
    int ofLastPeriod = CohortCells.MEASURES.length - kept;
    cells.each(
        (group, kind, cohort, since, at) -> {
          boolean isOver = rulers.get(kind).isOver(cohort, since);
          int pooled = cells.at(group, kind, ALL_COHORTS, since);
          long[] sums = cells.sums();
          for (int i = 0; i < ofLastPeriod; i++) {
            sums[pooled + i] += isOver ? sums[at + i] : 0;
            sums[pooled + ofLastPeriod + i] += sums[at + kept + i];
          }
        });
  }

  private Row row(Cells.Group group, int kind, int cohort, int since, long[] sums, int at) {
    Ruler ruler = rulers.get(kind);
    Object[] row = new Object[KEYS + CohortCells.KEPT.length];
    row[0] = group.activity();
    row[1] = ruler.clock().label();
    row[2] = ruler.grain();
    row[3] = group.dimension();
    row[4] = group.segment();
    row[5] = cohort == ALL_COHORTS ? null : cohort;
    row[6] = since;
    for (int i = KEYS; i < row.length; i++) {
      row[i] = sums[at + i - KEYS];
    }
    return RowFactory.create(row);
  }

  /** One customer on one ruler, counted in the order of the measures of {@link CohortCells}. */
  private final class Counted {
    private final int[] groups;
    private final int kind;
    private final int cohort;
    private final int begun;
    private final int over;
    private int lastActive = -1;
    private int returns;
    private int firstReturn = Integer.MAX_VALUE;

    Counted(int[] groups, int kind, int cohort, int begun, int over) {
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
