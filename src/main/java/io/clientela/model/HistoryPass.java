package io.clientela.model;

import static io.clientela.table.Money.inTenThousandths;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Turns the rows of one partition, in the order of run and day, into one row per customer and
 * activity.
 */
final class HistoryPass implements Iterator<Row> {

  /** Day of the row that carries a customer's attributes: before every other. */
  static final int ATTRIBUTES = -(1 << 19);

  private final Iterator<Row> rows;
  private final boolean[] fromCustomer;
  private final Queue<Row> done = new ArrayDeque<>();
  private Row head;

  HistoryPass(Iterator<Row> rows, boolean[] fromCustomer) {
    this.rows = rows;
    this.fromCustomer = fromCustomer;
    this.head = next(rows);
  }

  @Override
  public boolean hasNext() {
    while (done.isEmpty() && head != null) {
      readRun();
    }
    return !done.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return done.remove();
  }

  /** A run holds one customer, or rarely several whose hashes agree. */
  private void readRun() {
    long run = runOf(head);
    Map<Object, Customer> customers = new LinkedHashMap<>(4);
    while (head != null && runOf(head) == run) {
      customers.computeIfAbsent(head.get(1), Customer::new).add(head);
      head = next(rows);
    }
    customers.values().forEach(customer -> done.addAll(customer.histories(fromCustomer)));
  }

  private static long runOf(Row row) {
    return row.getLong(0) & ~((1L << 20) - 1);
  }

  private static Row next(Iterator<Row> rows) {
    return rows.hasNext() ? rows.next() : null;
  }

  private static final class Customer {
    private final Object id;
    private final Map<String, Life> lives = new LinkedHashMap<>(4);
    private List<String> attributes;

    Customer(Object id) {
      this.id = id;
    }

    void add(Row row) {
      if (row.getInt(3) == ATTRIBUTES) {
        attributes = row.isNullAt(5) ? null : row.getList(5);
      } else {
        lives.computeIfAbsent(row.getString(2), activity -> new Life()).add(row);
      }
    }

    Collection<Row> histories(boolean[] fromCustomer) {
      List<Row> rows = new ArrayList<>(lives.size());
      lives.forEach(
          (activity, life) -> rows.add(life.row(activity, id, segments(life, fromCustomer))));
      return rows;
    }

    private Object segments(Life life, boolean[] fromCustomer) {
      String[] segments = new String[fromCustomer.length];
      for (int i = 0; i < segments.length; i++) {
        List<String> known = fromCustomer[i] ? attributes : life.ofFirst;
        String value = known == null ? null : known.get(i);
        segments[i] = value == null ? Breakdowns.NONE : value;
      }
      return segments;
    }
  }

  /** One customer's days of one activity. */
  private static final class Life {
    private int size;
    private int[] day = new int[4];
    private long[] actions = new long[4];
    private long[] revenue = new long[4];
    private long[] cost = new long[4];
    private long[] uncosted = new long[4];
    private List<String> ofFirst;
    private long firstAt;
    private boolean firstIsAction;

    void add(Row row) {
      int on = row.getInt(3);
      if (size == 0 || day[size - 1] != on) {
        open(on);
      }
      int last = size - 1;
      actions[last] += row.getLong(6);
      revenue[last] = Math.addExact(revenue[last], inTenThousandths(row.getDecimal(7)));
      cost[last] = Math.addExact(cost[last], inTenThousandths(row.getDecimal(8)));
      uncosted[last] += row.getLong(9);
      if (!row.isNullAt(5)) {
        keepFirst(row.getLong(4), row.getLong(6) > 0, row.getList(5));
      }
    }

    /** The first action, or the first return where there is none; ties go to the smaller text. */
    private void keepFirst(long at, boolean isAction, List<String> segments) {
      boolean isFirst =
          ofFirst == null
              || (isAction && !firstIsAction)
              || (isAction == firstIsAction
                  && (at < firstAt
                      || (at == firstAt && text(segments).compareTo(text(ofFirst)) < 0)));
      if (isFirst) {
        ofFirst = segments;
        firstAt = at;
        firstIsAction = isAction;
      }
    }

    private static String text(List<String> segments) {
      return segments.toString();
    }

    private void open(int on) {
      if (size == day.length) {
        day = Arrays.copyOf(day, size * 2);
        actions = Arrays.copyOf(actions, size * 2);
        revenue = Arrays.copyOf(revenue, size * 2);
        cost = Arrays.copyOf(cost, size * 2);
        uncosted = Arrays.copyOf(uncosted, size * 2);
      }
      day[size++] = on;
    }

    Row row(String activity, Object id, Object segments) {
      Row[] days = new Row[size];
      Integer[] next = nextActiveDays();
      Integer previous = null;
      Integer first = null;
      int activeDays = 0;
      long allActions = 0;
      long allRevenue = 0;
      for (int i = 0; i < size; i++) {
        boolean isActive = actions[i] > 0;
        days[i] =
            RowFactory.create(
                day[i],
                actions[i],
                revenue[i],
                cost[i],
                uncosted[i],
                isActive ? previous : null,
                isActive ? next[i] : null);
        if (isActive) {
          previous = day[i];
          first = first == null ? previous : first;
          activeDays++;
        }
        allActions += actions[i];
        allRevenue = Math.addExact(allRevenue, revenue[i]);
      }
      return RowFactory.create(
          activity, id, segments, first, previous, activeDays, allActions, allRevenue, days);
    }

    private Integer[] nextActiveDays() {
      Integer[] next = new Integer[size];
      Integer following = null;
      for (int i = size - 1; i >= 0; i--) {
        next[i] = following;
        following = actions[i] > 0 ? Integer.valueOf(day[i]) : following;
      }
      return next;
    }
  }
}
