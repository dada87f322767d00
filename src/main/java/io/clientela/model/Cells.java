package io.clientela.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Sums by cell, for passes that add up a partition before they make rows of it. A cell belongs to a
 * group (an activity of a segment) and has three numbers: which of several kinds it is of, and two
 * such as cohort and period.
 *
 * <p>An open-addressing table of primitives: a pass touches tens of cells per customer.
 */
public final class Cells {

  /** What cells of all kinds and numbers share. */
  public record Group(String activity, String dimension, String segment) {}

  /** Makes a row of a cell, whose sums stand in {@code sums} from {@code at} on. */
  @FunctionalInterface
  public interface ToRow {
    Row of(Group group, int kind, int first, int second, long[] sums, int at);
  }

  private static final int KEY = 4;

  private final int measures;
  private final Map<Group, Integer> numbers = new HashMap<>();
  private final List<Group> groups = new ArrayList<>();
  private int size;
  private int[] slots;
  private int[] keys = new int[KEY * 1024];
  private long[] sums;

  public Cells(int measures) {
    this.measures = measures;
    this.sums = new long[measures * 1024];
    this.slots = new int[4096];
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
  int group(String activity, String dimension, String segment) {
    Group group = new Group(activity, dimension, segment);
    Integer number = numbers.get(group);
    if (number == null) {
      number = groups.size();
      groups.add(group);
      numbers.put(group, number);
    }
    return number;
  }

  /** What is done with a cell. */
  @FunctionalInterface
  public interface Each {
    void see(int group, int kind, int first, int second, int at);
  }

  /** The cells that are there now; more may be added meanwhile. */
  public void each(Each each) {
    int now = size;
    for (int cell = 0; cell < now; cell++) {
      int key = KEY * cell;
      each.see(keys[key], keys[key + 1], keys[key + 2], keys[key + 3], cell * measures);
    }
  }

  int size() {
    return size;
  }

  /** The sums of all cells, until the next call of {@link #at}, which may move them. */
  public long[] sums() {
    return sums;
  }

  /** Where the sums of the cell start; a cell that is new starts with zeros. */
  public int at(int group, int kind, int first, int second) {
    int slot = hash(group, kind, first, second) & (slots.length - 1);
    while (slots[slot] != 0) {
      int cell = slots[slot] - 1;
      int key = KEY * cell;
      if (keys[key] == group
          && keys[key + 1] == kind
          && keys[key + 2] == first
          && keys[key + 3] == second) {
        return cell * measures;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = size + 1;
    return added(group, kind, first, second);
  }

  private int added(int group, int kind, int first, int second) {
    int cell = size++;
    if (KEY * size > keys.length) {
      keys = Arrays.copyOf(keys, 2 * keys.length);
      sums = Arrays.copyOf(sums, 2 * sums.length);
    }
    keys[KEY * cell] = group;
    keys[KEY * cell + 1] = kind;
    keys[KEY * cell + 2] = first;
    keys[KEY * cell + 3] = second;
    if (2 * size > slots.length) {
      rehash();
    }
    return cell * measures;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    for (int cell = 0; cell < size; cell++) {
      int key = KEY * cell;
      int slot = hash(keys[key], keys[key + 1], keys[key + 2], keys[key + 3]) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = cell + 1;
    }
  }

  Row row(int cell, ToRow toRow) {
    int key = KEY * cell;
    return toRow.of(
        groups.get(keys[key]), keys[key + 1], keys[key + 2], keys[key + 3], sums, cell * measures);
  }

  void clear() {
    Arrays.fill(slots, 0);
    Arrays.fill(sums, 0, size * measures, 0);
    size = 0;
    numbers.clear();
    groups.clear();
  }

  /** Neighbouring numbers must not share a slot: SplitMix64 (Steele, Lea, Flood 2014). */
  private static int hash(int group, int kind, int first, int second) {
    long bits = ((long) first << 32) + second + (31L * group + kind) * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return (int) (bits ^ (bits >>> 31));
  }
}
