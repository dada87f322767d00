package io.clientela.kpi.funnel.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The search for steps in any order: the most steps that events within one window take, each event
 * used once. The window runs from the earliest of them.
 *
 * <p>Of events alike only as many are kept as there are steps: the latest ones, which enter latest,
 * or, from a given entry on, the earliest.
 */
final class AnyOrderSearch implements Search {

  private final Rules rules;
  private final long stepMask;
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Integer> kept = new ArrayList<>();
  private Attempt reported;

  AnyOrderSearch(Rules rules) {
    this.rules = rules;
    this.stepMask = rules.stepMask();
  }

  @Override
  public List<Attempt> search(Stream events, Long entry) {
    attempts.clear();
    reset();
    boolean isEach = rules.policy() == Policy.ALL;
    int from = 0;
    while (from < events.size() && (isEach || !isConverted())) {
      int to = events.endOfInstant(from);
      long at = events.at()[from];
      boolean isBefore = entry != null && at < entry;
      boolean isAfter =
          entry != null && at > entry && (reported == null || rules.isOver(entry, at));
      if (isAfter) {
        break;
      }
      if (!isBefore) {
        expire(events, at);
        if (isEach && reported != null && kept.isEmpty()) {
          report();
        }
        Instant instant = new Instant(rules, events, from, to);
        boolean isLeft = true;
        while (isLeft) {
          isLeft = take(events, instant, entry != null);
        }
        if (isExcluded(instant.anyMask()) && entry != null && at > entry) {
          break;
        }
      }
      from = to;
    }
    report();
    return List.copyOf(attempts);
  }

  private void expire(Stream events, long at) {
    kept.removeIf(event -> rules.isOver(events.at()[event], at));
  }

  /** Whether a conversion left the rest of the instant to be taken again. */
  private boolean take(Stream events, Instant instant, boolean isEntered) {
    List<Integer> now = new ArrayList<>();
    for (int i = 0; i < instant.size(); i++) {
      if ((instant.mask(i) & stepMask) != 0) {
        now.add(instant.event(i));
      }
    }
    List<Integer> all = new ArrayList<>(kept);
    all.addAll(now);
    if (!now.isEmpty() && mostSteps(events, all) > level()) {
      consider(events, all, isEntered);
    }
    boolean isEach = rules.policy() == Policy.ALL;
    if (isEach && isConverted()) {
      instant.remove(reported);
      report();
      return true;
    }
    if (isExcluded(instant.anyMask())) {
      kept.removeIf(event -> events.at()[event] < instant.at() && !isEntered);
    }
    now.forEach(event -> keep(events, event, isEntered));
    return false;
  }

  /** Steps that any of the events may take: no fewer than they take at once. */
  private int mostSteps(Stream events, List<Integer> all) {
    long met = 0;
    for (int event : all) {
      met |= events.mask()[event];
    }
    int most = 0;
    for (int step = 0; step < rules.steps(); step++) {
      most += rules.takes(met, step) ? 1 : 0;
    }
    return most;
  }

  private void consider(Stream events, List<Integer> all, boolean isEntered) {
    List<Integer> preferred = new ArrayList<>(all);
    if (!isEntered) {
      Collections.reverse(preferred);
    }
    int[] inTurn = preferred.stream().mapToInt(Integer::intValue).toArray();
    Matching matching =
        new Matching(
            inTurn.length, rules.steps(), (i, step) -> rules.takes(events.mask()[inTurn[i]], step));
    for (int i = 0; i < inTurn.length && matching.size() < rules.steps(); i++) {
      matching.add(i);
    }
    if (matching.size() > level()) {
      reported = attempt(inTurn, matching);
    }
  }

  private static Attempt attempt(int[] inTurn, Matching matching) {
    int[] taken =
        IntStream.range(0, inTurn.length)
            .filter(i -> matching.rightOf(i) >= 0)
            .boxed()
            .sorted(Comparator.comparingInt(i -> inTurn[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] steps = Arrays.stream(taken).map(matching::rightOf).toArray();
    int[] events = Arrays.stream(taken).map(i -> inTurn[i]).toArray();
    return new Attempt(steps, events, events.length);
  }

  private boolean isExcluded(long mask) {
    return rules.exclusions().stream()
        .anyMatch(each -> !each.removes() && Rules.meets(mask, each.condition()));
  }

  /** Keeps of events alike as many as there are steps. */
  private void keep(Stream events, int event, boolean isEntered) {
    int alike = 0;
    int first = -1;
    for (int i = kept.size() - 1; i >= 0; i--) {
      if (events.mask()[kept.get(i)] == events.mask()[event]) {
        alike++;
        first = i;
      }
    }
    boolean isFull = alike == rules.steps();
    if (isFull && !isEntered) {
      kept.remove(first);
    }
    if (!isFull || !isEntered) {
      kept.add(event);
    }
  }

  private void report() {
    if (reported != null) {
      attempts.add(reported);
    }
    reset();
  }

  private void reset() {
    reported = null;
    kept.clear();
  }

  private int level() {
    return reported == null ? 0 : reported.furthest();
  }

  private boolean isConverted() {
    return level() == rules.steps();
  }
}
