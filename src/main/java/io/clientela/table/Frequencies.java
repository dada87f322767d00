package io.clientela.table;

import java.util.Map;
import java.util.TreeMap;

/** How often each value occurs: exact means and percentiles of values that are counted. */
public final class Frequencies {

  private final TreeMap<Double, Long> counts = new TreeMap<>();
  private long total;

  public void add(double value, long times) {
    if (times > 0) {
      counts.merge(value, times, Long::sum);
      total += times;
    }
  }

  public long total() {
    return total;
  }

  /** As Spark's percentile has it: between two values by linear interpolation; null of none. */
  public Double percentile(double share) {
    if (total == 0) {
      return null;
    }
    double position = (total - 1) * share;
    long lower = (long) Math.floor(position);
    long higher = (long) Math.ceil(position);
    double below = at(lower);
    double above = at(higher);
    return lower == higher || below == above
        ? below
        : (higher - position) * below + (position - lower) * above;
  }

  /** The value at a place of all in order, 0 = the first. */
  private double at(long place) {
    long seen = 0;
    for (Map.Entry<Double, Long> entry : counts.entrySet()) {
      seen += entry.getValue();
      if (seen > place) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("no value at " + place + " of " + total);
  }
}
