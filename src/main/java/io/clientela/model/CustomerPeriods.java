package io.clientela.model;

import java.util.function.IntFunction;

/** The periods of one customer at one grain, in order, each added to the sums of its cell. */
final class CustomerPeriods {

  /** Sums of a cell, in the order of {@link Activity#MEASURES}. */
  static final int MEASURES = Activity.MEASURES.length;

  private static final int LAST_SEEN = 3;

  private final Integer cohort;
  private final int lastPeriod;
  private final IntFunction<long[]> cells;

  private boolean isOpen;
  private int period;
  private long actions;
  private long revenue;
  private long cost;
  private long uncosted;

  private boolean isAfterActivity;
  private boolean isAfterAny;
  private int periodBefore;
  private long revenueBefore;
  private int activePeriods;
  private long[] lastActive;

  /**
   * @param cohort number of the first active period, null for returns only
   * @param cells sums of the cell of a period of this customer
   */
  CustomerPeriods(Integer cohort, int lastPeriod, IntFunction<long[]> cells) {
    this.cohort = cohort;
    this.lastPeriod = lastPeriod;
    this.cells = cells;
  }

  void add(int on, long dayActions, long dayRevenue, long dayCost, long dayUncosted) {
    if (!isOpen || on != period) {
      close(on);
      isOpen = true;
      period = on;
    }
    actions += dayActions;
    revenue = Math.addExact(revenue, dayRevenue);
    cost = Math.addExact(cost, dayCost);
    uncosted += dayUncosted;
  }

  void finish() {
    close(Integer.MAX_VALUE);
    if (lastActive != null) {
      lastActive[LAST_SEEN]++;
    }
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

  /** Adds the open period to its cell and makes it the one before. */
  private void tally() {
    boolean isNeighbour = isAfterAny && periodBefore == period - 1;
    boolean wasActive = isNeighbour && isAfterActivity;
    long before = isNeighbour ? revenueBefore : 0;
    boolean isActive = actions > 0;
    boolean isNew = isActive && activePeriods == 0;
    boolean isResurrected = isActive && !isNew && !wasActive;
    boolean isChurned = wasActive && !isActive;
    long newRevenue = isNew ? revenue : 0;
    long resurrectedRevenue = isResurrected ? revenue : 0;
    long churnedRevenue = isChurned ? Math.max(before, 0) : 0;
    long rest = revenue - before - newRevenue - resurrectedRevenue + churnedRevenue;
    boolean isUnbroken = isActive && period - cohort == activePeriods;
    boolean isFirstReturn = isActive && activePeriods == 1;

    long[] sums = cells.apply(period);
    sums[0] += one(isActive);
    sums[1] += one(isUnbroken);
    sums[2] += one(isFirstReturn);
    sums[4] += one(isNew);
    sums[5] += one(isActive && wasActive);
    sums[6] += one(isChurned);
    sums[7] += actions;
    sums[8] += uncosted;
    sums[9] = Math.addExact(sums[9], revenue);
    sums[10] = Math.addExact(sums[10], cost);
    sums[11] = Math.addExact(sums[11], newRevenue);
    sums[12] = Math.addExact(sums[12], resurrectedRevenue);
    sums[13] = Math.addExact(sums[13], Math.max(rest, 0));
    sums[14] = Math.addExact(sums[14], Math.max(-rest, 0));
    sums[15] = Math.addExact(sums[15], churnedRevenue);

    if (isActive) {
      activePeriods++;
      lastActive = sums;
    }
    isAfterAny = true;
    isAfterActivity = isActive;
    periodBefore = period;
    revenueBefore = revenue;
    actions = 0;
    revenue = 0;
    cost = 0;
    uncosted = 0;
  }

  private static long one(boolean holds) {
    return holds ? 1 : 0;
  }
}
