package io.clientela.kpi.funnel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.kpi.funnel.ChainSearch.Chain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The one-pass search against one that tries every chain. */
final class ChainSearchTest {

  private static final int CASES = 10_000;

  /** Further first; then earlier reached, later entered, and with earlier steps between. */
  private static final Comparator<List<Long>> BETTER_FIRST =
      Comparator.<List<Long>>comparingInt(times -> -times.size())
          .thenComparingLong(times -> times.get(times.size() - 1))
          .thenComparingLong(times -> -times.get(0))
          .thenComparing(ChainSearchTest::inTime, Arrays::compare);

  private record Case(long seed, int[] steps, long window, long[] at, int[] code) {

    static Case of(long seed) {
      Random random = new Random(seed);
      int kinds = 1 + random.nextInt(3);
      int[] steps = random.ints(1 + random.nextInt(4), 0, kinds).toArray();
      int size = random.nextInt(9);
      long[] at = random.longs(size, 0, 1 + random.nextInt(8)).sorted().toArray();
      int[] code = random.ints(size, 0, kinds + random.nextInt(2)).toArray();
      long window = random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextInt(8);
      return new Case(seed, steps, window, at, code);
    }

    @Override
    public String toString() {
      return String.format(
          "seed %d: steps %s within %d of events %s at %s",
          seed, Arrays.toString(steps), window, Arrays.toString(code), Arrays.toString(at));
    }
  }

  @Test
  void findsTheBestOfAllChains() {
    for (long seed = 0; seed < CASES; seed++) {
      Case next = Case.of(seed);
      assertEquals(exhaustive(next), searched(next), next::toString);
    }
  }

  @Test
  void everyEventIsUsedOnce() {
    for (long seed = 0; seed < CASES; seed++) {
      Case next = Case.of(seed);
      Chain chain = search(next);
      int[] events = chain == null ? new int[0] : chain.events();
      assertEquals(events.length, Arrays.stream(events).distinct().count(), next::toString);
      for (int step = 0; step < events.length; step++) {
        assertEquals(next.steps()[step], next.code()[events[step]], next::toString);
      }
    }
  }

  private static Chain search(Case given) {
    return new ChainSearch(given.steps(), given.window())
        .search(given.at(), given.code(), given.at().length);
  }

  private static List<Long> searched(Case given) {
    Chain chain = search(given);
    return chain == null
        ? List.of()
        : Arrays.stream(chain.events()).mapToObj(event -> given.at()[event]).toList();
  }

  private static List<Long> exhaustive(Case given) {
    List<List<Long>> chains = new ArrayList<>();
    grow(given, List.of(), chains);
    return chains.stream().min(BETTER_FIRST).orElse(List.of());
  }

  private static void grow(Case given, List<Integer> chain, List<List<Long>> chains) {
    if (!chain.isEmpty()) {
      chains.add(chain.stream().map(event -> given.at()[event]).toList());
    }
    if (chain.size() == given.steps().length) {
      return;
    }
    for (int event = 0; event < given.at().length; event++) {
      if (!chain.contains(event) && continues(given, chain, event)) {
        List<Integer> longer = new ArrayList<>(chain);
        longer.add(event);
        grow(given, longer, chains);
      }
    }
  }

  private static boolean continues(Case given, List<Integer> chain, int event) {
    if (given.code()[event] != given.steps()[chain.size()]) {
      return false;
    }
    if (chain.isEmpty()) {
      return true;
    }
    long at = given.at()[event];
    boolean isInTime = at >= given.at()[chain.get(chain.size() - 1)];
    return isInTime && at - given.at()[chain.get(0)] <= given.window();
  }

  private static long[] inTime(List<Long> times) {
    return times.stream().mapToLong(Long::longValue).toArray();
  }
}
