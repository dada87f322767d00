package io.clientela.kpi.value.clv;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Customers counted by a key of a few numbers, in bounded memory: where there are too many keys,
 * their lowest bits are dropped and cells fall together.
 *
 * <p>Everything is a sum of whole numbers and every coarser cell is made of finer ones, so neither
 * the cells nor what they hold depends on the order in which customers come.
 */
final class Cells implements Serializable {

  private static final long serialVersionUID = 1;

  /** What a cell holds, in order of the keys. */
  interface Visitor {
    void visit(long key, long customers, long firstSum, long secondSum);
  }

  /** Most cells, where dropping bits can bring it about. */
  private final int most;

  /** The lowest bit of every number of the key that may be made coarser. */
  private final long lowest;

  /** Bits dropped at once when there first are too many cells, and bits that may be dropped. */
  private final int firstDropped;

  private final int mostDropped;

  private int dropped;
  private int size;
  private long[] keys = new long[1 << 10];
  private long[] customers = new long[keys.length];
  private long[] firstSums = new long[keys.length];
  private long[] secondSums = new long[keys.length];

  Cells(int most, long lowest, int firstDropped, int mostDropped) {
    if (most < 1) {
      throw new IllegalArgumentException("most cells are " + most + ", expected 1 or more");
    }
    this.most = most;
    this.lowest = lowest;
    this.firstDropped = firstDropped;
    this.mostDropped = mostDropped;
  }

  int dropped() {
    return dropped;
  }

  int size() {
    return size;
  }

  void add(long key, long more, long firstSum, long secondSum) {
    put(key, more, firstSum, secondSum);
    while (size > most && dropped < mostDropped) {
      drop(Math.max(firstDropped, dropped + 1));
    }
  }

  void add(Cells other) {
    if (other.dropped > dropped) {
      drop(other.dropped);
    }
    other.inOrder(this::add);
  }

  void inOrder(Visitor visitor) {
    long[] inOrder = new long[size];
    int next = 0;
    for (int slot = 0; slot < keys.length; slot++) {
      if (customers[slot] > 0) {
        inOrder[next++] = keys[slot];
      }
    }
    Arrays.sort(inOrder);
    for (long key : inOrder) {
      int slot = slotOf(key);
      visitor.visit(key, customers[slot], firstSums[slot], secondSums[slot]);
    }
  }

  private void drop(int bits) {
    dropped = bits;
    rebuild(keys.length);
  }

  private void rebuild(int capacity) {
    long[] oldKeys = keys;
    long[] oldCustomers = customers;
    long[] oldFirstSums = firstSums;
    long[] oldSecondSums = secondSums;
    keys = new long[capacity];
    customers = new long[capacity];
    firstSums = new long[capacity];
    secondSums = new long[capacity];
    size = 0;
    for (int slot = 0; slot < oldKeys.length; slot++) {
      if (oldCustomers[slot] > 0) {
        put(oldKeys[slot], oldCustomers[slot], oldFirstSums[slot], oldSecondSums[slot]);
      }
    }
  }

  private void put(long key, long more, long firstSum, long secondSum) {
    long coarse = key & ~(lowest * ((1L << dropped) - 1));
    int slot = slotOf(coarse);
    if (customers[slot] == 0) {
      keys[slot] = coarse;
      size++;
    }
    customers[slot] = Math.addExact(customers[slot], more);
    firstSums[slot] = Math.addExact(firstSums[slot], firstSum);
    secondSums[slot] = Math.addExact(secondSums[slot], secondSum);
    if (size > keys.length / 2) {
      rebuild(keys.length * 2);
    }
  }

  /** Where the key is, or would be; a slot without customers is free. */
  private int slotOf(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & (keys.length - 1);
    while (customers[slot] > 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
