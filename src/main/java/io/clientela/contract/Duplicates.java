package io.clientela.contract;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Finds the keys that stand in more than one row, moving 8 bytes a row and holding one partition's
 * hashes.
 */
final class Duplicates {

  static final String HASH = "key_hash";

  private Duplicates() {}

  static Column hash(Column... key) {
    return xxhash64(key);
  }

  /**
   * Hashes that occur more than once: those of all repeated keys and, rarely, of keys that share a
   * hash.
   */
  static Dataset<Row> candidates(Dataset<Row> rows, Column... key) {
    return repeated(rows.select(hash(key).as(HASH)));
  }

  /** Those that occur more than once, of the column {@link #HASH}. */
  static Dataset<Row> repeated(Dataset<Row> hashes) {
    return hashes
        .repartition(col(HASH))
        .as(Encoders.LONG())
        .mapPartitions((MapPartitionsFunction<Long, Long>) Duplicates::repeated, Encoders.LONG())
        .toDF(HASH);
  }

  private static Iterator<Long> repeated(Iterator<Long> hashes) {
    long[] held = new long[1024];
    int size = 0;
    while (hashes.hasNext()) {
      if (size == held.length) {
        held = Arrays.copyOf(held, size * 2);
      }
      held[size++] = hashes.next();
    }
    Arrays.sort(held, 0, size);
    List<Long> repeated = new ArrayList<>();
    for (int i = 1; i < size; i++) {
      boolean isFirstRepeat = held[i] == held[i - 1] && (i == 1 || held[i - 2] != held[i]);
      if (isFirstRepeat) {
        repeated.add(held[i]);
      }
    }
    return repeated.iterator();
  }
}
