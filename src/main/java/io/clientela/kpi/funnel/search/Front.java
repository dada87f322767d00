package io.clientela.kpi.funnel.search;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The chains that wait at one step and may still be the best: those added later entered earlier, or
 * as late with no more steps. Without a largest gap that is one chain.
 */
final class Front {

  private final Rules rules;

  /** The others behind the best one. */
  private final Deque<Chain> others = new ArrayDeque<>(0);

  private Chain best;

  Front(Rules rules) {
    this.rules = rules;
  }

  void clear() {
    best = null;
    if (!others.isEmpty()) {
      others.clear();
    }
  }

  /** The best chain that may still go on at this time; null = none. */
  Chain best(long at) {
    while (best != null && rules.isGap(best.at(), at)) {
      best = others.pollFirst();
    }
    if (best != null && rules.isOver(best.entry(), at)) {
      clear();
    }
    return best;
  }

  /** Whether no chain that grows from this one is better than what waits here. */
  boolean isNoWorse(Chain before) {
    return best != null
        && (best.entry() > before.entry()
            || best.entry() == before.entry() && best.length() > before.length());
  }

  void add(Chain chain) {
    if (rules.maxGap() == Rules.NO_LIMIT) {
      best = chain.isBetterThan(best) ? chain : best;
      return;
    }
    while (!others.isEmpty() && isPassedBy(chain, others.peekLast())) {
      others.removeLast();
    }
    boolean isBest = best == null || others.isEmpty() && isPassedBy(chain, best);
    if (isBest) {
      best = chain;
    } else {
      others.addLast(chain);
    }
  }

  private static boolean isPassedBy(Chain later, Chain earlier) {
    return later.entry() > earlier.entry()
        || later.entry() == earlier.entry() && later.length() > earlier.length();
  }
}
