package io.clientela.kpi.funnel.search;

/** Which attempts of a customer count. */
public enum Policy {
  FURTHEST,
  FIRST_ENTRY,
  LATEST_ENTRY,
  ALL
}
