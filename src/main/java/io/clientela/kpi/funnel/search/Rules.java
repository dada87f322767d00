package io.clientela.kpi.funnel.search;

import java.io.Serializable;
import java.util.List;

/**
 * A funnel as the search reads it: steps, by the number of the condition that an event must meet.
 *
 * @param conditions per step
 * @param optional per step, whether a chain may leave it out
 * @param window longest time from the first event of a chain to any other, in microseconds
 * @param maxGap longest time from one event of a chain to the next, in microseconds
 */
public record Rules(
    int[] conditions,
    boolean[] optional,
    Mode mode,
    Policy policy,
    long window,
    long maxGap,
    List<Exclusion> exclusions)
    implements Serializable {

  public static final long NO_LIMIT = Long.MAX_VALUE;

  /**
   * An event that must not come between two steps.
   *
   * @param after number of the step after which it counts
   * @param before number of the step from which on it does not
   * @param removes whether the attempt is not counted at all; otherwise it ends
   */
  public record Exclusion(int condition, int after, int before, boolean removes)
      implements Serializable {}

  public int steps() {
    return conditions.length;
  }

  boolean takes(long mask, int step) {
    return meets(mask, conditions[step]);
  }

  static boolean meets(long mask, int condition) {
    return (mask >>> condition & 1) == 1;
  }

  /** Conditions of the steps, as a mask of events. */
  long stepMask() {
    long mask = 0;
    for (int condition : conditions) {
      mask |= 1L << condition;
    }
    return mask;
  }

  /** Whatever matters to the funnel. */
  public long mask() {
    long mask = stepMask();
    for (Exclusion exclusion : exclusions) {
      mask |= 1L << exclusion.condition();
    }
    return mask;
  }

  /** The number of the last step before this one that every chain takes; -1 = none. */
  int requiredBefore(int step) {
    int before = step - 1;
    while (before >= 0 && optional[before]) {
      before--;
    }
    return before;
  }

  boolean isOver(long entry, long at) {
    return window != NO_LIMIT && at - entry > window;
  }

  boolean isGap(long last, long at) {
    return maxGap != NO_LIMIT && at - last > maxGap;
  }
}
