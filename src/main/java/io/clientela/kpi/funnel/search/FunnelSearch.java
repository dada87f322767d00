package io.clientela.kpi.funnel.search;

import io.clientela.kpi.funnel.search.Rules.Exclusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The attempts of one customer (or session) at one funnel. */
public final class FunnelSearch {

  /** Stands for a held value that is not known: such an event is in no chain. */
  public static final int UNKNOWN = -1;

  private final Rules rules;
  private final Search search;

  public FunnelSearch(Rules rules) {
    this.rules = rules;
    this.search =
        rules.mode() == Mode.ANY_ORDER ? new AnyOrderSearch(rules) : new ChainSearch(rules);
  }

  /** Whether an event makes a difference; one that meets nothing does to a strict order. */
  public boolean sees(long mask) {
    return mask != 0 || rules.mode() == Mode.STRICT;
  }

  /**
   * The attempts in order of their entries.
   *
   * @param held per event a number for the values that all steps of a chain must share; null where
   *     none are held
   */
  public List<Attempt> attempts(Stream events, int[] held) {
    boolean isBound = rules.policy() == Policy.FIRST_ENTRY || rules.policy() == Policy.LATEST_ENTRY;
    Long entry = isBound ? entry(events, held) : null;
    if (isBound && entry == null) {
      return List.of();
    }
    if (held == null) {
      return counted(events, search.search(events, entry));
    }
    List<Attempt> found = new ArrayList<>();
    for (int[] alike : byValue(events, held)) {
      Stream own = part(events, alike);
      counted(own, search.search(own, entry)).forEach(each -> found.add(renumbered(each, alike)));
    }
    found.sort(
        rules.policy() == Policy.ALL ? Comparator.comparingInt(Attempt::entry) : bestFirst(events));
    return rules.policy() == Policy.ALL || found.isEmpty() ? found : found.subList(0, 1);
  }

  /** The one time at which attempts may begin; null = none. */
  private Long entry(Stream events, int[] held) {
    long entering = rules.mode() == Mode.ANY_ORDER ? rules.stepMask() : 1L << rules.conditions()[0];
    boolean isFirst = rules.policy() == Policy.FIRST_ENTRY;
    return IntStream.range(0, events.size())
        .map(i -> isFirst ? i : events.size() - 1 - i)
        .filter(i -> (events.mask()[i] & entering) != 0)
        .filter(i -> held == null || held[i] != UNKNOWN)
        .mapToObj(i -> events.at()[i])
        .findFirst()
        .orElse(null);
  }

  private static List<int[]> byValue(Stream events, int[] held) {
    Map<Integer, List<Integer>> byValue = new LinkedHashMap<>();
    for (int i = 0; i < events.size(); i++) {
      if (held[i] != UNKNOWN) {
        byValue.computeIfAbsent(held[i], value -> new ArrayList<>()).add(i);
      }
    }
    return byValue.values().stream()
        .map(alike -> alike.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  private static Stream part(Stream events, int[] chosen) {
    long[] at = Arrays.stream(chosen).mapToLong(i -> events.at()[i]).toArray();
    long[] mask = Arrays.stream(chosen).mapToLong(i -> events.mask()[i]).toArray();
    return new Stream(at, mask, chosen.length);
  }

  private static Attempt renumbered(Attempt attempt, int[] numbers) {
    int[] events = Arrays.stream(attempt.events()).map(event -> numbers[event]).toArray();
    return new Attempt(attempt.steps(), events, attempt.furthest());
  }

  private static Comparator<Attempt> bestFirst(Stream events) {
    return Comparator.<Attempt>comparingInt(attempt -> -attempt.furthest())
        .thenComparingLong(attempt -> events.at()[attempt.last()])
        .thenComparingLong(attempt -> -events.at()[attempt.entry()])
        .thenComparingInt(attempt -> -attempt.events().length)
        .thenComparing(attempt -> lastFirst(attempt, events), Arrays::compare)
        .thenComparingInt(Attempt::entry);
  }

  private static long[] lastFirst(Attempt attempt, Stream events) {
    int last = attempt.events().length - 1;
    return IntStream.rangeClosed(0, last)
        .mapToLong(i -> events.at()[attempt.events()[last - i]])
        .toArray();
  }

  /** Without those that met an event which removes them. */
  private List<Attempt> counted(Stream events, List<Attempt> attempts) {
    List<Attempt> counted = attempts;
    for (Exclusion exclusion : rules.exclusions()) {
      if (exclusion.removes() && !counted.isEmpty()) {
        long[] excluded =
            IntStream.range(0, events.size())
                .filter(i -> Rules.meets(events.mask()[i], exclusion.condition()))
                .mapToLong(i -> events.at()[i])
                .toArray();
        counted =
            counted.stream().filter(each -> !isMet(each, exclusion, events, excluded)).toList();
      }
    }
    return counted;
  }

  /**
   * Whether the excluded event came after the one step and before the other, or before the window
   * was over where the other was not taken.
   */
  private boolean isMet(Attempt attempt, Exclusion exclusion, Stream events, long[] excluded) {
    boolean isAnyOrder = rules.mode() == Mode.ANY_ORDER;
    if (!isAnyOrder && attempt.furthest() <= exclusion.after()) {
      return false;
    }
    boolean isPassed =
        isAnyOrder ? attempt.furthest() == rules.steps() : attempt.furthest() > exclusion.before();
    long entry = events.at()[attempt.entry()];
    long after = isAnyOrder ? entry : atOf(attempt, exclusion.after(), events);
    int next = Arrays.binarySearch(excluded, after + 1);
    next = next < 0 ? -next - 1 : next;
    while (next > 0 && excluded[next - 1] > after) {
      next--;
    }
    if (next == excluded.length) {
      return false;
    }
    long first = excluded[next];
    if (!isPassed) {
      return !rules.isOver(entry, first);
    }
    long before =
        isAnyOrder ? events.at()[attempt.last()] : atOf(attempt, exclusion.before(), events);
    return first < before;
  }

  private static long atOf(Attempt attempt, int step, Stream events) {
    for (int i = 0; i < attempt.steps().length; i++) {
      if (attempt.steps()[i] == step) {
        return events.at()[attempt.events()[i]];
      }
    }
    throw new IllegalStateException(attempt + " did not take step " + step);
  }
}
