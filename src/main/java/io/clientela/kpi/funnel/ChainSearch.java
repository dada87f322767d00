package io.clientela.kpi.funnel;

import java.util.Arrays;

/**
 * Finds, in one reading of one customer's events, the furthest step of a funnel and the chain that
 * is reported for it.
 *
 * <p>A chain is step 1 to k with times that do not decrease, each event used once, all within the
 * window of its step 1. For every step the chain with the latest entry is kept: it expires last, so
 * no other chain can get further. Events of one instant are taken together, so that a tie favours
 * conversion whatever the order of rows. The chain reported is the first in time to reach the
 * furthest step; among equal entries the one whose steps came earliest.
 */
final class ChainSearch {

  /** A chain so far: the positions of its events, in order of steps. */
  record Chain(long entry, int[] events) {
    Chain plus(int event) {
      int[] longer = Arrays.copyOf(events, events.length + 1);
      longer[events.length] = event;
      return new Chain(entry, longer);
    }

    int steps() {
      return events.length;
    }
  }

  private final int[] codeOfStep;
  private final long window;
  private final Chain[] latest;
  private Chain reported;

  ChainSearch(int[] codeOfStep, long window) {
    this.codeOfStep = codeOfStep;
    this.window = window;
    this.latest = new Chain[codeOfStep.length];
  }

  /** The reported chain, or null where there is no step 1. */
  Chain search(long[] at, int[] code, int size) {
    int from = 0;
    while (from < size && steps(reported) < codeOfStep.length) {
      int to = from + 1;
      while (to < size && at[to] == at[from]) {
        to++;
      }
      if (to == from + 1) {
        takeOne(at[from], code[from], from);
      } else {
        takeTogether(at[from], code, from, to);
      }
      report();
      from = to;
    }
    return reported;
  }

  private void takeOne(long at, int code, int event) {
    for (int step = codeOfStep.length - 1; step >= 0; step--) {
      if (codeOfStep[step] == code) {
        Chain start = step == 0 ? opened(at) : latest[step - 1];
        if (start != null && isOpen(start, at)) {
          keep(start.plus(event));
        }
      }
    }
  }

  private void takeTogether(long at, int[] code, int from, int to) {
    Chain[] before = latest.clone();
    for (int step = codeOfStep.length - 1; step >= 0; step--) {
      Chain start = step == 0 ? opened(at) : before[step - 1];
      if (start != null && isOpen(start, at)) {
        advance(start, code, from, to);
      }
    }
  }

  /** As far as the events of this instant lead, each used once. */
  private void advance(Chain start, int[] code, int from, int to) {
    Chain chain = start;
    boolean[] used = new boolean[to - from];
    while (chain.steps() < codeOfStep.length) {
      int event = free(codeOfStep[chain.steps()], code, used, from);
      if (event < 0) {
        return;
      }
      used[event - from] = true;
      chain = chain.plus(event);
      keep(chain);
    }
  }

  private static int free(int wanted, int[] code, boolean[] used, int from) {
    for (int i = 0; i < used.length; i++) {
      if (!used[i] && code[from + i] == wanted) {
        return from + i;
      }
    }
    return -1;
  }

  private void keep(Chain chain) {
    int step = chain.steps() - 1;
    if (latest[step] == null || chain.entry() > latest[step].entry()) {
      latest[step] = chain;
    }
  }

  /** A step that no chain had reached before this instant. */
  private void report() {
    for (int step = latest.length - 1; step >= steps(reported); step--) {
      if (latest[step] != null) {
        reported = latest[step];
        return;
      }
    }
  }

  private boolean isOpen(Chain chain, long at) {
    return window == Long.MAX_VALUE || at - chain.entry() <= window;
  }

  private static Chain opened(long at) {
    return new Chain(at, new int[0]);
  }

  private static int steps(Chain chain) {
    return chain == null ? 0 : chain.steps();
  }
}
