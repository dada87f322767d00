package io.clientela.kpi.retention;

import io.clientela.model.Breakdowns;
import io.clientela.model.Counter;
import io.clientela.model.History;
import io.clientela.model.State;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Counts the days between one order day of a customer and the next.
 *
 * <p>Of customers: segments, first order day, then an array each of days, in order, and of orders.
 */
record GapCounter(List<Integer> withinDays, List<String> dimensions, int lastDay)
    implements Counter {

  @Override
  public State.Shape shape() {
    return new State.Shape(
        List.of(History.ACTIVITY, Breakdowns.DIMENSION, Breakdowns.SEGMENT),
        List.of(
            State.Key.placeIn(RepeatPurchase.IS_SECOND, List.of(false, true)),
            State.Key.of(RepeatPurchase.MATURED),
            State.Key.of(RepeatPurchase.GAP)),
        RepeatPurchase.PAIRS);
  }

  @Override
  public void update(State cells, Row customer) {
    if (customer.isNullAt(1)) {
      return;
    }
    int[] groups = cells.groups(History.ORDER, dimensions, customer.getList(0));
    int first = customer.getInt(1);
    int matured = 0;
    for (int days : withinDays) {
      matured += first + days <= lastDay ? 1 : 0;
    }
    List<Integer> days = customer.getList(2);
    List<Long> orders = customer.getList(3);
    int previous = first;
    for (int i = 0; i < days.size(); i++) {
      if (orders.get(i) > 0) {
        int day = days.get(i);
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
}
