package io.clientela.table;

/**
 * Which of several rows with one id counts.
 *
 * @param column of the source, with numbers or instants; rows without a value never win against
 *     rows with one
 */
public record VersionChoice(Order order, String column) {

  /** Whether the first or the last value of the column wins. */
  public enum Order {
    FIRST_BY,
    LAST_BY
  }
}
