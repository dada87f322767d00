package io.clientela.contract;

import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;

import java.util.Arrays;
import java.util.Optional;
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

  static final RepeatedIds NONE = of(new long[0]);

  private static final int FEW = 1_000_000;
  private static final String ID = "__repeated_id";

  /**
   * @param hashes in order
   */
  static RepeatedIds of(long[] hashes) {
    return new RepeatedIds(hashes, Optional.empty());
  }

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
    return of(few);
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
