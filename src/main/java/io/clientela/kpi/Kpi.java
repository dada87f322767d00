package io.clientela.kpi;

import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import java.util.List;

/**
 * A derivation that is published. The components of the record are its parameters: {@code
 * kpis.<table>.<component>} in the settings; a component that is null takes its default in the
 * compact constructor.
 */
public interface Kpi extends Derivation {

  /**
   * What the parameters name that the raw tables have not; such a run ends before it computes.
   *
   * @param facts the tables as admitted
   */
  default List<String> problems(Facts facts) {
    return List.of();
  }

  /** What of it the company is steered by; none by default. */
  default List<Headline> headlines() {
    return List.of();
  }

  /**
   * Refuses a parameter.
   *
   * @throws IllegalArgumentException unless it holds
   */
  static void require(boolean holds, String parameter, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(parameter + " is " + found + ", expected " + expected);
    }
  }
}
