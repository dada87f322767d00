package io.clientela.kpi.funnel.search;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The events of one instant. Of those alike it shows as many as the steps can use. */
final class Instant {

  private final Rules rules;
  private final Stream stream;
  private final long at;

  /** What is not shown of those alike, for the attempts after a conversion. */
  private final Map<Long, Deque<Integer>> hidden = new HashMap<>(0);

  private int[] events;
  private int total;

  Instant(Rules rules, Stream stream, int from, int to) {
    this.rules = rules;
    this.stream = stream;
    this.at = stream.at()[from];
    this.total = to - from;
    IntStream all = IntStream.range(from, to);
    this.events = total <= rules.steps() ? all.toArray() : all.filter(shows()).toArray();
  }

  private IntPredicate shows() {
    Map<Long, Integer> alike = new HashMap<>();
    return event -> {
      long mask = stream.mask()[event];
      boolean isShown = alike.merge(mask, 1, Integer::sum) <= rules.steps();
      if (!isShown && rules.policy() == Policy.ALL) {
        hidden.computeIfAbsent(mask, added -> new ArrayDeque<>()).add(event);
      }
      return isShown;
    };
  }

  /** Takes out what the attempt used; others alike are shown instead. */
  void remove(Attempt attempt) {
    IntStream.Builder shown = IntStream.builder();
    IntStream.Builder instead = IntStream.builder();
    for (int event : events) {
      if (Arrays.stream(attempt.events()).noneMatch(used -> used == event)) {
        shown.add(event);
      } else {
        total--;
        Deque<Integer> alike = hidden.get(stream.mask()[event]);
        if (alike != null && !alike.isEmpty()) {
          instead.add(alike.poll());
        }
      }
    }
    events = IntStream.concat(shown.build(), instead.build()).toArray();
  }

  long at() {
    return at;
  }

  /** All events, also those not shown. */
  int total() {
    return total;
  }

  int size() {
    return events.length;
  }

  int event(int i) {
    return events[i];
  }

  long mask(int i) {
    return stream.mask()[events[i]];
  }

  /** What any of the events meets. */
  long anyMask() {
    long any = 0;
    for (int event : events) {
      any |= stream.mask()[event];
    }
    return any;
  }

  /** Steps with events that may take them. */
  Matching matching() {
    return new Matching(
        rules.steps(), events.length, (step, event) -> rules.takes(mask(event), step));
  }

  /** The chain with the matched steps behind it. */
  Chain chain(Chain before, Matching taken, int last) {
    Chain chain = before;
    for (int step = before == null ? 0 : before.step() + 1; step <= last; step++) {
      int i = taken.rightOf(step);
      if (i >= 0 && chain == null) {
        chain = Chain.entering(step, events[i], at);
      } else if (i >= 0) {
        chain = chain.plus(step, events[i], at);
      }
    }
    return chain;
  }
}
