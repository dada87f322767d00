package io.clientela.table;

import java.util.List;
import org.apache.spark.sql.Column;

/**
 * A reason to reject a row.
 *
 * @param reason in words, without a value of the row in it
 * @param broken true for the rows to reject; null counts as false
 * @param expected what would be accepted, in words; empty where the reason says it
 * @param columns of the source in which examples of what was found stand
 */
public record Rule(String reason, Column broken, Kind kind, String expected, List<String> columns) {

  /** Whose fault a rejected row mostly is. */
  public enum Kind {
    /** Not written as expected: nearly always a matter of settings. */
    UNREADABLE,
    /** Missing, implausible or contradictory: a matter of the data. */
    BROKEN
  }

  public static Rule broken(String reason, Column broken) {
    return new Rule(reason, broken, Kind.BROKEN, "", List.of());
  }

  public static Rule unreadable(String reason, Column broken, String expected, String column) {
    List<String> columns = column.isEmpty() ? List.of() : List.of(column);
    return new Rule(reason, broken, Kind.UNREADABLE, expected, columns);
  }

  /** With examples of what was found in a column. */
  public Rule shownBy(String column) {
    return new Rule(reason, broken, kind, expected, List.of(column));
  }

  public Rule when(Column condition) {
    return new Rule(reason, condition, kind, expected, columns);
  }
}
