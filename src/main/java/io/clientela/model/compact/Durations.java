package io.clientela.model.compact;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long steps took. Up to 10,000 values are held as they are; more than that are counted by
 * their 11 leading bits, which is within 0.05 % and takes the same room however many there are.
 * What is held does not depend on the order or on the parts in which the values came.
 */
public final class Durations {

  private static final int MOST_EXACT = 10_000;
  private static final int LEADING_BITS = 11;

  private long[] exact = new long[4];
  private int size;
  private KeyNumbers rounded;
  private long[] counts;

  public void add(long micros) {
    if (counts != null) {
      count(rounded(micros), 1);
    } else if (size == MOST_EXACT) {
      round();
      add(micros);
    } else {
      if (size == exact.length) {
        exact = Arrays.copyOf(exact, Math.min(size * 2, MOST_EXACT));
      }
      exact[size++] = micros;
    }
  }

  private void count(long value, long more) {
    int number = rounded.of(value, null);
    if (number == counts.length) {
      counts = Arrays.copyOf(counts, number * 2);
    }
    counts[number] += more;
  }

  private void round() {
    rounded = new KeyNumbers();
    counts = new long[1024];
    long[] values = Arrays.copyOf(exact, size);
    exact = new long[0];
    size = 0;
    for (long value : values) {
      add(value);
    }
  }

  /** The middle of all values with the same leading bits. */
  private static long rounded(long micros) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(micros);
    if (bits <= LEADING_BITS) {
      return micros;
    }
    int dropped = bits - LEADING_BITS;
    return (micros >>> dropped << dropped) + (1L << dropped - 1);
  }

  public void add(byte[] written) {
    Bytes bytes = Bytes.of(written);
    boolean isExact = bytes.get() == 0;
    if (!isExact && counts == null) {
      round();
    }
    while (!bytes.isAtEnd()) {
      long value = bytes.get();
      if (isExact) {
        add(value);
      } else {
        count(value, bytes.get());
      }
    }
  }

  public byte[] toBytes() {
    Bytes bytes = Bytes.empty();
    bytes.put(counts == null ? 0 : 1);
    for (int i = 0; i < size; i++) {
      bytes.put(exact[i]);
    }
    for (int number = 0; counts != null && number < rounded.size(); number++) {
      bytes.put((Long) rounded.key(number));
      bytes.put(counts[number]);
    }
    return bytes.toArray();
  }

  /** How often each duration comes, in microseconds, in order. */
  public SortedMap<Long, Long> counts() {
    SortedMap<Long, Long> inOrder = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      inOrder.merge(exact[i], 1L, Long::sum);
    }
    for (int number = 0; counts != null && number < rounded.size(); number++) {
      inOrder.put((Long) rounded.key(number), counts[number]);
    }
    return inOrder;
  }

  /**
   * Seconds below which these shares of the values lie, between two values in proportion; null
   * where there is none.
   */
  public Double[] seconds(double... shares) {
    SortedMap<Long, Long> inOrder = counts();
    long total = inOrder.values().stream().mapToLong(Long::longValue).sum();
    return Arrays.stream(shares)
        .mapToObj(share -> total == 0 ? null : seconds(share * (total - 1), inOrder))
        .toArray(Double[]::new);
  }

  private static Double seconds(double rank, Map<Long, Long> inOrder) {
    long below = (long) Math.floor(rank);
    double low = value(below, inOrder);
    double high = value((long) Math.ceil(rank), inOrder);
    return (low + (rank - below) * (high - low)) / 1e6;
  }

  private static long value(long rank, Map<Long, Long> inOrder) {
    long before = 0;
    for (Map.Entry<Long, Long> each : inOrder.entrySet()) {
      before += each.getValue();
      if (rank < before) {
        return each.getKey();
      }
    }
    throw new IllegalArgumentException(rank + " of " + before);
  }
}
