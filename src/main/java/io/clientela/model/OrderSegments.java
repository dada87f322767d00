package io.clientela.model;

import io.clientela.table.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * One customer's orders, returns and refunds by day and by the values that they have themselves of
 * the dimensions.
 */
final class OrderSegments {

  /** What was ordered on one day with the same values. */
  private static final class Part {
    private final int day;
    private final List<String> values;
    private long orders;
    private long revenue;

    Part(int day, List<String> values) {
      this.day = day;
      this.values = values;
    }

    /** The order's own value, else the customer's. */
    String segment(int dimension, String[] ofCustomer) {
      String own = values.get(dimension);
      return own == null ? ofCustomer[dimension] : own;
    }
  }

  /** The days of one segment, in order. */
  private static final class Days {
    private int size;
    private Integer[] day = new Integer[4];
    private Long[] orders = new Long[4];
    private Long[] revenue = new Long[4];

    void add(Part part) {
      if (size > 0 && day[size - 1] == part.day) {
        orders[size - 1] += part.orders;
        revenue[size - 1] = Money.plus(revenue[size - 1], part.revenue);
        return;
      }
      if (size == day.length) {
        day = Arrays.copyOf(day, size * 2);
        orders = Arrays.copyOf(orders, size * 2);
        revenue = Arrays.copyOf(revenue, size * 2);
      }
      day[size] = part.day;
      orders[size] = part.orders;
      revenue[size++] = part.revenue;
    }

    Row row(int dimension, String segment) {
      return RowFactory.create(
          dimension,
          segment,
          Arrays.copyOf(day, size),
          Arrays.copyOf(orders, size),
          Arrays.copyOf(revenue, size));
    }
  }

  private final List<Part> parts = new ArrayList<>(4);
  private final Map<List<String>, Part> today = new HashMap<>(4);

  /** Days come in order. */
  void add(int day, List<String> values, long orders, long revenue) {
    boolean isNewDay = !parts.isEmpty() && parts.get(parts.size() - 1).day != day;
    if (isNewDay) {
      today.clear();
    }
    Part part = today.get(values);
    if (part == null) {
      part = new Part(day, values);
      today.put(values, part);
      parts.add(part);
    }
    part.orders += orders;
    part.revenue = Money.plus(part.revenue, revenue);
  }

  /**
   * The days of each segment, for the dimensions in which not all of it belongs to the segment of
   * the customer.
   */
  Row[] rows(String[] ofCustomer) {
    List<Row> rows = new ArrayList<>();
    for (int dimension = 0; dimension < ofCustomer.length; dimension++) {
      if (isSplit(dimension, ofCustomer)) {
        split(dimension, ofCustomer, rows);
      }
    }
    return rows.toArray(Row[]::new);
  }

  private boolean isSplit(int dimension, String[] ofCustomer) {
    for (Part part : parts) {
      if (!part.segment(dimension, ofCustomer).equals(ofCustomer[dimension])) {
        return true;
      }
    }
    return false;
  }

  private void split(int dimension, String[] ofCustomer, List<Row> rows) {
    Map<String, Days> segments = new LinkedHashMap<>();
    for (Part part : parts) {
      String segment = part.segment(dimension, ofCustomer);
      segments.computeIfAbsent(segment, added -> new Days()).add(part);
    }
    segments.forEach((segment, days) -> rows.add(days.row(dimension, segment)));
  }
}
