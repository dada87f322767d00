package io.clientela.kpi;

import io.clientela.model.Asks;
import io.clientela.table.Derivation;
import java.util.Optional;

/**
 * A derivation that is published. The components of the record are its parameters: {@code
 * kpis.<table>.<component>} in the settings; a component that is null takes its default in the
 * compact constructor.
 */
public interface Kpi extends Derivation {

  /** What it needs the shared facts to hold. */
  default Asks asks() {
    return Asks.NOTHING;
  }

  /** Why there is nothing to compute with these parameters, if so. */
  default Optional<String> idle() {
    return Optional.empty();
  }
}
