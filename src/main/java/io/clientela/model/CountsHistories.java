package io.clientela.model;

import io.clientela.table.Derivation;
import io.clientela.table.Facts;

/** A derivation that stands on what is counted over histories: see {@link HistoryCells}. */
public interface CountsHistories extends Derivation {

  /**
   * @param facts whose time and breakdown it may know
   */
  Counter counter(Facts facts);

  /** Whether there is anything to count; without, it does not read {@link HistoryCells}. */
  default boolean isCounting() {
    return true;
  }
}
