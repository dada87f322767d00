package io.clientela.kpi.funnel.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.kpi.funnel.search.EveryChain.Found;
import io.clientela.kpi.funnel.search.Rules.Exclusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one-pass search against one that tries every chain. */
final class FunnelSearchTest {

  private static final int CASES = 10_000;

  private record Case(long seed, Rules rules, Stream events, int[] held) {

    /** Small numbers, so that ties, edges and second tries are common. */
    static Case of(long seed, Mode mode) {
      Random random = new Random(seed);
      Policy[] policies =
          mode == Mode.ANY_ORDER
              ? new Policy[] {Policy.FURTHEST, Policy.FIRST_ENTRY, Policy.ALL}
              : Policy.values();
      int kinds = 1 + random.nextInt(3);
      int steps = 1 + random.nextInt(4);
      boolean[] optional = new boolean[steps];
      for (int step = 1; step < steps - 1 && mode != Mode.ANY_ORDER; step++) {
        optional[step] = random.nextInt(4) == 0;
      }
      Rules rules =
          new Rules(
              random.ints(steps, 0, kinds).toArray(),
              optional,
              mode,
              policies[random.nextInt(policies.length)],
              random.nextInt(3) == 0 ? Rules.NO_LIMIT : random.nextInt(8),
              mode == Mode.ANY_ORDER || random.nextInt(2) == 0 ? Rules.NO_LIMIT : random.nextInt(5),
              exclusions(random, mode, optional, kinds));
      int size = random.nextInt(8);
      boolean isMixed = random.nextInt(3) == 0;
      long[] at = random.longs(size, 0, 1 + random.nextInt(9)).sorted().toArray();
      if (isMixed && rules.policy() == Policy.ALL) {
        // what is left for the next attempt depends on which of simultaneous events one takes
        at = Arrays.stream(at).distinct().toArray();
        size = at.length;
      }
      long[] mask =
          IntStream.range(0, size)
              .mapToLong(
                  event ->
                      isMixed ? random.nextInt(1 << (kinds + 1)) : 1L << random.nextInt(kinds + 2))
              .toArray();
      int[] held = random.nextInt(4) == 0 ? random.ints(size, -1, 2).toArray() : null;
      return new Case(seed, rules, new Stream(at, mask, size), held);
    }

    private static List<Exclusion> exclusions(
        Random random, Mode mode, boolean[] optional, int kinds) {
      int[] required =
          IntStream.range(0, optional.length).filter(step -> !optional[step]).toArray();
      if (required.length < 2 || random.nextInt(2) == 0) {
        return List.of();
      }
      int after = mode == Mode.ANY_ORDER ? 0 : random.nextInt(required.length - 1);
      int before =
          mode == Mode.ANY_ORDER
              ? required.length - 1
              : after + 1 + random.nextInt(required.length - 1 - after);
      return List.of(
          new Exclusion(kinds, required[after], required[before], random.nextInt(3) == 0));
    }

    List<Found> found() {
      return new FunnelSearch(rules)
          .attempts(events, held).stream()
              .map(
                  attempt ->
                      new Found(
                          Arrays.stream(attempt.events())
                              .mapToObj(event -> events.at()[event])
                              .toList(),
                          attempt.furthest(),
                          attempt.events().length))
              .sorted(Comparator.comparing(Object::toString))
              .toList();
    }

    @Override
    public String toString() {
      return String.format(
          "seed %d: steps %s optional %s %s %s within %d gap %d without %s of masks %s at %s held %s",
          seed,
          Arrays.toString(rules.conditions()),
          Arrays.toString(rules.optional()),
          rules.mode(),
          rules.policy(),
          rules.window(),
          rules.maxGap(),
          rules.exclusions(),
          Arrays.toString(events.mask()),
          Arrays.toString(events.at()),
          Arrays.toString(held));
    }
  }

  @ParameterizedTest
  @EnumSource
  void findsWhatTryingEveryChainFinds(Mode mode) {
    for (long seed = 0; seed < CASES; seed++) {
      Case next = Case.of(seed, mode);
      assertEquals(
          new EveryChain(next.rules(), next.events(), next.held()).attempts(),
          next.found(),
          next::toString);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyEventIsUsedOnceAndFitsItsStep(Mode mode) {
    for (long seed = 0; seed < CASES; seed++) {
      Case next = Case.of(seed, mode);
      List<Integer> used = new ArrayList<>();
      for (Attempt attempt : new FunnelSearch(next.rules()).attempts(next.events(), next.held())) {
        for (int i = 0; i < attempt.events().length; i++) {
          used.add(attempt.events()[i]);
          long mask = next.events().mask()[attempt.events()[i]];
          assertEquals(true, next.rules().takes(mask, attempt.steps()[i]), next::toString);
        }
      }
      assertEquals(used.stream().distinct().toList(), used, next::toString);
    }
  }
}
