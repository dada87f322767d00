package io.clientela.model;

import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Sees the days of each customer as periods, each beside the period before it, and sums them up by
 * cell.
 *
 * <p>Of customers: activity, segments, first day, then an array each of days, actions, revenue,
 * cost and orders without cost, then the segments of orders.
 */
record ActivityCounter(List<PeriodNumbers> grains, Asks asks, List<String> dimensions)
    implements Counter {

  @Override
  public State.Shape shape() {
    List<String> labels = grains.stream().map(numbers -> numbers.grain().label()).toList();
    return new State.Shape(
        List.of(History.ACTIVITY, Breakdowns.DIMENSION, Breakdowns.SEGMENT),
        List.of(
            State.Key.placeIn(Activity.GRAIN, labels),
            State.Key.of(Activity.COHORT),
            State.Key.of(Activity.PERIOD)),
        Activity.MEASURES);
  }

  @Override
  public void update(State cells, Row customer) {
    String activity = customer.getString(0);
    List<Integer> days = customer.getList(3);
    List<Long> actions = customer.getList(4);
    List<Long> revenue = customer.getList(5);
    if (asks.counted().contains(activity)) {
      updateCustomer(cells, customer, days, actions, revenue);
    }
    if (activity.equals(History.ORDER) && !asks.orderPeriods().isEmpty()) {
      List<Row> parts = customer.isNullAt(8) ? List.of() : customer.getList(8);
      new OrderPeriods(cells, grains, asks.orderPeriods(), dimensions)
          .add(customer.getList(1), days, actions, revenue, parts);
    }
  }

  private void updateCustomer(
      State cells, Row customer, List<Integer> days, List<Long> actions, List<Long> revenue) {
    List<Long> cost = customer.getList(6);
    List<Long> uncosted = customer.getList(7);
    int[] groups = cells.groups(customer.getString(0), dimensions, customer.getList(1));
    for (int kind = 0; kind < grains.size(); kind++) {
      PeriodNumbers grain = grains.get(kind);
      boolean isByCohort = asks.cohorts().contains(grain.grain());
      if (!isByCohort && !asks.periods().contains(grain.grain())) {
        continue;
      }
      int cohort = customer.isNullAt(2) || !isByCohort ? State.NULL : grain.of(customer.getInt(2));
      CustomerPeriods periods = new CustomerPeriods(cells, groups, kind, cohort, grain.last());
      for (int i = 0; i < days.size(); i++) {
        periods.add(
            grain.of(days.get(i)), actions.get(i), revenue.get(i), cost.get(i), uncosted.get(i));
      }
      periods.finish();
    }
  }
}
