package io.clientela.model;

import java.util.List;

/**
 * Sees the days of each customer as periods, each beside the period before it, and sums them up by
 * cell.
 */
record ActivityCounter(List<PeriodNumbers> grains, Asks asks, List<String> dimensions)
    implements Counter {

  @Override
  public Shape shape() {
    List<String> labels = grains.stream().map(numbers -> numbers.grain().label()).toList();
    return new Shape(
        List.of(
            Key.placeIn(Activity.GRAIN, labels), Key.of(Activity.COHORT), Key.of(Activity.PERIOD)),
        Activity.MEASURES);
  }

  @Override
  public void update(State cells, CustomerHistory customer) {
    if (asks.counted().contains(customer.activity())) {
      updateCustomer(cells, customer);
    }
    if (customer.activity().equals(History.ORDER) && !asks.orderPeriods().isEmpty()) {
      new OrderPeriods(cells, grains, asks.orderPeriods(), dimensions).add(customer);
    }
  }

  private void updateCustomer(State cells, CustomerHistory customer) {
    Integer first = customer.firstDay();
    int[] groups = cells.segments(customer.activity(), dimensions, customer.segments());
    for (int kind = 0; kind < grains.size(); kind++) {
      PeriodNumbers grain = grains.get(kind);
      boolean isByCohort = asks.cohorts().contains(grain.grain());
      if (!isByCohort && !asks.periods().contains(grain.grain())) {
        continue;
      }
      int cohort = first == null || !isByCohort ? State.NULL : grain.of(first);
      CustomerPeriods periods = new CustomerPeriods(cells, groups, kind, cohort, grain.last());
      CustomerHistory.Days days = customer.days();
      for (int i = 0; i < days.day().length; i++) {
        periods.add(
            grain.of(days.day()[i]),
            days.actions()[i],
            days.revenue()[i],
            days.cost()[i],
            days.uncosted()[i]);
      }
      periods.finish();
    }
  }
}
