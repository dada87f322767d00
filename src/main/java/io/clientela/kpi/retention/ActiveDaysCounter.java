package io.clientela.kpi.retention;

import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.Counter;
import io.clientela.model.History;
import io.clientela.model.PeriodNumbers;
import io.clientela.model.State;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Counts customers by month and by how many days they were active in it.
 *
 * <p>Of customers: activity, segments, then an array each of days, in order, and of actions.
 */
record ActiveDaysCounter(PeriodNumbers months, List<String> dimensions) implements Counter {

  @Override
  public State.Shape shape() {
    return new State.Shape(
        List.of(History.ACTIVITY, Breakdowns.DIMENSION, Breakdowns.SEGMENT),
        List.of(State.Key.of(Activity.PERIOD), State.Key.of(ActiveDays.DAYS_ACTIVE)),
        ActiveDays.CUSTOMERS);
  }

  @Override
  public void update(State cells, Row customer) {
    int[] groups = cells.groups(customer.getString(0), dimensions, customer.getList(1));
    List<Integer> days = customer.getList(2);
    List<Long> actions = customer.getList(3);
    int month = 0;
    int activeDays = 0;
    for (int i = 0; i < days.size(); i++) {
      if (actions.get(i) > 0) {
        int monthOfDay = months.of(days.get(i));
        if (monthOfDay != month) {
          count(cells, groups, month, activeDays);
          month = monthOfDay;
          activeDays = 0;
        }
        activeDays++;
      }
    }
    count(cells, groups, month, activeDays);
  }

  private static void count(State cells, int[] groups, int month, int activeDays) {
    if (activeDays > 0) {
      for (int group : groups) {
        int at = cells.at(group, month, activeDays, 0);
        cells.sums()[at]++;
      }
    }
  }
}
