package io.clientela.model;

import java.util.Arrays;

/**
 * One customer's activities by whole days of 24 hours since the first of them. They come in the
 * order of business days, within a day in any order.
 */
final class ElapsedDays {

  private static final long MICROS = 86_400_000_000L;

  private boolean isOpen = true;
  private long origin;
  private int firstOn;
  private int held;
  private long[] heldAt = new long[2];
  private long[] heldActions = new long[2];

  private int size;
  private int[] day = new int[4];
  private long[] actions = new long[4];

  /** Counts from this instant on, not from the first activity. */
  static ElapsedDays since(long instant) {
    ElapsedDays days = new ElapsedDays();
    days.isOpen = false;
    days.origin = instant;
    return days;
  }

  void add(int on, long at, long count) {
    if (isOpen && held > 0 && on != firstOn) {
      close();
    }
    if (isOpen) {
      hold(on, at, count);
    } else {
      count(at, count);
    }
  }

  /** Which activity was the first is known when its business day is over. */
  private void hold(int on, long at, long count) {
    if (held == heldAt.length) {
      heldAt = Arrays.copyOf(heldAt, held * 2);
      heldActions = Arrays.copyOf(heldActions, held * 2);
    }
    firstOn = on;
    heldAt[held] = at;
    heldActions[held++] = count;
  }

  private void close() {
    isOpen = false;
    origin = Long.MAX_VALUE;
    for (int i = 0; i < held; i++) {
      origin = Math.min(origin, heldAt[i]);
    }
    for (int i = 0; i < held; i++) {
      count(heldAt[i], heldActions[i]);
    }
  }

  /** Near the end almost always: two neighbouring days at most are out of order. */
  private void count(long at, long count) {
    int on = (int) ((at - origin) / MICROS);
    int i = size;
    while (i > 0 && day[i - 1] > on) {
      i--;
    }
    if (i > 0 && day[i - 1] == on) {
      actions[i - 1] += count;
      return;
    }
    if (size == day.length) {
      day = Arrays.copyOf(day, size * 2);
      actions = Arrays.copyOf(actions, size * 2);
    }
    System.arraycopy(day, i, day, i + 1, size - i);
    System.arraycopy(actions, i, actions, i + 1, size - i);
    day[i] = on;
    actions[i] = count;
    size++;
  }

  Integer[] days() {
    if (isOpen) {
      close();
    }
    Integer[] boxed = new Integer[size];
    Arrays.setAll(boxed, i -> day[i]);
    return boxed;
  }

  Long[] actions() {
    if (isOpen) {
      close();
    }
    Long[] boxed = new Long[size];
    Arrays.setAll(boxed, i -> actions[i]);
    return boxed;
  }
}
