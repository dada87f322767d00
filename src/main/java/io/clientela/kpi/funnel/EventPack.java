package io.clientela.kpi.funnel;

import io.clientela.model.compact.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

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
  private static final int KIND_BITS = 3;

  private final Map<List<String>, Integer> numbers = new HashMap<>();
  private final Bytes texts = Bytes.empty();
  private final Bytes events = Bytes.empty();
  private long from = Long.MAX_VALUE;
  private long lastAt;

  /**
   * Takes an event in; how many bytes more that is.
   *
   * @param more the event's row of {@link FunnelEvents} where it says more than the numbers
   */
  int add(long id, long at, long mask, Row more) {
    int before = texts.size() + events.size();
    if (more == null) {
      events.put(mask << KIND_BITS);
      events.putSigned(id);
      events.putSigned(at - lastAt);
    } else {
      add(more, id, at, mask);
    }
    lastAt = at;
    from = Math.min(from, at);
    return texts.size() + events.size() - before;
  }

  private void add(Row row, long id, long at, long mask) {
    boolean isNamed = row.get(FunnelEvents.KEY) instanceof String;
    boolean hasRevenue = !row.isNullAt(FunnelEvents.REVENUE);
    boolean hasTexts = !row.isNullAt(FunnelEvents.TEXTS);
    int kind =
        (isNamed ? NAMED : 0) | (hasRevenue ? WITH_REVENUE : 0) | (hasTexts ? WITH_TEXTS : 0);
    events.put(mask << KIND_BITS | kind);
    if (isNamed) {
      events.put(row.getString(FunnelEvents.KEY));
    } else {
      events.putSigned(id);
    }
    events.putSigned(at - lastAt);
    if (hasRevenue) {
      events.putSigned(row.getLong(FunnelEvents.REVENUE));
    }
    if (hasTexts) {
      List<String> own = row.getList(FunnelEvents.TEXTS);
      events.put(number(Arrays.asList(own.toArray(new String[0]))));
    }
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
      long head = bytes.get();
      boolean isNamed = (head & NAMED) != 0;
      long id = isNamed ? 0 : bytes.getSigned();
      String name = isNamed ? bytes.getText() : null;
      at += bytes.getSigned();
      long revenue = (head & WITH_REVENUE) == 0 ? 0 : bytes.getSigned();
      List<String> own = (head & WITH_TEXTS) == 0 ? null : texts.get((int) bytes.get());
      reader.event(id, name, at, head >>> KIND_BITS, revenue, own);
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
