package io.clientela.kpi.funnel.search;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The chains that wait at one step and may still be the best: those added later entered earlier, or
 * as late with no more steps. Without a largest gap that is one chain.
 */
final class Front {

  private final Rules rules;
  private final Deque<Chain> chains = new ArrayDeque<>(2);

  Front(Rules rules) {
    this.rules = rules;
  }

  void clear() {
    chains.clear();
  }

  /** The best chain that may still go on at this time; null = none. */
  Chain best(long at) {
    Chain best = chains.peekFirst();
    while (best != null && rules.isGap(best.at(), at)) {
      chains.removeFirst();
      best = chains.peekFirst();
    }
    if (best != null && rules.isOver(best.entry(), at)) {
      chains.clear();
      return null;
    }
    return best;
  }

  /** Whether no chain that grows from this one is better than what waits here. */
  boolean isNoWorse(Chain before) {
    Chain best = chains.peekFirst();
    return best != null
        && (best.entry() > before.entry()
            || best.entry() == before.entry() && best.length() > before.length());
  }

  void add(Chain chain) {
    if (rules.maxGap() == Rules.NO_LIMIT) {
      if (chain.isBetterThan(chains.peekFirst())) {
        chains.clear();
        chains.add(chain);
      }
      return;
    }
    while (!chains.isEmpty() && isPassedBy(chain, chains.peekLast())) {
      chains.removeLast();
    }
    chains.addLast(chain);
  }

  private static boolean isPassedBy(Chain later, Chain earlier) {
    return later.entry() > earlier.entry()
        || later.entry() == earlier.entry() && later.length() > earlier.length();
  }
}
