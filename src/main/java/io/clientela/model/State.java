package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Sums by cell, which add up over what is counted. A cell belongs to a group of labels (an activity
 * of a segment) and has up to three numbers, such as cohort and period.
 *
 * <p>An open-addressing table of primitives: a customer touches tens of cells.
 */
public final class State {

  /** A number that stands for null. */
  public static final int NULL = Integer.MIN_VALUE;

  private static final int INTS = 4;
  private static final int MOST_CELLS = 400_000;

  /** What the number of a cell is as columns. */
  public record Key(List<Field> fields, IntFunction<Object[]> values) {

    public static Key of(Field field) {
      return new Key(List.of(field), value -> new Object[] {value == NULL ? null : value});
    }

    /** The place of a value among these. */
    public static Key placeIn(Field field, List<?> values) {
      return new Key(List.of(field), place -> new Object[] {values.get(place)});
    }
  }

  /**
   * What is counted under which labels and numbers.
   *
   * @param more sums that a cell has beside its measures, which are not handed over
   */
  public record Shape(List<Field> labels, List<Key> numbers, List<Field> measures, int more) {

    public Shape(List<Field> labels, List<Key> numbers, Field... measures) {
      this(labels, numbers, List.of(measures), 0);
    }

    private List<Field> key() {
      return Stream.concat(
              labels.stream(), numbers.stream().flatMap(number -> number.fields().stream()))
          .toList();
    }

    private StructType schema() {
      StructType schema = new StructType();
      for (Field field : key()) {
        schema = schema.add(field.in(DataTypes.NullType));
      }
      for (Field measure : measures) {
        schema = schema.add(measure.name(), DataTypes.LongType, false);
      }
      return schema;
    }

    private Dataset<Row> merged(Dataset<Row> parts) {
      Column[] sums = measures.stream().map(Shape::sum).toArray(Column[]::new);
      return parts
          .groupBy(key().stream().map(Field::col).toArray(Column[]::new))
          .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
    }

    private static Column sum(Field measure) {
      boolean isMoney = measure.type().equals(Field.MONEY);
      return isMoney
          ? Money.total(measure.col()).as(measure.name())
          : measure.is(functions.sum(measure.col()));
    }
  }

  private final Shape shape;
  private final int width;
  private final Map<List<String>, Integer> numbers = new HashMap<>();
  private final List<List<String>> groups = new ArrayList<>();
  private int size;
  private int[] slots = new int[4096];
  private int[] keys = new int[INTS * 1024];
  private long[] sums;

  State(Shape shape) {
    this.shape = shape;
    this.width = shape.measures().size() + shape.more();
    this.sums = new long[width * 1024];
  }

  /**
   * The cells of all facts, each once: a partition is added up before it makes rows, of which the
   * cluster adds up those of one cell. Money is counted in ten-thousandths.
   */
  public static Dataset<Row> count(Dataset<Row> facts, Counter counter) {
    MapPartitionsFunction<Row, Row> pass =
        rows -> new Pass(rows, counter, new State(counter.shape()));
    return counter
        .shape()
        .merged(facts.mapPartitions(pass, Encoders.row(counter.shape().schema())));
  }

  /** Numbers of the groups that a customer counts in: the total, and one per dimension. */
  public int[] groups(String activity, List<String> dimensions, List<String> segments) {
    int[] found = new int[dimensions.size() + 1];
    found[0] = group(activity, Breakdowns.ALL, Breakdowns.ALL);
    for (int i = 0; i < dimensions.size(); i++) {
      found[i + 1] = group(activity, dimensions.get(i), segments.get(i));
    }
    return found;
  }

  /** Key of one group, by the values of its labels. */
  public int group(String... labels) {
    List<String> group = Arrays.asList(labels);
    Integer number = numbers.get(group);
    if (number == null) {
      number = groups.size();
      groups.add(group);
      numbers.put(group, number);
    }
    return number;
  }

  /** The sums of all cells, until the next call of {@link #at}, which may move them. */
  public long[] sums() {
    return sums;
  }

  /** Where the sums of the cell start; a cell that is new starts with zeros. */
  public int at(int group, int first, int second, int third) {
    int slot = hash(group, first, second, third) & (slots.length - 1);
    while (slots[slot] != 0) {
      int cell = slots[slot] - 1;
      int key = INTS * cell;
      if (keys[key] == group
          && keys[key + 1] == first
          && keys[key + 2] == second
          && keys[key + 3] == third) {
        return cell * width;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = size + 1;
    return added(group, first, second, third);
  }

  private int added(int group, int first, int second, int third) {
    int cell = size++;
    if (INTS * size > keys.length) {
      keys = Arrays.copyOf(keys, 2 * keys.length);
      sums = Arrays.copyOf(sums, 2 * sums.length);
    }
    keys[INTS * cell] = group;
    keys[INTS * cell + 1] = first;
    keys[INTS * cell + 2] = second;
    keys[INTS * cell + 3] = third;
    if (2 * size > slots.length) {
      rehash();
    }
    return cell * width;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    for (int cell = 0; cell < size; cell++) {
      int key = INTS * cell;
      int slot = hash(keys[key], keys[key + 1], keys[key + 2], keys[key + 3]) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = cell + 1;
    }
  }

  /** What is done with a cell. */
  @FunctionalInterface
  public interface Each {
    void see(int group, int first, int second, int third, int at);
  }

  /** The cells that are there now; more may be added meanwhile. */
  public void each(Each each) {
    int now = size;
    for (int cell = 0; cell < now; cell++) {
      int key = INTS * cell;
      each.see(keys[key], keys[key + 1], keys[key + 2], keys[key + 3], cell * width);
    }
  }

  private Row row(int cell) {
    List<Object> row = new ArrayList<>(groups.get(keys[INTS * cell]));
    for (int i = 0; i < shape.numbers().size(); i++) {
      row.addAll(Arrays.asList(shape.numbers().get(i).values().apply(keys[INTS * cell + 1 + i])));
    }
    for (int i = 0; i < shape.measures().size(); i++) {
      row.add(sums[cell * width + i]);
    }
    return RowFactory.create(row.toArray());
  }

  private void clear() {
    Arrays.fill(slots, 0);
    Arrays.fill(sums, 0, size * width, 0);
    size = 0;
    numbers.clear();
    groups.clear();
  }

  /** Neighbouring numbers must not share a slot: SplitMix64 (Steele, Lea, Flood 2014). */
  private static int hash(int group, int first, int second, int third) {
    long bits = ((long) second << 32) + third + (31L * group + first) * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return (int) (bits ^ (bits >>> 31));
  }

  /** Holds a bounded number of cells: where there are more, it hands them over and goes on. */
  private static final class Pass implements Iterator<Row> {
    private final Iterator<Row> facts;
    private final Counter counter;
    private final State state;
    private int next;

    Pass(Iterator<Row> facts, Counter counter, State state) {
      this.facts = facts;
      this.counter = counter;
      this.state = state;
    }

    @Override
    public boolean hasNext() {
      if (next == state.size) {
        state.clear();
        next = 0;
        while (facts.hasNext() && state.size < MOST_CELLS) {
          counter.update(state, facts.next());
        }
        counter.finish(state);
      }
      return next < state.size;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return state.row(next++);
    }
  }
}
