package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Stream;
import io.clientela.model.compact.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;

/** The events of one group as they come, in few bytes each, until they are asked for in order. */
public final class FunnelFunctionEvents {

  /**
   * Events in an order that no order of rows shows through.
   *
   * @param held per event the number of its held values; null where none are held
   */
  record Ordered(Stream stream, int[] held) {}

  private final Map<List<String>, Integer> heldNumbers = new LinkedHashMap<>();
  private final Bytes events = Bytes.empty();
  private long lastAt;
  private int size;

  /**
   * @param held the values that all steps of an attempt share; null where none are held
   */
  void add(long at, long mask, List<String> held) {
    events.putSigned(at - lastAt);
    events.put(mask);
    if (held != null) {
      Integer known = heldNumbers.get(held);
      int number = known == null ? heldNumbers.size() : known;
      if (known == null) {
        heldNumbers.put(held, number);
      }
      events.put(number);
    }
    lastAt = at;
    size++;
  }

  void addAll(FunnelFunctionEvents more) {
    addAll(Bytes.of(more.events.toArray()), List.copyOf(more.heldNumbers.keySet()));
  }

  private void addAll(Bytes written, List<List<String>> held) {
    long at = 0;
    while (!written.isAtEnd()) {
      at += written.getSigned();
      long mask = written.get();
      add(at, mask, held.isEmpty() ? null : held.get((int) written.get()));
    }
  }

  byte[] toBytes() {
    Bytes all = Bytes.empty();
    all.put(heldNumbers.size());
    for (List<String> held : heldNumbers.keySet()) {
      all.put(held.size());
      held.forEach(all::put);
    }
    all.append(events);
    return all.toArray();
  }

  static FunnelFunctionEvents of(byte[] written) {
    Bytes bytes = Bytes.of(written);
    List<List<String>> held = new ArrayList<>();
    for (long left = bytes.get(); left > 0; left--) {
      String[] values = new String[(int) bytes.get()];
      Arrays.setAll(values, i -> bytes.getText());
      held.add(List.of(values));
    }
    FunnelFunctionEvents events = new FunnelFunctionEvents();
    events.addAll(bytes, held);
    return events;
  }

  /** By time, then as the events of the table are: by step, then by what is held. */
  Ordered inOrder() {
    long[] at = new long[size];
    long[] mask = new long[size];
    int[] rank = heldRanks();
    int[] held = rank.length == 0 ? null : new int[size];
    Bytes written = Bytes.of(events.toArray());
    for (int i = 0; i < size; i++) {
      at[i] = (i == 0 ? 0 : at[i - 1]) + written.getSigned();
      mask[i] = written.get();
      if (held != null) {
        held[i] = rank[(int) written.get()];
      }
    }
    int[] order = sorted(size, (left, right) -> compare(left, right, at, mask, held));
    return order == null
        ? new Ordered(new Stream(at, mask, size), held)
        : new Ordered(
            new Stream(placed(at, order), placed(mask, order), size),
            held == null ? null : Arrays.stream(order).map(event -> held[event]).toArray());
  }

  private int[] heldRanks() {
    Map<List<String>, Integer> ranks = new HashMap<>();
    heldNumbers.keySet().stream()
        .sorted(Comparator.comparing(values -> values.toArray(String[]::new), Arrays::compare))
        .forEach(values -> ranks.put(values, ranks.size()));
    return heldNumbers.keySet().stream().mapToInt(ranks::get).toArray();
  }

  private static int compare(int left, int right, long[] at, long[] mask, int[] held) {
    if (at[left] != at[right]) {
      return Long.compare(at[left], at[right]);
    }
    if (mask[left] != mask[right]) {
      return KeyEvents.BY_STEP.compare(mask[left], mask[right]);
    }
    return held == null ? 0 : Integer.compare(held[left], held[right]);
  }

  private static long[] placed(long[] values, int[] order) {
    return Arrays.stream(order).mapToLong(event -> values[event]).toArray();
  }

  /** Numbers below the size in order, without an object for each; null where they are already. */
  private static int[] sorted(int size, IntBinaryOperator compare) {
    int first = 1;
    while (first < size && compare.applyAsInt(first - 1, first) <= 0) {
      first++;
    }
    if (first >= size) {
      return null;
    }
    int[] from = IntStream.range(0, size).toArray();
    int[] to = new int[size];
    for (long width = 1; width < size; width *= 2) {
      for (long start = 0; start < size; start += 2 * width) {
        int middle = (int) Math.min(start + width, size);
        int end = (int) Math.min(start + 2 * width, size);
        merge(from, to, (int) start, middle, end, compare);
      }
      int[] merged = to;
      to = from;
      from = merged;
    }
    return from;
  }

  private static void merge(
      int[] from, int[] to, int start, int middle, int end, IntBinaryOperator compare) {
    boolean isInOrder = middle == end || compare.applyAsInt(from[middle - 1], from[middle]) <= 0;
    int left = isInOrder ? end : start;
    if (isInOrder) {
      System.arraycopy(from, start, to, start, end - start);
    }
    int right = middle;
    for (int next = start; next < end && !isInOrder; next++) {
      boolean isLeft =
          right == end || left < middle && compare.applyAsInt(from[left], from[right]) <= 0;
      to[next] = isLeft ? from[left++] : from[right++];
    }
  }
}
