package io.clientela.model.compact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers keys in the order in which they come. Whole numbers, the many, are never boxed. */
public final class KeyNumbers {

  private final Map<String, Integer> named = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private long[] ids = new long[1024];
  private int[] slots = new int[4096];
  private int size;

  public int size() {
    return size + names.size();
  }

  public Object key(int number) {
    return names.isEmpty() ? (Object) ids[number] : names.get(number);
  }

  /** Keys are of one kind: where they are names the id says nothing. */
  public int of(long id, String name) {
    if (name == null) {
      return of(id);
    }
    Integer known = named.get(name);
    if (known == null) {
      known = names.size();
      named.put(name, known);
      names.add(name);
    }
    return known;
  }

  private int of(long id) {
    int slot = slot(id);
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (ids[number] == id) {
        return number;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
      rehash();
      slot = freeSlot(id);
    }
    ids[size] = id;
    slots[slot] = ++size;
    return size - 1;
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    for (int number = 0; number < size; number++) {
      slots[freeSlot(ids[number])] = number + 1;
    }
  }

  private int freeSlot(long id) {
    int slot = slot(id);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private int slot(long id) {
    long hash = id * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 32) & (slots.length - 1);
  }
}
