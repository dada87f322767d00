package io.clientela.model;

import io.clientela.table.Grain;
import io.clientela.table.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Orders, buyers and revenue of each period, in the segments that the orders belong to: a customer
 * counts in each of its segments, in the total once.
 */
final class OrderPeriods {

  private final State cells;
  private final List<PeriodNumbers> grains;
  private final Set<Grain> counted;
  private final List<String> dimensions;

  /**
   * @param grains all that have cells, so that their places are the kinds of the cells
   * @param counted those of them that this counts
   */
  OrderPeriods(
      State cells, List<PeriodNumbers> grains, Set<Grain> counted, List<String> dimensions) {
    this.cells = cells;
    this.grains = grains;
    this.counted = counted;
    this.dimensions = dimensions;
  }

  void add(CustomerHistory customer) {
    CustomerHistory.Days days = customer.days();
    count(ofWholeCustomer(customer), days.day(), days.actions(), days.revenue());
    for (CustomerHistory.OfSegment part : customer.ofSegments()) {
      int group = group(dimensions.get(part.dimension()), part.segment());
      count(List.of(group), part.day(), part.orders(), part.revenue());
    }
  }

  /** The total, and the customer's segment where all its orders belong to it. */
  private List<Integer> ofWholeCustomer(CustomerHistory customer) {
    List<Integer> groups = new ArrayList<>();
    groups.add(group(Breakdowns.ALL, Breakdowns.ALL));
    for (int i = 0; i < dimensions.size(); i++) {
      int dimension = i;
      if (customer.ofSegments().stream().noneMatch(part -> part.dimension() == dimension)) {
        groups.add(group(dimensions.get(i), customer.segments().get(i)));
      }
    }
    return groups;
  }

  private int group(String dimension, String segment) {
    return cells.group(Activity.ORDER_OF_SEGMENT, dimension, segment);
  }

  private void count(List<Integer> groups, int[] days, long[] orders, long[] revenue) {
    for (int kind = 0; kind < grains.size(); kind++) {
      if (counted.contains(grains.get(kind).grain())) {
        count(groups, kind, days, orders, revenue);
      }
    }
  }

  private void count(List<Integer> groups, int kind, int[] days, long[] orders, long[] revenue) {
    PeriodNumbers grain = grains.get(kind);
    int i = 0;
    while (i < days.length) {
      int period = grain.of(days[i]);
      long ordersOfPeriod = 0;
      long revenueOfPeriod = 0;
      while (i < days.length && grain.of(days[i]) == period) {
        ordersOfPeriod += orders[i];
        revenueOfPeriod = Money.plus(revenueOfPeriod, revenue[i++]);
      }
      for (int group : groups) {
        addTo(cells.at(group, kind, State.NULL, period), ordersOfPeriod, revenueOfPeriod);
      }
    }
  }

  /** In the order of the measures of {@link Activity}. */
  private void addTo(int at, long orders, long revenue) {
    long[] sums = cells.sums();
    sums[at] += orders > 0 ? 1 : 0;
    sums[at + 4] += orders;
    sums[at + 6] = Money.plus(sums[at + 6], revenue);
  }
}
