package io.clientela.contract;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;

/** Hashes of keys. */
final class Hashes {

  private static final int FIRST_ROOM = 1024;

  private long[] held = new long[FIRST_ROOM];
  private int size;

  /** All of them as bytes; none where there are more than this. */
  static byte[] packed(Iterator<Long> hashes, int most) {
    Hashes all = new Hashes();
    while (hashes.hasNext()) {
      if (all.size == most) {
        return new byte[0];
      }
      all.add(hashes.next());
    }
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * all.size);
    bytes.asLongBuffer().put(all.held, 0, all.size);
    return bytes.array();
  }

  void add(long hash) {
    if (size == held.length) {
      held = Arrays.copyOf(held, size * 2);
    }
    held[size++] = hash;
  }

  void addAll(byte[] packed) {
    ByteBuffer bytes = ByteBuffer.wrap(packed);
    while (bytes.hasRemaining()) {
      add(bytes.getLong());
    }
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
