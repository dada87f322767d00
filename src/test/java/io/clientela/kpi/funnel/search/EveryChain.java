package io.clientela.kpi.funnel.search;

import io.clientela.kpi.funnel.search.Rules.Exclusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The attempts by definition: every chain of a few events is tried, and each rule is a sentence
 * about a whole chain.
 */
record EveryChain(Rules rules, Stream events, int[] held) {

  /** A step and the event that takes it. */
  private record Taken(int step, int event) {}

  /** In order of time, as found: its times, how far it came, and how many steps it took. */
  record Found(List<Long> times, int furthest, int length) {}

  List<Found> attempts() {
    List<List<Taken>> attempts = new ArrayList<>();
    int[] values = held == null ? new int[] {0} : Arrays.stream(held).distinct().toArray();
    for (int value : values) {
      List<Integer> own =
          IntStream.range(0, events.size())
              .filter(event -> held == null || held[event] == value)
              .boxed()
              .toList();
      if (held == null || value != FunnelSearch.UNKNOWN) {
        attempts.addAll(of(own));
      }
    }
    if (rules.policy() != Policy.ALL && attempts.size() > 1) {
      attempts = List.of(attempts.stream().min(bestFirst()).orElseThrow());
    }
    return attempts.stream()
        .map(chain -> new Found(times(chain).boxed().toList(), furthest(chain), chain.size()))
        .sorted(Comparator.comparing(Object::toString))
        .toList();
  }

  private List<List<Taken>> of(List<Integer> own) {
    List<List<Taken>> attempts =
        rules.policy() == Policy.ALL
            ? oneAfterAnother(own)
            : chains(own).stream().filter(this::isEntered).min(bestFirst()).stream().toList();
    return attempts.stream().filter(chain -> !isRemoved(chain, own)).toList();
  }

  /** An attempt lasts as long as one of its chains is open, or until one converts. */
  private List<List<Taken>> oneAfterAnother(List<Integer> own) {
    List<List<Taken>> attempts = new ArrayList<>();
    List<Integer> rest = own;
    for (long at : own.stream().mapToLong(event -> events.at()[event]).distinct().toArray()) {
      List<Integer> sofar = rest;
      List<List<Taken>> before = chains(rest).stream().filter(c -> end(c) < at).toList();
      boolean isOpen = before.stream().anyMatch(chain -> at <= openUntil(chain, sofar));
      if (!before.isEmpty() && !isOpen) {
        attempts.add(before.stream().min(bestFirst()).orElseThrow());
        rest = rest.stream().filter(event -> events.at()[event] >= at).toList();
      }
      while (true) {
        List<List<Taken>> converted =
            chains(rest).stream()
                .filter(chain -> end(chain) == at && furthest(chain) == rules.steps())
                .toList();
        if (converted.isEmpty()) {
          break;
        }
        List<Taken> best = converted.stream().min(bestFirst()).orElseThrow();
        attempts.add(best);
        List<Integer> used = best.stream().map(Taken::event).toList();
        rest =
            rest.stream()
                .filter(event -> events.at()[event] >= at && !used.contains(event))
                .toList();
      }
    }
    chains(rest).stream().min(bestFirst()).ifPresent(attempts::add);
    return attempts;
  }

  private long openUntil(List<Taken> chain, List<Integer> own) {
    long entry = times(chain).min().orElseThrow();
    long end = end(chain);
    LongStream limits = LongStream.of(sum(entry, rules.window()), sum(end, rules.maxGap()));
    if (rules.mode() == Mode.STRICT) {
      boolean isBroken =
          end > entry && own.stream().anyMatch(e -> events.at()[e] == end && !uses(chain, e));
      long next =
          own.stream()
              .mapToLong(e -> events.at()[e])
              .filter(t -> t > end)
              .min()
              .orElse(Rules.NO_LIMIT);
      limits = LongStream.concat(limits, LongStream.of(isBroken ? end : next));
    }
    for (Exclusion exclusion : rules.exclusions()) {
      boolean isBetween =
          isAnyOrder()
              || furthest(chain) > exclusion.after() && furthest(chain) <= exclusion.before();
      if (!exclusion.removes() && isBetween) {
        long after = isAnyOrder() ? entry : at(chain, exclusion.after());
        limits =
            LongStream.concat(
                limits, excluded(exclusion, own).filter(at -> at >= end && at > after));
      }
    }
    return limits.min().orElseThrow();
  }

  /** The policies that look at one entry only. */
  private boolean isEntered(List<Taken> chain) {
    LongStream entries =
        IntStream.range(0, events.size())
            .filter(event -> held == null || held[event] != FunnelSearch.UNKNOWN)
            .filter(
                event ->
                    IntStream.range(0, isAnyOrder() ? rules.steps() : 1)
                        .anyMatch(step -> rules.takes(events.mask()[event], step)))
            .mapToLong(event -> events.at()[event]);
    long entry = times(chain).min().orElseThrow();
    return switch (rules.policy()) {
      case FIRST_ENTRY -> entry == entries.min().orElseThrow();
      case LATEST_ENTRY -> entry == entries.max().orElseThrow();
      case FURTHEST, ALL -> true;
    };
  }

  /** Further first; then sooner there, later entered, with more steps, and the last ones sooner. */
  private Comparator<List<Taken>> bestFirst() {
    return Comparator.<List<Taken>>comparingInt(chain -> -furthest(chain))
        .thenComparingLong(this::end)
        .thenComparingLong(chain -> -times(chain).min().orElseThrow())
        .thenComparingInt(chain -> -chain.size())
        .thenComparing(this::fromTheEnd, Arrays::compare);
  }

