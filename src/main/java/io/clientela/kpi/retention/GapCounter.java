package io.clientela.kpi.retention;

import io.clientela.model.Counter;
import io.clientela.model.CustomerHistory;
import io.clientela.model.History;
import io.clientela.model.State;
import java.util.List;

/** Counts the days between one order day of a customer and the next. */
record GapCounter(List<Integer> withinDays, List<String> dimensions, int lastDay)
    implements Counter {

  @Override
  public Shape shape() {
    return new Shape(
        List.of(
            Key.placeIn(RepeatPurchase.IS_SECOND, List.of(false, true)),
            Key.of(RepeatPurchase.MATURED),
            Key.of(RepeatPurchase.GAP)),
        RepeatPurchase.PAIRS);
  }

  @Override
  public void update(State cells, CustomerHistory customer) {
    if (!customer.isOfOrders() || customer.firstDay() == null) {
      return;
    }
    int[] groups = cells.segments(History.ORDER, dimensions, customer.segments());
    int first = customer.firstDay();
    int matured = 0;
    for (int window : withinDays) {
      matured += first + window <= lastDay ? 1 : 0;
    }
    int previous = first;
    for (int day : customer.activeDays()) {
      boolean isFirst = day == first;
      boolean isSecond = !isFirst && previous == first;
      for (int group : groups) {
        int gap = isFirst ? State.NULL : day - previous;
        int at = cells.at(group, isSecond ? 1 : 0, matured, gap);
        cells.sums()[at]++;
      }
      previous = day;
    }
  }
}
