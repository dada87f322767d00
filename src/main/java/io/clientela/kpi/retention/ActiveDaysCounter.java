package io.clientela.kpi.retention;

import io.clientela.model.Activity;
import io.clientela.model.Counter;
import io.clientela.model.CustomerHistory;
import io.clientela.model.PeriodNumbers;
import io.clientela.model.State;
import java.util.List;
import java.util.Set;

/** Counts customers by month and by how many days they were active in it. */
record ActiveDaysCounter(Set<String> activities, PeriodNumbers months, List<String> dimensions)
    implements Counter {

  @Override
  public Shape shape() {
    return new Shape(
        List.of(Key.of(Activity.PERIOD), Key.of(ActiveDays.DAYS_ACTIVE)), ActiveDays.CUSTOMERS);
  }

  @Override
  public void update(State cells, CustomerHistory customer) {
    if (!activities.contains(customer.activity())) {
      return;
    }
    int[] groups = cells.segments(customer.activity(), dimensions, customer.segments());
    int month = 0;
    int activeDays = 0;
    for (int day : customer.activeDays()) {
      int monthOfDay = months.of(day);
      if (monthOfDay != month) {
        count(cells, groups, month, activeDays);
        month = monthOfDay;
        activeDays = 0;
      }
      activeDays++;
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
