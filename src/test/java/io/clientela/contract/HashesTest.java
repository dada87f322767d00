package io.clientela.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Hashes of ids, gathered from parts: which of them repeat. */
final class HashesTest {

  @Test
  void whatOccursMoreThanOnceIsFoundOnce() {
    assertArrayEquals(new long[] {7, 9}, repeated(packed(100, 7, -1, 7, 3, 7, 9), packed(2, 9, 4)));
    assertArrayEquals(new long[] {0}, repeated(packed(2, 0, 0)));
    assertArrayEquals(new long[0], repeated());
    long[] many = LongStream.range(0, 5000).toArray();
    assertArrayEquals(many, repeated(packed(5000, many), packed(5000, many)));
  }

  @Test
  void tooManyAreNone() {
    assertEquals(0, packed(2, 1, 2, 3).length);
  }

  private static byte[] packed(int most, long... hashes) {
    return Hashes.packed(LongStream.of(hashes).iterator(), most);
  }

  private static long[] repeated(byte[]... parts) {
    Hashes all = new Hashes();
    for (byte[] part : parts) {
      all.addAll(part);
    }
    return all.repeated();
  }
}
