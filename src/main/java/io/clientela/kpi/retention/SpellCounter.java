package io.clientela.kpi.retention;

import io.clientela.model.Activity;
import io.clientela.model.Counter;
import io.clientela.model.CustomerHistory;
import io.clientela.model.History;
import io.clientela.model.PeriodNumbers;
import io.clientela.model.State;
import java.util.List;

/** Counts where the spells of customers begin and lapse, by the period of every grain. */
record SpellCounter(
    List<PeriodNumbers> grains, List<String> dimensions, int inactiveAfterDays, int lastDay)
    implements Counter {

  private static final int NONE = Integer.MIN_VALUE;

  @Override
  public Shape shape() {
    List<String> labels = grains.stream().map(numbers -> numbers.grain().label()).toList();
    return new Shape(
        List.of(Key.placeIn(Activity.GRAIN, labels), Key.of(Activity.PERIOD)),
        CustomerRetention.MEASURES);
  }

  @Override
  public void update(State cells, CustomerHistory customer) {
    if (!customer.isOfOrders()) {
      return;
    }
    int[] groups = cells.segments(History.ORDER, dimensions, customer.segments());
    int previous = NONE;
    for (int day : customer.activeDays()) {
      if (previous == NONE || day > previous + inactiveAfterDays) {
        lapse(cells, groups, previous);
        begin(cells, groups, previous, day);
      }
      previous = day;
    }
    lapse(cells, groups, previous);
  }

  private void begin(State cells, int[] groups, int previous, int day) {
    boolean isFirst = previous == NONE;
    for (int kind = 0; kind < grains.size(); kind++) {
      PeriodNumbers numbers = grains.get(kind);
      int period = numbers.of(day);
      boolean wasActiveAtStart = !isFirst && numbers.of(previous + inactiveAfterDays) >= period;
      for (int group : groups) {
        int at = cells.at(group, kind, period, 0);
        long[] sums = cells.sums();
        sums[at]++;
        sums[at + 2] += isFirst ? 1 : 0;
        sums[at + 3] += isFirst || wasActiveAtStart ? 0 : 1;
      }
    }
  }

  /** A spell lapses after so many days without an order, if that is known. */
  private void lapse(State cells, int[] groups, int previous) {
    if (previous == NONE || previous + inactiveAfterDays > lastDay) {
      return;
    }
    for (int kind = 0; kind < grains.size(); kind++) {
      int period = grains.get(kind).of(previous + inactiveAfterDays);
      for (int group : groups) {
        int at = cells.at(group, kind, period, 0);
        cells.sums()[at + 1]++;
      }
    }
  }
}
