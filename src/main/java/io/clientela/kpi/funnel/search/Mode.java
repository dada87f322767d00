package io.clientela.kpi.funnel.search;

/** How the steps of a chain follow each other. */
public enum Mode {
  ORDERED,
  STRICTLY_INCREASING,
  STRICT,
  ANY_ORDER
}
