package io.clientela.model.compact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

public final class DurationsTest {

  private static final double[] SHARES = {0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.999, 1};
  private static final double WITHIN = 0.0005;

  /** From microseconds to a year, as many short ones as long ones. */
  private static List<Long> durations(int size) {
    Random random = new Random(7);
    double longest = Math.log(366 * 86_400e6);
    return random.doubles(size, 0, longest).mapToObj(x -> (long) Math.exp(x) - 1).toList();
  }

  private static Durations of(List<Long> micros) {
    Durations durations = new Durations();
    micros.forEach(durations::add);
    return durations;
  }

  private static double exact(List<Long> micros, double share) {
    List<Long> sorted = micros.stream().sorted().toList();
    double rank = share * (sorted.size() - 1);
    long low = sorted.get((int) Math.floor(rank));
    long high = sorted.get((int) Math.ceil(rank));
    return (low + (rank - Math.floor(rank)) * (high - low)) / 1e6;
  }

  @Test
  void aShareLiesBetweenTwoValuesInProportion() {
    Durations durations = of(List.of(40_000_000L, 10_000_000L, 30_000_000L, 20_000_000L));

    assertArrayEquals(new Double[] {25.0, 32.5, 37.0}, durations.seconds(0.5, 0.75, 0.9));
  }

  @Test
  void thereIsNoneOfNone() {
    assertArrayEquals(new Double[] {null, null}, new Durations().seconds(0.5, 0.9));
  }

  @Test
  void tenThousandAreExact() {
    List<Long> micros = durations(10_000);
    Double[] found = of(micros).seconds(SHARES);

    for (int i = 0; i < SHARES.length; i++) {
      assertEquals(exact(micros, SHARES[i]), found[i], 1e-9);
    }
  }

  @Test
  void moreAreWithinATwentiethOfAPercent() {
    for (int size : new int[] {10_001, 50_000}) {
      List<Long> micros = durations(size);
      Double[] found = of(micros).seconds(SHARES);
      for (int i = 0; i < SHARES.length; i++) {
        double exact = exact(micros, SHARES[i]);
        assertEquals(exact, found[i], exact * WITHIN, size + " at " + SHARES[i]);
      }
    }
  }

  @Test
  void longestTimesAreWithinItToo() {
    long longest = Long.MAX_VALUE / 4;
    Durations durations = of(LongStream.range(0, 20_000).mapToObj(i -> longest - i).toList());

    assertEquals(longest / 1e6, durations.seconds(1)[0], longest / 1e6 * WITHIN);
  }

  @Test
  void neitherTheOrderNorThePartsShow() {
    for (int size : new int[] {9_999, 10_000, 10_001, 30_000}) {
      List<Long> micros = new ArrayList<>(durations(size));
      Double[] atOnce = of(micros).seconds(SHARES);
      Collections.shuffle(micros, new Random(1));
      assertArrayEquals(atOnce, of(micros).seconds(SHARES), size + " shuffled");
      for (int parts : new int[] {2, 3, 40}) {
        assertArrayEquals(atOnce, inParts(micros, parts).seconds(SHARES), size + " in " + parts);
      }
    }
  }

  /** Written in parts of growing size, merged from the last. */
  private static Durations inParts(List<Long> micros, int parts) {
    List<byte[]> written = new ArrayList<>();
    int from = 0;
    for (int part = 1; part <= parts; part++) {
      int to = (int) ((long) micros.size() * part * part / parts / parts);
      written.add(of(micros.subList(from, to)).toBytes());
      from = to;
    }
    Collections.reverse(written);
    Durations merged = new Durations();
    written.forEach(merged::add);
    return merged;
  }

  @Test
  void whatIsHeldHasABound() {
    Durations durations = of(durations(200_000));

    assertEquals(true, durations.toBytes().length < 400_000, "bytes");
    assertEquals(true, Arrays.stream(durations.seconds(SHARES)).allMatch(each -> each >= 0));
  }
}
