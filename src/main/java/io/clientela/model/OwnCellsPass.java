package io.clientela.model;

import io.clientela.model.compact.Durations;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The rows of a partition, counted by cell. What is held is handed on whenever it is much, so that
 * a large partition needs no more memory than a small one; a cell may then come more than once.
 */
final class OwnCellsPass implements Iterator<Row> {

  /** In numbers of 8 bytes, as is what a cell and its durations take beside what they hold. */
  private static final int MOST_HELD = 8_000_000;

  private static final int OF_A_CELL = 24;
  private static final int OF_DURATIONS = 12;
  private static final int OF_A_TEXT = 12;

  /** A sum is handed on before it could be more than a long holds. */
  private static final long LARGEST_SUM = Long.MAX_VALUE / 2;

  /** Rows are segments, day, and so many keys, sums, durations and distinct values. */
  record Shape(
      List<PeriodNumbers> grains,
      List<String> dimensions,
      int keys,
      int sums,
      int times,
      int distinct)
      implements Serializable {

    private static final int FIRST_KEY = 2;

    private int firstSum() {
      return FIRST_KEY + keys;
    }

    private int firstTime() {
      return firstSum() + sums;
    }

    private int firstDistinct() {
      return firstTime() + times;
    }

    private List<Object> keysOf(Row row) {
      List<Object> found = new ArrayList<>(keys);
      for (int i = FIRST_KEY; i < firstSum(); i++) {
        found.add(row.get(i));
      }
      return found;
    }
  }

  private record Cell(List<Object> keys, int grain, int dimension, String segment, int period) {}

  private final class State {
    private final long[] sums = new long[shape.sums];
    private final Durations[] times = new Durations[shape.times];
    private final List<Set<String>> distinct =
        Stream.generate(() -> (Set<String>) new HashSet<String>()).limit(shape.distinct).toList();

    State() {
      size += OF_A_CELL + shape.sums;
    }

    void add(Row row) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += row.getLong(shape.firstSum() + i);
        isFull |= sums[i] > LARGEST_SUM;
      }
      for (int i = 0; i < times.length; i++) {
        if (!row.isNullAt(shape.firstTime() + i)) {
          time(i).add(row.getLong(shape.firstTime() + i));
          size++;
        }
      }
      for (int i = 0; i < shape.distinct; i++) {
        String value = row.getString(shape.firstDistinct() + i);
        if (value != null && distinct.get(i).add(value)) {
          size += OF_A_TEXT;
        }
      }
    }

    private Durations time(int i) {
      if (times[i] == null) {
        times[i] = new Durations();
        size += OF_DURATIONS;
      }
      return times[i];
    }
  }

  private final Iterator<Row> rows;
  private final Shape shape;
  private Map<Cell, State> held = new HashMap<>();
  private int size;
  private boolean isFull;
  private Iterator<Map.Entry<Cell, State>> ready = Collections.emptyIterator();

  OwnCellsPass(Iterator<Row> rows, Shape shape) {
    this.rows = rows;
    this.shape = shape;
  }

  @Override
  public boolean hasNext() {
    if (!ready.hasNext()) {
      while (rows.hasNext() && size < MOST_HELD && !isFull) {
        add(rows.next());
      }
      ready = held.entrySet().iterator();
      held = new HashMap<>();
      size = 0;
      isFull = false;
    }
    return ready.hasNext();
  }

  private void add(Row row) {
    List<Object> keys = shape.keysOf(row);
    List<String> segments = row.isNullAt(0) ? null : row.getList(0);
    for (int grain = 0; grain < shape.grains.size(); grain++) {
      int period = shape.grains.get(grain).of(row.getInt(1));
      state(new Cell(keys, grain, -1, Breakdowns.ALL, period)).add(row);
      for (int i = 0; i < shape.dimensions.size(); i++) {
        String segment = segments == null ? null : segments.get(i);
        String known = segment == null ? Breakdowns.NONE : segment;
        state(new Cell(keys, grain, i, known, period)).add(row);
      }
    }
  }

  private State state(Cell cell) {
    return held.computeIfAbsent(cell, unknown -> new State());
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Map.Entry<Cell, State> entry = ready.next();
    Cell cell = entry.getKey();
    List<Object> values = new ArrayList<>(cell.keys);
    values.add(shape.grains.get(cell.grain).grain().label());
    values.add(cell.dimension < 0 ? Breakdowns.ALL : shape.dimensions.get(cell.dimension));
    values.add(cell.segment);
    values.add(cell.period);
    for (long sum : entry.getValue().sums) {
      values.add(sum);
    }
    for (Durations times : entry.getValue().times) {
      values.add(times == null ? null : times.toBytes());
    }
    entry.getValue().distinct.forEach(each -> values.add(each.toArray()));
    return RowFactory.create(values.toArray());
  }
}
