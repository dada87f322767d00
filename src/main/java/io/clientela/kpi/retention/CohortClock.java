package io.clientela.kpi.retention;

import java.util.Locale;

/** How periods since the first activity are told. */
public enum CohortClock {
  /** By the periods of the calendar, in business time. */
  CALENDAR,
  /** By exact multiples of 24 hours after the first activity. */
  ELAPSED;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
