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

  private static final int INTS = 4;

  private final int width;
  private final Map<List<String>, Integer> numbers = new HashMap<>();
  private final List<List<String>> groups = new ArrayList<>();
  private int size;
  private int[] slots = new int[4096];
  private int[] keys = new int[INTS * 1024];
  private long[] sums;

  /**
   * @param width sums of a cell
   */
  public State(int width) {
    this.width = width;
    this.sums = new long[width * 1024];
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
    return sums;
  }

  /** Where the sums of the cell start; a cell that is new starts with zeros. */
  public int at(int group, int first, int second, int third) {
    return cell(group, first, second, third) * width;
  }

  /** Number of the cell, counted from 0 in the order in which they come. */
  public int cell(int group, int first, int second, int third) {
    int slot = hash(group, first, second, third) & (slots.length - 1);
    while (slots[slot] != 0) {
      int cell = slots[slot] - 1;
      int key = INTS * cell;
      if (keys[key] == group
          && keys[key + 1] == first
          && keys[key + 2] == second
          && keys[key + 3] == third) {
        return cell;
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
    return cell;
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

  public int size() {
    return size;
  }

  public List<String> labels(int cell) {
    return groups.get(keys[INTS * cell]);
  }

  /** The first, second or third number of a cell. */
  public int number(int cell, int which) {
    return keys[INTS * cell + 1 + which];
  }

  /** One of its sums. */
  public long sum(int cell, int which) {
    return sums[cell * width + which];
  }

  public void clear() {
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
}
