package io.clientela.contract;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;

/** The different ids among rows, by their hashes, as long as they are few enough to be held. */
final class DifferentIds implements Serializable {

  private static final long serialVersionUID = 1;
  private static final int FIRST_ROOM = 64;

  private final int most;
  private long[] held = new long[FIRST_ROOM];
  private int size;
  private boolean areMany;

  DifferentIds(int most) {
    this.most = most;
  }

  void add(long hash) {
    boolean isSame = size > 0 && held[size - 1] == hash;
    if (areMany || isSame) {
      return;
    }
    if (size == held.length) {
      makeRoom();
    }
    if (!areMany) {
      held[size++] = hash;
    }
  }

  private void makeRoom() {
    size = different();
    if (size > most) {
      areMany = true;
      held = new long[0];
      size = 0;
    } else if (2 * size > held.length) {
      held = Arrays.copyOf(held, 2 * held.length);
    }
  }

  /** Sorts them and leaves each once. */
  private int different() {
    Arrays.sort(held, 0, size);
    int different = 0;
    for (int i = 0; i < size; i++) {
      if (different == 0 || held[different - 1] != held[i]) {
        held[different++] = held[i];
      }
    }
    return different;
  }

  void addAll(DifferentIds other) {
    areMany |= other.areMany;
    for (int i = 0; i < other.size; i++) {
      add(other.held[i]);
    }
  }

  /** In order; empty where they are too many. */
  Optional<long[]> all() {
    size = different();
    return areMany || size > most ? Optional.empty() : Optional.of(Arrays.copyOf(held, size));
  }

  /** How many of the first are among the second, both in order. */
  static long common(long[] some, long[] others) {
    long common = 0;
    int at = 0;
    for (long one : some) {
      while (at < others.length && others[at] < one) {
        at++;
      }
      common += at < others.length && others[at] == one ? 1 : 0;
    }
    return common;
  }
}
