package io.clientela.model;

import io.clientela.table.Field;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Counts customers into a state. What it counts of one customer knows nothing of the others, so
 * that states of different customers add up.
 */
public interface Counter extends Serializable {

  Shape shape();

  void update(State state, CustomerHistory customer);

  /** What is made of the cells before they are handed over. */
  default void finish(State state) {}

  /** What the number of a cell is as columns: whole numbers or texts, null or not. */
  record Key(List<Field> fields, IntFunction<Object[]> values) {

    public static Key of(Field field) {
      return new Key(List.of(field), value -> new Object[] {value == State.NULL ? null : value});
    }

    /** The place of a value among these. */
    public static Key placeIn(Field field, List<?> values) {
      return new Key(List.of(field), place -> new Object[] {values.get(place)});
    }
  }

  /**
   * What is counted under which numbers, beside activity, dimension and segment.
   *
   * @param measures counts, or money in ten-thousandths
   * @param more sums that a cell has beside its measures, which are not handed over
   */
  record Shape(List<Key> numbers, List<Field> measures, int more) {

    public Shape(List<Key> numbers, Field... measures) {
      this(numbers, List.of(measures), 0);
    }

    public List<Field> keys() {
      return numbers.stream().flatMap(number -> number.fields().stream()).toList();
    }
  }
}
