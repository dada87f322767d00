package io.clientela.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;

/**
 * A row of a file that could not be taken apart into its columns.
 *
 * <p>Reading hands such rows on among the others, with null in every column but these two, so that
 * they are counted and kept with the rejected ones. Formats without such rows have no such columns.
 */
public final class UnreadRow {

  /** Column: the row as it stands in the file; null for every row that was read. */
  public static final String TEXT = "__unread_text";

  /** Column: one of the reasons here; null for every row that was read. */
  public static final String REASON = "__unread_reason";

  /** A matter of settings: it counts as unreadable. */
  public static final String OPEN_QUOTE = "a quote is not closed in its line";

  /** It counts as broken. */
  public static final String FIELD_COUNT = "the row has more or fewer fields than its header";

  /** It counts as broken. */
  public static final String NO_DOCUMENT = "the text is not a JSON document";

  /** A matter of settings: it counts as unreadable. */
  public static final String LIST_START = "a list of JSON documents goes over several lines";

  private UnreadRow() {}

  public static boolean isColumn(String name) {
    return name.equals(TEXT) || name.equals(REASON);
  }

  /**
   * The reasons as rules.
   *
   * @param why column {@link #REASON}
   */
  public static List<Rule> rules(Column why) {
    return List.of(
        Rule.unreadable(
            OPEN_QUOTE,
            is(why, OPEN_QUOTE),
            "options: {multiLine: true} where a field holds a line break",
            ""),
        Rule.unreadable(
            LIST_START, is(why, LIST_START), "options: {multiLine: true} for such files", ""),
        Rule.broken(FIELD_COUNT, is(why, FIELD_COUNT)),
        Rule.broken(NO_DOCUMENT, is(why, NO_DOCUMENT)));
  }

  private static Column is(Column why, String reason) {
    return coalesce(why.equalTo(reason), lit(false));
  }
}
