package io.clientela.kpi;

import java.util.Locale;

/** Which way a KPI has to move to be good news. */
public enum Better {
  HIGHER,
  LOWER;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
