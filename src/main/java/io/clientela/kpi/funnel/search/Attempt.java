package io.clientela.kpi.funnel.search;

/**
 * A chain that is reported.
 *
 * @param steps numbers of the steps taken, in order of time
 * @param events numbers of the events that took them
 * @param furthest how far it came: steps up to the last one taken, or taken in any order
 */
public record Attempt(int[] steps, int[] events, int furthest) {

  public int entry() {
    return events[0];
  }

  public int last() {
    return events[events.length - 1];
  }
}
