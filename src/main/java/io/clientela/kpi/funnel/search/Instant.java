package io.clientela.kpi.funnel.search;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** The events of one instant. Of those alike it shows as many as the steps can use. */
final class Instant {

  private final Rules rules;
  private final long at;
  private final Map<Long, Deque<Integer>> alike = new LinkedHashMap<>();
  private int total;
  private long[] masks;
  private int[] events;

  Instant(Rules rules, Stream stream, int from, int to) {
    this.rules = rules;
    this.at = stream.at()[from];
    for (int event = from; event < to; event++) {
      alike.computeIfAbsent(stream.mask()[event], mask -> new ArrayDeque<>(4)).add(event);
    }
    this.total = to - from;
    show();
  }

  private void show() {
    int size = alike.values().stream().mapToInt(same -> Math.min(same.size(), rules.steps())).sum();
    masks = new long[size];
    events = new int[size];
    int next = 0;
    for (Map.Entry<Long, Deque<Integer>> same : alike.entrySet()) {
      int left = rules.steps();
      for (int event : same.getValue()) {
        if (left-- == 0) {
          break;
        }
        masks[next] = same.getKey();
        events[next++] = event;
      }
    }
  }

  /** Takes the used events out. */
  void remove(Attempt attempt) {
    int before = total;
    for (Deque<Integer> same : alike.values()) {
      for (int event : attempt.events()) {
        total -= same.remove(event) ? 1 : 0;
      }
    }
    if (total < before) {
      show();
    }
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
    return masks[i];
  }

  /** What any of the events meets. */
  long anyMask() {
    return alike.keySet().stream().reduce(0L, (left, right) -> left | right);
  }

  /** Steps with events that may take them. */
  Matching matching() {
    return new Matching(
        rules.steps(), events.length, (step, event) -> rules.takes(masks[event], step));
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
