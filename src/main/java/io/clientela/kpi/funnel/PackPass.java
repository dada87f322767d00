package io.clientela.kpi.funnel;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Packs the events of one partition by bucket: all of a key go to one bucket. What it holds is
 * bounded; a bucket may come in several packs.
 */
final class PackPass implements Iterator<Row> {

  private static final int BUCKETS = 512;
  private static final int MOST_BYTES = 64 << 20;

  /** So many events at a time are put into their packs, bucket by bucket: that spares the cache. */
  private static final int BATCH = 1 << 15;

  private final Iterator<Row> events;
  private final boolean isStrict;
  private final EventPack[] packs = new EventPack[BUCKETS];
  private final long[] ids = new long[BATCH];
  private final long[] at = new long[BATCH];
  private final long[] mask = new long[BATCH];
  private final Row[] others = new Row[BATCH];
  private final int[] buckets = new int[BATCH];
  private final int[] inTurn = new int[BATCH];
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
      held += pack(readBatch());
    }
  }

  /** How many were read. */
  private int readBatch() {
    int size = 0;
    while (size < BATCH && events.hasNext()) {
      Row event = events.next();
      long met = event.getLong(FunnelEvents.MASK);
      Object key = event.get(FunnelEvents.KEY);
      if ((isStrict || met != 0) && key != null) {
        boolean isPlain =
            key instanceof Long
                && event.isNullAt(FunnelEvents.REVENUE)
                && event.isNullAt(FunnelEvents.TEXTS);
        ids[size] = key instanceof Long id ? id : 0;
        at[size] = event.getLong(FunnelEvents.AT);
        mask[size] = met;
        others[size] = isPlain ? null : event;
        buckets[size++] = bucket(key);
      }
    }
    return size;
  }

  private static int bucket(Object key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return (hash ^ hash >>> 15) & (BUCKETS - 1);
  }

  /** Bytes more that are held. */
  private long pack(int size) {
    int[] place = new int[BUCKETS + 1];
    for (int i = 0; i < size; i++) {
      place[buckets[i] + 1]++;
    }
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      place[bucket + 1] += place[bucket];
    }
    for (int i = 0; i < size; i++) {
      inTurn[place[buckets[i]]++] = i;
    }
    long more = 0;
    for (int i = 0; i < size; i++) {
      int bucket = buckets[inTurn[i]];
      if (packs[bucket] == null) {
        packs[bucket] = new EventPack();
      }
      int event = inTurn[i];
      more += packs[bucket].add(ids[event], at[event], mask[event], others[event]);
    }
    return more;
  }
}
