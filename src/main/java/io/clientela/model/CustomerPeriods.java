package io.clientela.model;

import io.clientela.table.Money;

/** The periods of one customer at one grain, in order, each added to the sums of its cell. */
final class CustomerPeriods {

  private final State cells;
  private final int[] groups;
  private final int kind;
  private final int cohort;
  private final int lastPeriod;

  private boolean isOpen;
  private int period;
  private long actions;
  private long revenue;
  private long cost;
  private long uncosted;

  private boolean wasEverActive;
  private boolean isAfterActivity;
  private boolean isAfterAny;
  private int periodBefore;
  private long revenueBefore;

  /**
   * @param groups all that the customer counts in
   * @param kind number of the grain
   */
  CustomerPeriods(State cells, int[] groups, int kind, int cohort, int lastPeriod) {
    this.cells = cells;
    this.groups = groups;
    this.kind = kind;
    this.cohort = cohort;
    this.lastPeriod = lastPeriod;
  }

  void add(int on, long dayActions, long dayRevenue, long dayCost, long dayUncosted) {
    if (!isOpen || on != period) {
      close(on);
      isOpen = true;
      period = on;
    }
    actions += dayActions;
    revenue = Money.plus(revenue, dayRevenue);
    cost = Money.plus(cost, dayCost);
    uncosted += dayUncosted;
  }

  void finish() {
    close(Integer.MAX_VALUE);
  }

  /** Ends the open period; where the next one follows later, the gap after it is a period too. */
  private void close(int next) {
    if (!isOpen) {
      return;
    }
    tally();
    int following = period + 1;
    if (next > following && following <= lastPeriod) {
      period = following;
      tally();
    }
    isOpen = false;
  }

  /** Adds the open period to its cell, in the order of the measures of {@link Activity}. */
  private void tally() {
    boolean isNeighbour = isAfterAny && periodBefore == period - 1;
    boolean wasActive = isNeighbour && isAfterActivity;
    long before = isNeighbour ? revenueBefore : 0;
    boolean isActive = actions > 0;
    boolean isNew = isActive && !wasEverActive;
    boolean isResurrected = isActive && !isNew && !wasActive;
    boolean isChurned = wasActive && !isActive;
    long newRevenue = isNew ? revenue : 0;
    long resurrectedRevenue = isResurrected ? revenue : 0;
    long churnedRevenue = isChurned ? Math.max(before, 0) : 0;
    long rest = revenue - before - newRevenue - resurrectedRevenue + churnedRevenue;

    for (int group : groups) {
      int at = cells.at(group, kind, cohort, period);
      long[] sums = cells.sums();
      sums[at] += one(isActive);
      sums[at + 1] += one(isNew);
      sums[at + 2] += one(isActive && wasActive);
      sums[at + 3] += one(isChurned);
      sums[at + 4] += actions;
      sums[at + 5] += uncosted;
      plus(sums, at + 6, revenue);
      plus(sums, at + 7, cost);
      plus(sums, at + 8, newRevenue);
      plus(sums, at + 9, resurrectedRevenue);
      plus(sums, at + 10, Math.max(rest, 0));
      plus(sums, at + 11, Math.max(-rest, 0));
      plus(sums, at + 12, churnedRevenue);
    }

    wasEverActive |= isActive;
    isAfterAny = true;
    isAfterActivity = isActive;
    periodBefore = period;
    revenueBefore = revenue;
    actions = 0;
    revenue = 0;
    cost = 0;
    uncosted = 0;
  }

  private static void plus(long[] sums, int at, long amount) {
    sums[at] = Money.plus(sums[at], amount);
  }

  private static long one(boolean holds) {
    return holds ? 1 : 0;
  }
}
