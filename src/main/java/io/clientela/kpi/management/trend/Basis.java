package io.clientela.kpi.management.trend;

import java.util.Locale;

/** What the next value of a series is expected from. */
public enum Basis {
  /** The median of the values before. */
  MEDIAN(0.42, 1.3),
  /** The line through them. */
  LINE(0.38, 3.2),
  /** The value a year before, and what others have become since theirs. */
  YEAR_BEFORE(0.42, 1.3);

  private final double freedom;
  private final double excess;

  /** Fitted to simulated normal series: see {@link Forecast#pValue}. */
  Basis(double freedom, double excess) {
    this.freedom = freedom;
    this.excess = excess;
  }

  /** As it is written in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Degrees of freedom of a distance from what so many values make expected. */
  double freedom(int size) {
    return Math.max(1, freedom * size);
  }

  /** How much farther than a spread such distances lie. */
  double excess(int size) {
    return 1 + excess / size;
  }

  /** Whether distances are those of logarithms. */
  boolean isRelative() {
    return this != MEDIAN;
  }
}
