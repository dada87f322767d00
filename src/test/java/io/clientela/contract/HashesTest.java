package io.clientela.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Hashes of ids: which repeat, and whether all were held. */
final class HashesTest {

  @Test
  void whatOccursMoreThanOnceIsFoundOnce() {
    Hashes hashes = of(100, 7, -1, 7, 3, 7, 9);
    hashes.addAll(of(100, 9, 4));
    assertArrayEquals(new long[] {7, 9}, hashes.repeated());
    assertTrue(hashes.isWhole());
    assertArrayEquals(new long[0], of(100).repeated());
    assertArrayEquals(new long[] {0}, of(100, 0, 0).repeated());
  }

  @Test
  void theyAreOnlySoManyAndItIsSaid() {
    Hashes hashes = of(5000, LongStream.range(0, 5000).toArray());
    assertTrue(hashes.isWhole());
    hashes.add(1);
    assertFalse(hashes.isWhole());
    Hashes all = of(10000);
    all.addAll(hashes);
    assertFalse(all.isWhole());
  }

  private static Hashes of(int most, long... hashes) {
    Hashes held = new Hashes(most);
    LongStream.of(hashes).forEach(held::add);
    return held;
  }
}
