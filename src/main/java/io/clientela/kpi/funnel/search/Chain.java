package io.clientela.kpi.funnel.search;

import java.util.Arrays;

/**
 * Steps taken so far, the last one first.
 *
 * @param before null for the first step taken
 * @param entry when the first event happened
 * @param at when the last event happened
 * @param length steps taken
 */
record Chain(Chain before, int step, int event, long entry, long at, int length) {

  static Chain entering(int step, int event, long at) {
    return new Chain(null, step, event, at, at, 1);
  }

  Chain plus(int nextStep, int nextEvent, long nextAt) {
    return new Chain(this, nextStep, nextEvent, entry, nextAt, length + 1);
  }

  /**
   * Of two chains that took the same last step: entered later, more steps, the last ones sooner.
   */
  boolean isBetterThan(Chain other) {
    if (other == null || entry != other.entry) {
      return other == null || entry > other.entry;
    }
    if (length != other.length) {
      return length > other.length;
    }
    Chain mine = this;
    Chain theirs = other;
    while (mine != null && mine != theirs) {
      if (mine.at != theirs.at) {
        return mine.at < theirs.at;
      }
      mine = mine.before;
      theirs = theirs.before;
    }
    return false;
  }

  /** When the step was taken; the step must be one of the chain's. */
  long atOf(int wanted) {
    Chain link = this;
    while (link.step != wanted) {
      link = link.before;
    }
    return link.at;
  }

  boolean uses(int wanted) {
    Chain link = this;
    while (link != null && link.event != wanted) {
      link = link.before;
    }
    return link != null;
  }

  Attempt toAttempt() {
    int[] steps = new int[length];
    int[] events = new int[length];
    Chain link = this;
    for (int i = length - 1; i >= 0; i--) {
      steps[i] = link.step;
      events[i] = link.event;
      link = link.before;
    }
    return new Attempt(steps, events, step + 1);
  }

  @Override
  public String toString() {
    Attempt attempt = toAttempt();
    return Arrays.toString(attempt.steps()) + " by " + Arrays.toString(attempt.events());
  }
}
