package io.clientela.kpi.retention;

import io.clientela.model.Counter;
import io.clientela.model.CustomerHistory;
import io.clientela.model.History;
import io.clientela.model.KaplanMeier;
import io.clientela.model.State;
import java.util.List;
import java.util.Set;

/**
 * Counts the days from the first order to the second and to the loss of the customer, or to the
 * last known day where that has not come.
 *
 * @param names of all events, by their places
 * @param events those that are asked for
 */
record LifeCounter(
    List<String> names,
    Set<String> events,
    List<String> dimensions,
    int inactiveAfterDays,
    int lastDay)
    implements Counter {

  private static final int NOT_YET = Integer.MAX_VALUE;

  @Override
  public Shape shape() {
    return new Shape(
        List.of(Key.placeIn(Survival.EVENT, names), Key.of(KaplanMeier.DAY)),
        KaplanMeier.EVENTS,
        KaplanMeier.CENSORED);
  }

  @Override
  public void update(State cells, CustomerHistory customer) {
    if (!customer.isOfOrders() || customer.firstDay() == null) {
      return;
    }
    int[] groups = cells.segments(History.ORDER, dimensions, customer.segments());
    int first = customer.firstDay();
    int second = NOT_YET;
    int lastBeforeGap = first;
    for (int day : customer.activeDays()) {
      if (day > first) {
        second = Math.min(second, day);
        if (day - lastBeforeGap <= inactiveAfterDays) {
          lastBeforeGap = day;
        }
      }
    }
    count(cells, groups, Survival.SECOND_ORDER, first, second);
    count(cells, groups, Survival.CHURN, first, lastBeforeGap + inactiveAfterDays);
  }

  private void count(State cells, int[] groups, String event, int first, int day) {
    if (events.contains(event)) {
      boolean isKnown = day <= lastDay;
      int days = (isKnown ? day : lastDay) - first;
      for (int group : groups) {
        int at = cells.at(group, names.indexOf(event), days, 0);
        cells.sums()[at + (isKnown ? 0 : 1)]++;
      }
    }
  }
}