  private long[] fromTheEnd(List<Taken> chain) {
    boolean isLateFirst = isAnyOrder() && rules.policy() != Policy.FIRST_ENTRY;
    long[] times = times(chain).toArray();
    int last = times.length - 1;
    return isAnyOrder() && !isLateFirst
        ? times
        : IntStream.rangeClosed(0, last)
            .mapToLong(i -> isLateFirst ? -times[last - i] : times[last - i])
            .toArray();
  }

  private List<List<Taken>> chains(List<Integer> own) {
    List<List<Taken>> chains = new ArrayList<>();
    grow(List.of(), own, chains);
    return chains.stream().filter(chain -> isValid(chain, own)).toList();
  }

  private void grow(List<Taken> chain, List<Integer> own, List<List<Taken>> chains) {
    if (!chain.isEmpty()) {
      chains.add(chain);
    }
    for (int step = 0; step < rules.steps(); step++) {
      for (int event : own) {
        if (rules.takes(events.mask()[event], step)
            && !uses(chain, event)
            && mayFollow(chain, step, event)) {
          List<Taken> longer = new ArrayList<>(chain);
          longer.add(new Taken(step, event));
          grow(longer, own, chains);
        }
      }
    }
  }

  private boolean mayFollow(List<Taken> chain, int step, int event) {
    if (chain.isEmpty()) {
      return isAnyOrder() || step == 0;
    }
    Taken last = chain.get(chain.size() - 1);
    long gap = events.at()[event] - events.at()[last.event()];
    if (isAnyOrder()) {
      return event > last.event() && chain.stream().noneMatch(taken -> taken.step() == step);
    }
    boolean skipsOptional =
        IntStream.range(last.step() + 1, Math.max(step, last.step() + 1))
            .allMatch(between -> rules.optional()[between]);
    boolean isInTime = rules.mode() == Mode.STRICTLY_INCREASING ? gap > 0 : gap >= 0;
    return step > last.step() && skipsOptional && isInTime && gap <= rules.maxGap();
  }

  private boolean isValid(List<Taken> chain, List<Integer> own) {
    long entry = times(chain).min().orElseThrow();
    long end = end(chain);
    boolean isWithin = end - entry <= rules.window();
    boolean isUnbroken =
        rules.mode() != Mode.STRICT
            || own.stream()
                .filter(event -> events.at()[event] > entry && events.at()[event] < end)
                .allMatch(event -> uses(chain, event));
    return isWithin
        && isUnbroken
        && rules.exclusions().stream()
            .filter(exclusion -> !exclusion.removes())
            .noneMatch(exclusion -> isMet(chain, exclusion, own));
  }

  private boolean isMet(List<Taken> chain, Exclusion exclusion, List<Integer> own) {
    if (!isAnyOrder() && furthest(chain) <= exclusion.after()) {
      return false;
    }
    long after = isAnyOrder() ? times(chain).min().orElseThrow() : at(chain, exclusion.after());
    boolean isPassed = !isAnyOrder() && furthest(chain) > exclusion.before();
    long before = isPassed ? at(chain, exclusion.before()) : end(chain);
    return excluded(exclusion, own).anyMatch(at -> at > after && at < before);
  }

  private boolean isRemoved(List<Taken> chain, List<Integer> own) {
    for (Exclusion exclusion : rules.exclusions()) {
      boolean isEntered = isAnyOrder() || furthest(chain) > exclusion.after();
      boolean isPassed =
          isAnyOrder() ? chain.size() == rules.steps() : furthest(chain) > exclusion.before();
      if (exclusion.removes() && isEntered) {
        long entry = times(chain).min().orElseThrow();
        long after = isAnyOrder() ? entry : at(chain, exclusion.after());
        long before =
            !isPassed ? Rules.NO_LIMIT : isAnyOrder() ? end(chain) : at(chain, exclusion.before());
        long over = isPassed ? Rules.NO_LIMIT : sum(entry, rules.window());
        if (excluded(exclusion, own).anyMatch(at -> at > after && at < before && at <= over)) {
          return true;
        }
      }
    }
    return false;
  }

  private LongStream excluded(Exclusion exclusion, List<Integer> own) {
    return own.stream()
        .filter(event -> Rules.meets(events.mask()[event], exclusion.condition()))
        .mapToLong(event -> events.at()[event]);
  }

  private boolean isAnyOrder() {
    return rules.mode() == Mode.ANY_ORDER;
  }

  private int furthest(List<Taken> chain) {
    return isAnyOrder() ? chain.size() : chain.get(chain.size() - 1).step() + 1;
  }

  private LongStream times(List<Taken> chain) {
    return chain.stream().mapToLong(taken -> events.at()[taken.event()]);
  }

  private long end(List<Taken> chain) {
    return times(chain).max().orElseThrow();
  }

  private long at(List<Taken> chain, int step) {
    Taken taken = chain.stream().filter(t -> t.step() == step).findFirst().orElseThrow();
    return events.at()[taken.event()];
  }

  private static boolean uses(List<Taken> chain, int event) {
    return chain.stream().anyMatch(taken -> taken.event() == event);
  }

  private static long sum(long at, long length) {
    return length == Rules.NO_LIMIT ? Rules.NO_LIMIT : at + length;
  }
}
