package io.clientela.model;

import java.io.Serializable;

/**
 * Counts customers into a state. What it counts of one customer knows nothing of the others, so
 * that states of different customers add up.
 */
public interface Counter extends Serializable {

  State.Shape shape();

  void update(State state, CustomerHistory customer);

  /** What is made of the cells before they are handed over. */
  default void finish(State state) {}
}
