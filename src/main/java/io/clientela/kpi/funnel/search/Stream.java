package io.clientela.kpi.funnel.search;

/**
 * Events in order of time; those of one instant may be taken in any order.
 *
 * @param at microseconds since 1970
 * @param mask the conditions that each event meets
 */
public record Stream(long[] at, long[] mask, int size) {

  /** The first event after the instant of this one. */
  int endOfInstant(int event) {
    int end = event + 1;
    while (end < size && at[end] == at[event]) {
      end++;
    }
    return end;
  }
}
