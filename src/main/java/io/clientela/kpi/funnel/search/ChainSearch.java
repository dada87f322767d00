package io.clientela.kpi.funnel.search;

import io.clientela.kpi.funnel.search.Rules.Exclusion;
import java.util.ArrayList;
import java.util.List;

/**
 * The search for steps in order, in one reading of the events.
 *
 * <p>For every step the best chain that ends there is kept: the one entered latest expires last, so
 * no other gets further. The events of one instant are taken together, so that a tie favours
 * conversion whatever the order of rows. The attempt reported is the first in time to reach its
 * furthest step.
 */
final class ChainSearch implements Search {

  private static final int FROM_NOTHING = -1;

  /**
   * A chain that grew at this instant.
   *
   * @param from the step at which it stood before
   * @param tookAll whether it used every event of the instant
   */
  private record Grown(Chain chain, int from, boolean tookAll) {}

  private final Rules rules;

  /** Whether a chain that waits behind one entered later can be of no use. */
  private final boolean isPlain;

  private final Front[] fronts;

  /** Per step the last one before it that every chain takes. */
  private final int[] required;

  private final long looksAt;
  private final List<Grown> grown = new ArrayList<>();
  private List<Attempt> attempts;
  private Chain reported;

  ChainSearch(Rules rules) {
    this.rules = rules;
    this.isPlain =
        rules.maxGap() == Rules.NO_LIMIT
            && rules.exclusions().isEmpty()
            && rules.mode() != Mode.STRICT;
    this.fronts = new Front[rules.steps()];
    this.required = new int[fronts.length];
    for (int step = 0; step < fronts.length; step++) {
      fronts[step] = new Front(rules);
      required[step] = Math.max(rules.requiredBefore(step), 0);
    }
    this.looksAt = rules.mode() == Mode.STRICT ? -1 : rules.mask();
  }

  @Override
  public List<Attempt> search(Stream events, Long entry) {
    attempts = new ArrayList<>(1);
    reset();
    boolean isEach = rules.policy() == Policy.ALL;
    int from = 0;
    while (from < events.size() && (isEach || !isConverted())) {
      int to = events.endOfInstant(from);
      long at = events.at()[from];
      if (isEach && reported != null && !isAnyOpen(at)) {
        report();
      }
      boolean isEntry = entry == null || entry == at;
      if (to == from + 1) {
        takeOne(at, events.mask()[from], from, isEntry);
        if (isEach && isConverted()) {
          report();
        }
      } else {
        takeMany(new Instant(rules, events, from, to), isEntry, isEach);
      }
      from = to;
    }
    report();
    return attempts;
  }

  private void takeOne(long at, long mask, int event, boolean isEntry) {
    if ((mask & looksAt) == 0 && looksAt != -1) {
      return;
    }
    grown.clear();
    growByOne(at, mask, event, isEntry);
    keepBest(mask);
  }

  private void takeMany(Instant instant, boolean isEntry, boolean isEach) {
    grow(instant, isEntry);
    while (isEach && isConverted()) {
      instant.remove(report());
      grow(instant, true);
    }
  }

  private void grow(Instant instant, boolean isEntry) {
    grown.clear();
    if (rules.mode() == Mode.STRICTLY_INCREASING) {
      for (int i = 0; i < instant.size(); i++) {
        growByOne(instant.at(), instant.mask(i), instant.event(i), isEntry);
      }
    } else {
      growByMany(instant, isEntry);
    }
    keepBest(instant.anyMask());
  }

  private Attempt report() {
    Attempt attempt = reported == null ? null : reported.toAttempt();
    if (attempt != null) {
      attempts.add(attempt);
    }
    reset();
    return attempt;
  }

  private void reset() {
    reported = null;
    for (Front front : fronts) {
      front.clear();
    }
  }

  private boolean isConverted() {
    return reported != null && reported.step() == fronts.length - 1;
  }

  private boolean isAnyOpen(long at) {
    for (Front front : fronts) {
      if (front.best(at) != null) {
        return true;
      }
    }
    return false;
  }

  private void growByOne(long at, long mask, int event, boolean isEntry) {
    for (int step = fronts.length - 1; step >= 0; step--) {
      if (rules.takes(mask, step)) {
        growTo(step, at, event, isEntry);
      }
    }
  }

  /** From each step that may come before this one. */
  private void growTo(int step, long at, int event, boolean isEntry) {
    if (step == 0 && isEntry) {
      grown.add(new Grown(Chain.entering(0, event, at), FROM_NOTHING, true));
    }
    for (int from = step - 1; from >= required[step]; from--) {
      Chain before = fronts[from].best(at);
      if (before != null && !(isPlain && fronts[step].isNoWorse(before))) {
        grown.add(new Grown(before.plus(step, event, at), from, true));
      }
    }
  }

  private void growByMany(Instant instant, boolean isEntry) {
    if (isEntry) {
      grow(null, instant);
    }
    for (Front front : fronts) {
      Chain before = front.best(instant.at());
      if (before != null) {
        grow(before, instant);
      }
    }
  }

  /** To every step that events of this instant lead to. */
  private void grow(Chain before, Instant instant) {
    int from = before == null ? FROM_NOTHING : before.step();
    Matching required = instant.matching();
    for (int last = from + 1; last < fronts.length; last++) {
      Matching taken = rules.optional()[last] ? required.copy() : required;
      if (taken.add(last)) {
        Matching most = taken;
        for (int step = last - 1; step > from; step--) {
          if (rules.optional()[step]) {
            most = most == taken ? taken.copy() : most;
            most.add(step);
          }
        }
        Chain chain = instant.chain(before, most, last);
        grown.add(new Grown(chain, from, most.size() == instant.total()));
      } else if (taken == required) {
        return;
      }
    }
  }

  private void keepBest(long mask) {
    for (Grown each : grown) {
      consider(each.chain());
    }
    endExcluded(mask);
    if (rules.mode() == Mode.STRICT) {
      endBroken();
    }
    for (Grown each : grown) {
      fronts[each.chain().step()].add(each.chain());
    }
  }

  /** Further than any before, or as far within the same instant and better. */
  private void consider(Chain chain) {
    boolean isFurther = reported == null || chain.step() > reported.step();
    boolean isAsSoon = !isFurther && chain.step() == reported.step() && chain.at() == reported.at();
    if (isFurther || isAsSoon && chain.isBetterThan(reported)) {
      reported = chain;
    }
  }

  /** Whatever did not take every event of the instant is broken, unless it began with it. */
  private void endBroken() {
    for (Front front : fronts) {
      front.clear();
    }
    grown.removeIf(each -> !each.tookAll() && each.from() != FROM_NOTHING);
  }

  /** Ends the chains that took the step after which an event of this instant must not come. */
  private void endExcluded(long mask) {
    for (Exclusion exclusion : rules.exclusions()) {
      if (!exclusion.removes() && Rules.meets(mask, exclusion.condition())) {
        for (int step = exclusion.after(); step < exclusion.before(); step++) {
          fronts[step].clear();
        }
        grown.removeIf(each -> isEnded(each, exclusion));
      }
    }
  }

  /** Steps of the same instant may come after the excluded event, not those before it. */
  private static boolean isEnded(Grown each, Exclusion exclusion) {
    int step = each.chain().step();
    boolean isBetween = step >= exclusion.after() && step < exclusion.before();
    return isBetween && each.from() >= exclusion.after();
  }
}
