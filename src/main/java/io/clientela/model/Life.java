package io.clientela.model;

import io.clientela.table.Money;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** One customer's days of one activity, as the rows of {@link HistoryPass} tell them. */
final class Life {

  private static final int NEVER = Integer.MIN_VALUE;

  private int size;
  private int[] day = new int[4];
  private long[] actions = new long[4];
  private long[] revenue = new long[4];
  private long[] cost = new long[4];
  private long[] uncosted = new long[4];

  private int firstDay = NEVER;
  private long firstAt;
  private final ElapsedDays elapsed;

  private List<String> ofFirst;
  private long ofFirstAt;
  private boolean ofFirstIsAction;

  /**
   * @param elapsed null where nobody asks for the elapsed clock
   */
  private Life(ElapsedDays elapsed) {
    this.elapsed = elapsed;
  }

  static Life begin(boolean withElapsed) {
    return new Life(withElapsed ? new ElapsedDays() : null);
  }

  /** A life that another activity began: what the customer did of this one from then on. */
  static Life after(Life begun, boolean withElapsed) {
    Life life = new Life(withElapsed ? ElapsedDays.since(begun.firstAt) : null);
    life.firstDay = begun.firstDay;
    life.firstAt = begun.firstAt;
    return life;
  }

  boolean hasBegun() {
    return firstDay != NEVER;
  }

  long firstAt() {
    return firstAt;
  }

  List<String> segments() {
    return ofFirst;
  }

  void add(Row row) {
    int on = row.getInt(3);
    long count = row.getLong(6);
    if (size == 0 || day[size - 1] != on) {
      open(on);
    }
    int last = size - 1;
    actions[last] += count;
    revenue[last] = Money.plus(revenue[last], Money.inTenThousandths(row.getDecimal(7)));
    cost[last] = Money.plus(cost[last], Money.inTenThousandths(row.getDecimal(8)));
    uncosted[last] += row.getLong(9);
    if (count > 0) {
      act(on, row.getLong(4), count);
    }
    if (!row.isNullAt(5)) {
      keepFirst(row.getLong(4), count > 0, row.getList(5));
    }
  }

  private void act(int on, long at, long count) {
    if (firstDay == NEVER) {
      firstDay = on;
      firstAt = at;
    } else if (firstDay == on) {
      firstAt = Math.min(firstAt, at);
    }
    if (elapsed != null) {
      elapsed.add(on, at, count);
    }
  }

  /** The first action, or the first return where there is none; ties go to the smaller text. */
  private void keepFirst(long at, boolean isAction, List<String> segments) {
    boolean isFirst =
        ofFirst == null
            || (isAction && !ofFirstIsAction)
            || (isAction == ofFirstIsAction
                && (at < ofFirstAt
                    || (at == ofFirstAt && text(segments).compareTo(text(ofFirst)) < 0)));
    if (isFirst) {
      ofFirst = segments;
      ofFirstAt = at;
      ofFirstIsAction = isAction;
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

  /**
   * @param orderSegments of orders, where they are kept
   */
  Row row(String activity, Object customer, String[] segments, Row[] orderSegments) {
    Row[] days = new Row[size];
    Integer lastDay = null;
    int activeDays = 0;
    long allActions = 0;
    long allRevenue = 0;
    long laterRevenue = 0;
    for (int i = 0; i < size; i++) {
      days[i] = RowFactory.create(day[i], actions[i], revenue[i], cost[i], uncosted[i]);
      if (actions[i] > 0) {
        lastDay = day[i];
        activeDays++;
      }
      allActions += actions[i];
      allRevenue = Money.plus(allRevenue, revenue[i]);
      boolean isLater = hasBegun() && day[i] > firstDay;
      laterRevenue = Money.plus(laterRevenue, isLater ? revenue[i] : 0);
    }
    return RowFactory.create(
        activity,
        customer,
        segments,
        hasBegun() ? firstDay : null,
        lastDay,
        activeDays,
        allActions,
        allRevenue,
        laterRevenue,
        days,
        hasBegun() ? firstAt : null,
        elapsed == null ? null : elapsed.days(),
        elapsed == null ? null : elapsed.actions(),
        orderSegments);
  }
}
