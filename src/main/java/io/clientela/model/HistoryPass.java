package io.clientela.model;

import io.clientela.table.Money;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import org.apache.spark.sql.Row;

/**
 * Turns the rows of one partition, in the order of run and day, into one row per customer and
 * activity.
 */
final class HistoryPass implements Iterator<Row> {

  /** Day of the row that carries a customer's attributes: before every other. */
  static final int ATTRIBUTES = -(1 << 19);

  /**
   * What to make.
   *
   * @param orderSegments whether the segments that orders belong to themselves are kept
   * @param fromCustomer per dimension, whether it is an attribute of the customer
   */
  record Wanted(
      Set<String> activities,
      List<ActivityPair> pairs,
      boolean elapsed,
      boolean orderSegments,
      boolean[] fromCustomer)
      implements Serializable {}

  private final Iterator<Row> rows;
  private final Wanted wanted;
  private final Queue<Row> done = new ArrayDeque<>();
  private Row head;

  HistoryPass(Iterator<Row> rows, Wanted wanted) {
    this.rows = rows;
    this.wanted = wanted;
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
    long run = HistoryRows.runOf(head);
    Map<Object, Customer> customers = new LinkedHashMap<>(4);
    while (head != null && HistoryRows.runOf(head) == run) {
      customers.computeIfAbsent(head.get(1), Customer::new).add(head);
      head = next(rows);
    }
    customers.values().forEach(Customer::finish);
  }

  private static Row next(Iterator<Row> rows) {
    return rows.hasNext() ? rows.next() : null;
  }

  private final class Customer {
    private final Object id;
    private final Map<String, Life> lives = new LinkedHashMap<>(4);
    private final OrderSegments orders = wanted.orderSegments() ? new OrderSegments() : null;
    private final List<Row> today = new ArrayList<>(0);
    private List<String> attributes;

    Customer(Object id) {
      this.id = id;
    }

    void add(Row row) {
      if (row.getInt(3) == ATTRIBUTES) {
        attributes = row.isNullAt(5) ? null : row.getList(5);
        return;
      }
      if (!wanted.pairs().isEmpty()) {
        if (!today.isEmpty() && today.get(0).getInt(3) != row.getInt(3)) {
          endDay();
        }
        today.add(row);
      }
      String activity = row.getString(2);
      life(activity).add(row);
      if (orders != null && activity.equals(History.ORDER) && !row.isNullAt(5)) {
        long revenue = Money.inTenThousandths(row.getDecimal(7));
        orders.add(row.getInt(3), row.getList(5), row.getLong(6), revenue);
      }
      if (isOtherwiseInteraction(activity)) {
        life(History.INTERACTION).add(row);
      }
    }

    private Life life(String activity) {
      return lives.computeIfAbsent(activity, added -> Life.begin(wanted.elapsed()));
    }

    /** Interactions count under their type and as interactions of any type. */
    private boolean isOtherwiseInteraction(String activity) {
      return !activity.equals(History.ORDER) && !activity.equals(History.INTERACTION);
    }

    /** Who began on this day came back on it only by what followed. */
    private void endDay() {
      for (ActivityPair pair : wanted.pairs()) {
        Life begun = lives.get(pair.start());
        if (begun == null || !begun.hasBegun()) {
          continue;
        }
        Life life =
            lives.computeIfAbsent(pair.name(), added -> Life.after(begun, wanted.elapsed()));
        for (Row row : today) {
          boolean isAction = row.getLong(6) > 0;
          if (isAction && isOf(row, pair.back()) && row.getLong(4) >= begun.firstAt()) {
            life.add(row);
          }
        }
      }
      today.clear();
    }

    private boolean isOf(Row row, String activity) {
      String own = row.getString(2);
      boolean isAny = activity.equals(History.INTERACTION) && isOtherwiseInteraction(own);
      return isAny || own.equals(activity);
    }

    void finish() {
      endDay();
      lives.forEach(
          (activity, life) -> {
            if (wanted.activities().contains(activity)) {
              String[] segments = segments(activity, life);
              boolean isOfOrders = orders != null && activity.equals(History.ORDER);
              Row[] orderSegments = isOfOrders ? orders.rows(segments) : null;
              done.add(life.row(activity, id, segments, orderSegments));
            }
          });
    }

    private String[] segments(String activity, Life life) {
      List<String> ofFirst = life.segments();
      for (ActivityPair pair : wanted.pairs()) {
        ofFirst = pair.name().equals(activity) ? lives.get(pair.start()).segments() : ofFirst;
      }
      String[] segments = new String[wanted.fromCustomer().length];
      for (int i = 0; i < segments.length; i++) {
        List<String> known = wanted.fromCustomer()[i] ? attributes : ofFirst;
        String value = known == null ? null : known.get(i);
        segments[i] = value == null ? Breakdowns.NONE : value;
      }
      return segments;
    }
  }
}
