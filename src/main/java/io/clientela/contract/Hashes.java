package io.clientela.contract;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;

/** Hashes of keys, up to a number of them. */
final class Hashes implements Serializable {

  private static final long serialVersionUID = 1;
  private static final int FIRST_ROOM = 1024;

  private final int most;
  private long[] held = new long[0];
  private int size;
  private boolean isWhole = true;

  Hashes(int most) {
    this.most = most;
  }

  void add(long hash) {
    if (size == most) {
      isWhole = false;
      return;
    }
    if (size == held.length) {
      held = Arrays.copyOf(held, (int) Math.min(most, Math.max(FIRST_ROOM, 2L * size)));
    }
    held[size++] = hash;
  }

  void addAll(Hashes others) {
    isWhole &= others.isWhole;
    for (int i = 0; i < others.size; i++) {
      add(others.held[i]);
    }
  }

  /** Whether none was left out. */
  boolean isWhole() {
    return isWhole;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    held = Arrays.copyOf(held, size);
    out.defaultWriteObject();
  }

  /** Those that occur more than once, in order. */
  long[] repeated() {
    Arrays.sort(held, 0, size);
    long[] repeated = new long[size / 2];
    int found = 0;
    for (int i = 1; i < size; i++) {
      boolean isFirstRepeat = held[i] == held[i - 1] && (i == 1 || held[i - 2] != held[i]);
      if (isFirstRepeat) {
        repeated[found++] = held[i];
      }
    }
    return Arrays.copyOf(repeated, found);
  }
}
