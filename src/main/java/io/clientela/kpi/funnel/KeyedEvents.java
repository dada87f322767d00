package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Stream;
import io.clientela.model.compact.KeyNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The events of one bucket, brought together by key: primitive arrays, and each text once. */
final class KeyedEvents implements EventPack.Reader {

  private static final int NO_TEXTS = -1;
  private static final long MOST_MOVES = 32;
  private static final String[] NONE = {};
  private static final Comparator<String> NULLS_FIRST =
      Comparator.nullsFirst(Comparator.naturalOrder());

  private final KeyNumbers keys = new KeyNumbers();
  private final Map<List<String>, Integer> textNumbers = new HashMap<>();
  private final List<List<String>> texts = new ArrayList<>();
  private int size;
  private int[] key = new int[1024];
  private long[] at = new long[1024];
  private long[] mask = new long[1024];
  private long[] revenue;
  private int[] text;

  @Override
  public void event(
      long id, String name, long ownAt, long ownMask, long ownRevenue, List<String> own) {
    if (size == key.length) {
      grow();
    }
    key[size] = keys.of(id, name);
    at[size] = ownAt;
    mask[size] = ownMask;
    if (own != null || text != null) {
      takeMore(ownRevenue, own);
    }
    size++;
  }

  private void takeMore(long ownRevenue, List<String> own) {
    if (text == null) {
      text = new int[key.length];
      revenue = new long[key.length];
      Arrays.fill(text, NO_TEXTS);
    }
    revenue[size] = ownRevenue;
    text[size] = own == null ? NO_TEXTS : numberOf(own);
  }

  private int numberOf(List<String> own) {
    Integer number = textNumbers.get(own);
    if (number == null) {
      number = texts.size();
      textNumbers.put(own, number);
      texts.add(own);
    }
    return number;
  }

  private void grow() {
    int more = size * 2;
    key = Arrays.copyOf(key, more);
    at = Arrays.copyOf(at, more);
    mask = Arrays.copyOf(mask, more);
    if (text != null) {
      text = Arrays.copyOf(text, more);
      revenue = Arrays.copyOf(revenue, more);
    }
  }

  /** The events of each key, in order of time. */
  Iterator<KeyEvents> byKey() {
    int[] start = new int[keys.size() + 1];
    for (int event = 0; event < size; event++) {
      start[key[event] + 1]++;
    }
    for (int number = 0; number < keys.size(); number++) {
      start[number + 1] += start[number];
    }
    int[] place = start.clone();
    int[] inTurn = new int[size];
    for (int event = 0; event < size; event++) {
      inTurn[place[key[event]]++] = event;
    }
    return IntStream.range(0, keys.size())
        .mapToObj(
            number -> of(number, Arrays.copyOfRange(inTurn, start[number], start[number + 1])))
        .iterator();
  }

  /** By time, then by their texts, so that no order of rows shows. */
  private void sort(int[] own) {
    if (!isSortedByInsertion(own)) {
      Integer[] sorted = new Integer[own.length];
      Arrays.setAll(sorted, i -> own[i]);
      Arrays.sort(sorted, this::compare);
      Arrays.setAll(own, i -> sorted[i]);
    }
  }

  /** Most are in order already; gives up where they are not. */
  private boolean isSortedByInsertion(int[] own) {
    long moves = 0;
    for (int i = 1; i < own.length; i++) {
      int event = own[i];
      int place = i;
      while (place > 0 && compare(own[place - 1], event) > 0) {
        own[place] = own[place - 1];
        place--;
      }
      own[place] = event;
      moves += i - place;
      if (moves > MOST_MOVES * own.length) {
        return false;
      }
    }
    return true;
  }

  private int compare(int left, int right) {
    int byTime = Long.compare(at[left], at[right]);
    return byTime != 0 || text == null
        ? byTime
        : Arrays.compare(texts(left), texts(right), NULLS_FIRST);
  }

  private String[] texts(int event) {
    return text[event] == NO_TEXTS ? NONE : texts.get(text[event]).toArray(NONE);
  }

  private KeyEvents of(int number, int[] own) {
    sort(own);
    Object ownKey = keys.key(number);
    long[] ownAt = new long[own.length];
    long[] ownMask = new long[own.length];
    for (int i = 0; i < own.length; i++) {
      ownAt[i] = at[own[i]];
      ownMask[i] = mask[own[i]];
    }
    Stream stream = new Stream(ownAt, ownMask, own.length);
    if (text == null) {
      return new KeyEvents(ownKey, stream, null, null);
    }
    long[] ownRevenue = Arrays.stream(own).mapToLong(event -> revenue[event]).toArray();
    List<List<String>> ownTexts = new ArrayList<>(own.length);
    for (int event : own) {
      ownTexts.add(text[event] == NO_TEXTS ? null : texts.get(text[event]));
    }
    return new KeyEvents(ownKey, stream, ownRevenue, ownTexts);
  }
}
