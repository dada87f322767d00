package io.clientela.model;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * Counts facts, such as the history of a customer, into a state. What it counts of one fact knows
 * nothing of the others, so that states of different facts add up.
 */
public interface Counter extends Serializable {

  State.Shape shape();

  void update(State state, Row fact);

  /** What is made of the cells before they are handed over. */
  default void finish(State state) {}
}
