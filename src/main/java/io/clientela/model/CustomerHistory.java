package io.clientela.model;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * What one customer did of one activity: a row of {@link History}.
 *
 * @param firstDay null for returns only
 * @param firstAt microseconds since 1970, null for returns only
 * @param elapsed null where nobody asks for the elapsed clock
 * @param ofSegments of orders that do not belong to the customer's segment
 */
public record CustomerHistory(
    String activity,
    List<String> segments,
    Integer firstDay,
    Long firstAt,
    Days days,
    Elapsed elapsed,
    List<OfSegment> ofSegments) {

  /**
   * Days with an activity or with money, in order.
   *
   * @param actions 0 on a day of returns only
   */
  public record Days(int[] day, long[] actions, long[] revenue, long[] cost, long[] uncosted) {}

  /** Days of 24 hours since the first activity, of each that has one, in order. */
  public record Elapsed(int[] day, long[] actions) {}

  /**
   * The orders of one segment.
   *
   * @param dimension its number among the configured ones
   */
  public record OfSegment(
      int dimension, String segment, int[] day, long[] orders, long[] revenue) {}

  public boolean isOfOrders() {
    return activity.equals(History.ORDER);
  }

  /** In order; a day of returns only is none. */
  public int[] activeDays() {
    int[] active = new int[days.day().length];
    int count = 0;
    for (int i = 0; i < active.length; i++) {
      if (days.actions()[i] > 0) {
        active[count++] = days.day()[i];
      }
    }
    return Arrays.copyOf(active, count);
  }

  private static final List<Column> COLUMNS =
      List.of(
          History.ACTIVITY.col(),
          Breakdowns.SEGMENTS.col(),
          History.FIRST_DAY.col(),
          History.FIRST_AT.col(),
          History.eachDay(History.DAY),
          History.eachDay(History.ACTIONS),
          History.eachDay(History.REVENUE),
          History.eachDay(Sales.COST),
          History.eachDay(Sales.UNCOSTED),
          History.ELAPSED_DAYS.col(),
          History.ELAPSED_ACTIONS.col(),
          History.ORDER_SEGMENTS.col());

  /** What {@link #of} reads of a history. */
  static Column[] columns() {
    return COLUMNS.toArray(Column[]::new);
  }

  static CustomerHistory of(Row row) {
    List<Row> parts = row.isNullAt(11) ? List.of() : row.getList(11);
    return new CustomerHistory(
        row.getString(0),
        row.getList(1),
        row.getAs(2),
        row.getAs(3),
        new Days(ints(row, 4), longs(row, 5), longs(row, 6), longs(row, 7), longs(row, 8)),
        row.isNullAt(9) ? null : new Elapsed(ints(row, 9), longs(row, 10)),
        parts.stream()
            .map(
                part ->
                    new OfSegment(
                        part.getInt(0),
                        part.getString(1),
                        ints(part, 2),
                        longs(part, 3),
                        longs(part, 4)))
            .toList());
  }

  private static int[] ints(Row row, int column) {
    List<Integer> values = row.getList(column);
    int[] plain = new int[values.size()];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = values.get(i);
    }
    return plain;
  }

  private static long[] longs(Row row, int column) {
    List<Long> values = row.getList(column);
    long[] plain = new long[values.size()];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = values.get(i);
    }
    return plain;
  }
}
