package io.clientela.kpi.funnel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Many events as one array of bytes: times as differences, texts once. Thousands of times fewer
 * rows then go through an exchange, and no sort sees the events.
 */
final class EventPack {

  /** Takes the events out again; the key is the name, or the id where there is none. */
  interface Reader {
    void event(long id, String name, long at, long mask, long revenue, List<String> texts);
  }

  private static final int NAMED = 1;
  private static final int WITH_REVENUE = 2;
  private static final int WITH_TEXTS = 4;

  private final Map<List<String>, Integer> numbers = new HashMap<>();
  private final Bytes texts = Bytes.empty();
  private final Bytes events = Bytes.empty();
  private long from = Long.MAX_VALUE;
  private long lastAt;

  int size() {
    return texts.size() + events.size();
  }

  /**
   * @param key a Long or a text
   * @param revenue null where it has none
   * @param own texts; null where it has none
   */
  void add(Object key, long at, long mask, Long revenue, List<String> own) {
    boolean isNamed = key instanceof String;
    int kind =
        (isNamed ? NAMED : 0)
            | (revenue == null ? 0 : WITH_REVENUE)
            | (own == null ? 0 : WITH_TEXTS);
    events.put(kind);
    if (isNamed) {
      events.put((String) key);
    } else {
      events.putSigned((Long) key);
    }
    events.putSigned(at - lastAt);
    events.put(mask);
    if (revenue != null) {
      events.putSigned(revenue);
    }
    if (own != null) {
      events.put(number(own));
    }
    lastAt = at;
    from = Math.min(from, at);
  }

  /** When the first of the events happened. */
  long from() {
    return from;
  }

  private int number(List<String> own) {
    Integer number = numbers.get(own);
    if (number == null) {
      number = numbers.size();
      numbers.put(own, number);
      texts.put(own.size());
      own.forEach(texts::put);
    }
    return number;
  }

  byte[] toBytes() {
    Bytes all = Bytes.empty();
    all.put(numbers.size());
    all.append(texts);
    all.append(events);
    return all.toArray();
  }

  static void read(byte[] pack, Reader reader) {
    Bytes bytes = Bytes.of(pack);
    List<List<String>> texts = texts(bytes);
    long at = 0;
    while (!bytes.isAtEnd()) {
      long kind = bytes.get();
      boolean isNamed = (kind & NAMED) != 0;
      long id = isNamed ? 0 : bytes.getSigned();
      String name = isNamed ? bytes.getText() : null;
      at += bytes.getSigned();
      long mask = bytes.get();
      long revenue = (kind & WITH_REVENUE) == 0 ? 0 : bytes.getSigned();
      List<String> own = (kind & WITH_TEXTS) == 0 ? null : texts.get((int) bytes.get());
      reader.event(id, name, at, mask, revenue, own);
    }
  }

  private static List<List<String>> texts(Bytes bytes) {
    List<List<String>> texts = new ArrayList<>();
    long count = bytes.get();
    while (texts.size() < count) {
      String[] own = new String[(int) bytes.get()];
      for (int i = 0; i < own.length; i++) {
        own[i] = bytes.getText();
      }
      texts.add(Arrays.asList(own));
    }
    return texts;
  }
}
