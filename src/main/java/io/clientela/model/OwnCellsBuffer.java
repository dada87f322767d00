package io.clientela.model;

import io.clientela.model.compact.Durations;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** What is counted of rows by their own columns: see {@link CellColumns}. */
final class OwnCellsBuffer implements PartialAggregation.Buffer {

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

    private String[] labelsOf(Row row, String dimension, String segment) {
      String[] labels = new String[keys + 2];
      for (int i = 0; i < keys; i++) {
        labels[i] = row.getString(FIRST_KEY + i);
      }
      labels[keys] = dimension;
      labels[keys + 1] = segment;
      return labels;
    }
  }

  /** What a cell holds beside its sums. */
  private final class Held {
    private final Durations[] times = new Durations[shape.times];
    private final List<Set<String>> distinct =
        Stream.generate(() -> (Set<String>) new HashSet<String>()).limit(shape.distinct).toList();

    void add(Row row) {
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

  private final Shape shape;
  private final State state;
  private final List<Held> held = new ArrayList<>();
  private int size;
  private boolean isFull;

  OwnCellsBuffer(Shape shape) {
    this.shape = shape;
    this.state = new State(shape.sums);
  }

  @Override
  public void clear() {
    state.clear();
    held.clear();
    size = 0;
    isFull = false;
  }

  @Override
  public boolean isFull() {
    return isFull || size >= MOST_HELD;
  }

  @Override
  public void update(Row row) {
    int[] groups = groups(row);
    for (int grain = 0; grain < shape.grains.size(); grain++) {
      int period = shape.grains.get(grain).of(row.getInt(1));
      for (int group : groups) {
        add(row, state.cell(group, grain, period, 0));
      }
    }
  }

  private int[] groups(Row row) {
    List<String> segments = row.isNullAt(0) ? null : row.getList(0);
    int[] groups = new int[shape.dimensions.size() + 1];
    groups[0] = state.group(shape.labelsOf(row, Breakdowns.ALL, Breakdowns.ALL));
    for (int i = 0; i < shape.dimensions.size(); i++) {
      String segment = segments == null ? null : segments.get(i);
      String known = segment == null ? Breakdowns.NONE : segment;
      groups[i + 1] = state.group(shape.labelsOf(row, shape.dimensions.get(i), known));
    }
    return groups;
  }

  private void add(Row row, int cell) {
    long[] sums = state.sums();
    int at = state.at(cell);
    for (int i = 0; i < shape.sums; i++) {
      sums[at + i] += row.getLong(shape.firstSum() + i);
      isFull |= sums[at + i] > LARGEST_SUM;
    }
    if (cell == held.size()) {
      held.add(new Held());
      size += OF_A_CELL + shape.sums;
    }
    held.get(cell).add(row);
  }

  @Override
  public Iterator<Row> cells() {
    return IntStream.range(0, state.size()).mapToObj(this::row).iterator();
  }

  private Row row(int cell) {
    List<String> labels = state.labels(cell);
    List<Object> values = new ArrayList<>(labels.subList(0, shape.keys));
    values.add(shape.grains.get(state.number(cell, 0)).grain().label());
    values.addAll(labels.subList(shape.keys, labels.size()));
    values.add(state.number(cell, 1));
    for (int i = 0; i < shape.sums; i++) {
      values.add(state.sum(cell, i));
    }
    for (Durations times : held.get(cell).times) {
      values.add(times == null ? null : times.toBytes());
    }
    held.get(cell).distinct.forEach(each -> values.add(each.toArray()));
    return RowFactory.create(values.toArray());
  }
}
