package io.clientela.kpi.value.clv;

import io.clientela.model.State;
import java.io.Serializable;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Customers counted by a key of a few numbers, in bounded memory: where there are too many keys,
 * their lowest bits are dropped and cells fall together.
 *
 * <p>Everything is a sum of whole numbers and every coarser cell is made of finer ones, so neither
 * the cells nor what they hold depends on the order in which customers come.
 */
final class Cells implements Serializable {

  private static final long serialVersionUID = 1;

  /** Customers, and two sums of them. */
  private static final int SUMS = 3;

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
  private State state = new State(SUMS);

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
    return state.size();
  }

  void add(long key, long more, long firstSum, long secondSum) {
    put(key, more, firstSum, secondSum);
    while (size() > most && dropped < mostDropped) {
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
    inOrder(state, visitor);
  }

  private static void inOrder(State state, Visitor visitor) {
    IntStream.range(0, state.size())
        .boxed()
        .sorted(Comparator.comparingLong(cell -> key(state, cell)))
        .forEach(
            cell ->
                visitor.visit(
                    key(state, cell), state.sum(cell, 0), state.sum(cell, 1), state.sum(cell, 2)));
  }

  private static long key(State state, int cell) {
    return (long) state.number(cell, 0) << Integer.SIZE
        | Integer.toUnsignedLong(state.number(cell, 1));
  }

  private void drop(int bits) {
    dropped = bits;
    State finer = state;
    state = new State(SUMS);
    inOrder(finer, this::put);
  }

  private void put(long key, long more, long firstSum, long secondSum) {
    long coarse = key & ~(lowest * ((1L << dropped) - 1));
    int at = state.at(0, (int) (coarse >>> Integer.SIZE), (int) coarse, 0);
    long[] sums = state.sums();
    sums[at] = Math.addExact(sums[at], more);
    sums[at + 1] = Math.addExact(sums[at + 1], firstSum);
    sums[at + 2] = Math.addExact(sums[at + 2], secondSum);
  }
}
