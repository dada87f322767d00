package io.clientela.kpi.funnel;

import static io.clientela.table.Money.inTenThousandths;

import io.clientela.kpi.funnel.ChainSearch.Chain;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Turns the events of one partition, run by run of the key's hash, into one reported chain per key
 * and funnel.
 */
final class FunnelPass implements Iterator<Row> {

  /** A funnel with its steps as codes of event types. */
  record Coded(String name, int[] codes, long window) implements Serializable {}

  private final Iterator<Row> rows;
  private final List<Coded> funnels;
  private final Queue<Row> done = new ArrayDeque<>();
  private Row head;

  FunnelPass(Iterator<Row> rows, List<Coded> funnels) {
    this.rows = rows;
    this.funnels = funnels;
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

  /** A run holds one key, or rarely several whose hashes agree. */
  private void readRun() {
    long run = head.getLong(0);
    Map<Object, Events> byKey = new LinkedHashMap<>(4);
    while (head != null && head.getLong(0) == run) {
      byKey.computeIfAbsent(head.get(1), key -> new Events()).add(head);
      head = next(rows);
    }
    byKey.values().forEach(events -> events.search(funnels, done));
  }

  private static Row next(Iterator<Row> rows) {
    return rows.hasNext() ? rows.next() : null;
  }

  /** The events of one key; as long as they are, never longer than one key's. */
  private static final class Events {
    private int size;
    private long[] at = new long[8];
    private int[] code = new int[8];
    private long[] revenue = new long[8];
    private int[] day = new int[8];
    private final List<Object> customers = new ArrayList<>(1);
    private final List<List<String>> segments = new ArrayList<>(1);

    void add(Row row) {
      if (size == at.length) {
        at = Arrays.copyOf(at, size * 2);
        code = Arrays.copyOf(code, size * 2);
        revenue = Arrays.copyOf(revenue, size * 2);
        day = Arrays.copyOf(day, size * 2);
      }
      at[size] = row.getLong(2);
      code[size] = row.getInt(3);
      revenue[size] = inTenThousandths(row.getDecimal(4));
      day[size] = row.getInt(5);
      remember(customers, row.get(6));
      remember(segments, row.isNullAt(7) ? null : row.getList(7));
      size++;
    }

    /** Values that never change along a key are held once. */
    private <T> void remember(List<T> values, T value) {
      boolean isSame = size > 0 && values.size() == 1 && Objects.equals(values.get(0), value);
      if (isSame) {
        return;
      }
      while (!values.isEmpty() && values.size() < size) {
        values.add(values.get(values.size() - 1));
      }
      values.add(value);
    }

    private static <T> T recall(List<T> values, int event) {
      return values.get(Math.min(event, values.size() - 1));
    }

    void search(List<Coded> funnels, Queue<Row> found) {
      Integer[] order = inOrder();
      long[] sortedAt = new long[size];
      int[] sortedCode = new int[size];
      for (int i = 0; i < size; i++) {
        sortedAt[i] = at[order[i]];
        sortedCode[i] = code[order[i]];
      }
      for (Coded funnel : funnels) {
        Chain chain =
            new ChainSearch(funnel.codes(), funnel.window()).search(sortedAt, sortedCode, size);
        if (chain != null) {
          found.add(row(funnel, chain, order));
        }
      }
    }

    /** By time, then by what else tells two events apart, so that no order of rows shows. */
    private Integer[] inOrder() {
      Integer[] order = new Integer[size];
      Arrays.setAll(order, i -> i);
      Comparator<Integer> byTime = Comparator.comparingLong(i -> at[i]);
      Arrays.sort(
          order,
          byTime
              .thenComparingInt(i -> code[i])
              .thenComparingLong(i -> revenue[i])
              .thenComparing(i -> String.valueOf(recall(customers, i)))
              .thenComparing(i -> String.valueOf(recall(segments, i))));
      return order;
    }

    private Row row(Coded funnel, Chain chain, Integer[] order) {
      int first = order[chain.events()[0]];
      int last = order[chain.events()[chain.steps() - 1]];
      boolean isConverted = chain.steps() == funnel.codes().length;
      Long[] times = new Long[chain.steps()];
      for (int i = 0; i < times.length; i++) {
        times[i] = at[order[chain.events()[i]]];
      }
      List<String> own = recall(segments, first);
      return RowFactory.create(
          funnel.name(),
          recall(customers, first),
          own == null ? null : own.toArray(new String[0]),
          day[first],
          times,
          isConverted ? revenue[last] : 0L);
    }
  }
}
