package io.clientela.kpi.funnel;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Packs the events of one partition by bucket: all of a key go to one bucket. What it holds is
 * bounded; a bucket may come in several packs.
 */
final class PackPass implements Iterator<Row> {

  private static final int BUCKETS = 1024;
  private static final int MOST_BYTES = 64 << 20;

  private final Iterator<Row> events;
  private final boolean isStrict;
  private final EventPack[] packs = new EventPack[BUCKETS];
  private int next = BUCKETS;

  /**
   * @param isStrict whether events that meet nothing are kept
   */
  PackPass(Iterator<Row> events, boolean isStrict) {
    this.events = events;
    this.isStrict = isStrict;
  }

  @Override
  public boolean hasNext() {
    skipEmpty();
    if (next == BUCKETS && events.hasNext()) {
      fill();
      next = 0;
      skipEmpty();
    }
    return next < BUCKETS;
  }

  private void skipEmpty() {
    while (next < BUCKETS && packs[next] == null) {
      next++;
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = RowFactory.create(next, packs[next].from(), packs[next].toBytes());
    packs[next] = null;
    return row;
  }

  private void fill() {
    long held = 0;
    while (events.hasNext() && held < MOST_BYTES) {
      Row event = events.next();
      long mask = event.getLong(FunnelEvents.MASK);
      if ((mask != 0 || isStrict) && !event.isNullAt(FunnelEvents.KEY)) {
        held += add(event, mask);
      }
    }
  }

  /** Bytes more. */
  private int add(Row event, long mask) {
    Object key = event.get(FunnelEvents.KEY);
    int bucket = bucket(key);
    if (packs[bucket] == null) {
      packs[bucket] = new EventPack();
    }
    EventPack pack = packs[bucket];
    int before = pack.size();
    Long revenue =
        event.isNullAt(FunnelEvents.REVENUE) ? null : event.getLong(FunnelEvents.REVENUE);
    List<String> texts =
        event.isNullAt(FunnelEvents.TEXTS)
            ? null
            : Arrays.asList(event.<String>getList(FunnelEvents.TEXTS).toArray(new String[0]));
    pack.add(key, event.getLong(FunnelEvents.AT), mask, revenue, texts);
    return pack.size() - before;
  }

  private static int bucket(Object key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return (hash ^ hash >>> 15) & (BUCKETS - 1);
  }
}
