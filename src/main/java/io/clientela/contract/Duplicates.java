package io.clientela.contract;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.Iterator;
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
    Hashes held = new Hashes();
    hashes.forEachRemaining(held::add);
    return Arrays.stream(held.repeated()).iterator();
  }
}
