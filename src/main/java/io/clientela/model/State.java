package io.clientela.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums by cell, which add up over what is counted. A cell belongs to a group of labels (an activity
 * of a segment) and has up to three numbers, such as cohort and period.
 *
 * <p>An open-addressing table of primitives: a customer touches tens of cells.
 */
public final class State implements Serializable {

  private static final long serialVersionUID = 1;

  /** A number that stands for null. */
  public static final int NULL = Integer.MIN_VALUE;

  private static final int KEYS = 2;
  private static final int FIRST_ROOM = 1024;

  private final int width;
  private final Map<List<String>, Integer> numbers = new HashMap<>();
  private final List<List<String>> groups = new ArrayList<>();

  /** Of each segment of one dimension. */
  private final Map<Integer, Integer> totals = new HashMap<>();

  private int size;
  private int[] slots = new int[4 * FIRST_ROOM];

  /** Of each cell its key and then its sums, which are read together. */
  private long[] cells;

  /**
   * @param sums of a cell
   */
  public State(int sums) {
    this.width = KEYS + sums;
    this.cells = new long[width * FIRST_ROOM];
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

  /**
   * The same without the total, which {@link #addTotals} makes of the segments of one dimension, as
   * each customer belongs to one of them; where there are no dimensions, the total.
   */
  public int[] segments(String activity, List<String> dimensions, List<String> segments) {
    if (dimensions.isEmpty()) {
      return groups(activity, dimensions, segments);
    }
    int[] found = new int[dimensions.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = group(activity, dimensions.get(i), segments.get(i));
    }
    totals.computeIfAbsent(found[0], segment -> group(activity, Breakdowns.ALL, Breakdowns.ALL));
    return found;
  }

  /** Adds the cells of the total, at the end. */
  void addTotals() {
    int now = size;
    for (int cell = 0; cell < now; cell++) {
      Integer total = totals.get(group(cell));
      if (total != null) {
        int to = at(total, number(cell, 0), number(cell, 1), number(cell, 2));
        for (int i = 0; i < width - KEYS; i++) {
          cells[to + i] = Math.addExact(cells[to + i], cells[at(cell) + i]);
        }
      }
    }
  }

  /** Number of one group. */
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
    return cells;
  }

  /** Where the sums of the cell start; a cell that is new starts with zeros. */
  public int at(int group, int first, int second, int third) {
    return at(cell(group, first, second, third));
  }

  /** The same by its number. */
  int at(int cell) {
    return cell * width + KEYS;
  }

  /** Number of the cell, counted from 0 in the order in which they come. */
  public int cell(int group, int first, int second, int third) {
    long upper = pair(group, first);
    long lower = pair(second, third);
    int slot = hash(upper, lower) & (slots.length - 1);
    while (slots[slot] != 0) {
      int cell = slots[slot] - 1;
      if (cells[cell * width] == upper && cells[cell * width + 1] == lower) {
        return cell;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = size + 1;
    return added(upper, lower);
  }

  private static long pair(int upper, int lower) {
    return ((long) upper << Integer.SIZE) | (lower & 0xFFFFFFFFL);
  }

  private int added(long upper, long lower) {
    int cell = size++;
    if (width * size > cells.length) {
      cells = Arrays.copyOf(cells, 2 * cells.length);
    }
    cells[cell * width] = upper;
    cells[cell * width + 1] = lower;
    if (2 * size > slots.length) {
      rehash();
    }
    return cell;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    for (int cell = 0; cell < size; cell++) {
      int slot = hash(cells[cell * width], cells[cell * width + 1]) & (slots.length - 1);
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
      each.see(group(cell), number(cell, 0), number(cell, 1), number(cell, 2), at(cell));
    }
  }

  public int size() {
    return size;
  }

  public List<String> labels(int cell) {
    return groups.get(group(cell));
  }

  private int group(int cell) {
    return (int) (cells[cell * width] >> Integer.SIZE);
  }

  /** The first, second or third number of a cell. */
  public int number(int cell, int which) {
    return switch (which) {
      case 0 -> (int) cells[cell * width];
      case 1 -> (int) (cells[cell * width + 1] >> Integer.SIZE);
      default -> (int) cells[cell * width + 1];
    };
  }

  /** One of its sums. */
  public long sum(int cell, int which) {
    return cells[at(cell) + which];
  }

  public void clear() {
    Arrays.fill(slots, 0);
    Arrays.fill(cells, 0, size * width, 0);
    size = 0;
    numbers.clear();
    groups.clear();
    totals.clear();
  }

  /** Neighbouring numbers must not share a slot: SplitMix64 (Steele, Lea, Flood 2014). */
  private static int hash(long upper, long lower) {
    long bits = lower + upper * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return (int) (bits ^ (bits >>> 31));
  }
}
