package io.clientela.contract;

import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * The ids that stand in more than one row, by their hashes.
 *
 * @param few in order; none where they are many
 * @param many a column of them
 */
record RepeatedIds(long[] few, Optional<Dataset<Row>> many) implements AutoCloseable {

  static final RepeatedIds NONE = new RepeatedIds(new long[0], Optional.empty());

  private static final String ID = "__repeated_id";
  private static final int FEW = 1_000_000;

  /** So many are compared by one task. */
  private static final int OF_ONE_TASK = 10_000;

  /** Hashes that the driver holds. */
  private static final int MOST = 1 << 21;

  /**
   * Exchanges the hashes.
   *
   * @param hashes one for each row, none of them null
   */
  static RepeatedIds among(Dataset<Row> hashes) {
    Dataset<Row> repeated =
        Duplicates.repeated(hashes).toDF(ID).persist(StorageLevel.MEMORY_AND_DISK());
    if (repeated.count() > FEW) {
      return new RepeatedIds(new long[0], Optional.of(repeated));
    }
    long[] few =
        repeated.as(Encoders.LONG()).collectAsList().stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(few);
    repeated.unpersist();
    return new RepeatedIds(few, Optional.empty());
  }

  /** The same of hashes that the driver can hold, without an exchange. */
  static RepeatedIds amongFew(Dataset<Row> hashes) {
    List<byte[]> parts =
        hashes
            .as(Encoders.LONG())
            .mapPartitions(
                (MapPartitionsFunction<Long, byte[]>) RepeatedIds::packed, Encoders.BINARY())
            .collectAsList();
    if (parts.stream().anyMatch(part -> part.length == 0)) {
      return among(hashes);
    }
    Hashes all = new Hashes();
    parts.forEach(all::addAll);
    return new RepeatedIds(all.repeated(), Optional.empty());
  }

  private static Iterator<byte[]> packed(Iterator<Long> hashes) {
    return hashes.hasNext()
        ? List.of(Hashes.packed(hashes, MOST / TaskContext.get().numPartitions())).iterator()
        : Collections.emptyIterator();
  }

  boolean areFew() {
    return many.isEmpty() && few.length <= OF_ONE_TASK;
  }

  boolean isEmpty() {
    return few.length == 0 && many.isEmpty();
  }

  /** The rows with one of these ids. */
  Dataset<Row> of(Dataset<Row> rows, Column hash) {
    return many.map(ids -> joined(rows, hash, ids, "left_semi"))
        .orElseGet(() -> rows.where(isOneOf(few, hash)));
  }

  /** The rows with other ids, or none. */
  Dataset<Row> notOf(Dataset<Row> rows, Column hash) {
    return many.map(ids -> joined(rows, hash, ids, "left_anti"))
        .orElseGet(() -> rows.where(not(isOneOf(few, hash))));
  }

  private static Dataset<Row> joined(
      Dataset<Row> rows, Column hash, Dataset<Row> ids, String type) {
    return rows.join(ids, hash.equalTo(ids.col(ID)), type);
  }

  private static Column isOneOf(long[] few, Column hash) {
    UDF1<Long, Boolean> isRepeated = one -> one != null && Arrays.binarySearch(few, one) >= 0;
    return udf(isRepeated, DataTypes.BooleanType).apply(hash);
  }

  @Override
  public void close() {
    many.ifPresent(Dataset::unpersist);
  }
}
