package io.clientela.kpi.funnel.search;

import java.util.List;

/** Finds the attempts of one stream of events at one funnel. */
interface Search {

  /**
   * The attempts in order of time: none without an entry, at most one where not all are counted.
   *
   * @param entry the one time at which a chain may begin; null = any
   */
  List<Attempt> search(Stream events, Long entry);
}
