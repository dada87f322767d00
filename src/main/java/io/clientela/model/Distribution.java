package io.clientela.model;

import io.clientela.table.Cell;
import io.clientela.table.Field;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Numbers, each as often as it comes. */
public final class Distribution {

  private final TreeMap<Double, Long> counts = new TreeMap<>();
  private long size;

  /** The values of the cells that have one, each as often as a count of its cell says. */
  public static Distribution of(List<Cell> cells, Field value, Field count) {
    Distribution all = new Distribution();
    for (Cell cell : cells) {
      if (!cell.isNull(value)) {
        all.add(cell.integer(value), cell.count(count));
      }
    }
    return all;
  }

  public void add(double value, long times) {
    if (times > 0) {
      counts.merge(value, times, Long::sum);
      size += times;
    }
  }

  /** Null where there are no numbers. */
  public Double mean() {
    double sum = 0;
    for (Map.Entry<Double, Long> each : counts.entrySet()) {
      sum += each.getKey() * each.getValue();
    }
    return size == 0 ? null : (Double) (sum / size);
  }

  /** Exact, between two numbers in proportion; null where there are no numbers. */
  public Double quantile(double share) {
    if (size == 0) {
      return null;
    }
    double place = share * (size - 1);
    double below = Math.floor(place);
    double above = Math.ceil(place);
    double low = at((long) below);
    double high = at((long) above);
    return low == high ? low : (above - place) * low + (place - below) * high;
  }

  private double at(long place) {
    long before = 0;
    for (Map.Entry<Double, Long> each : counts.entrySet()) {
      before += each.getValue();
      if (place < before) {
        return each.getKey();
      }
    }
    throw new IllegalArgumentException(place + " of " + before);
  }
}
