package io.clientela.job;

import io.clientela.table.LocalRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.LogicalRDD$;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Brings rows to the driver, as long as they are few and it has room. */
final class Fetch {

  private static final int OF_MEMORY = 8;
  private static final int OF_A_VALUE = 24;

  private final AtomicLong room;

  Fetch() {
    this(Runtime.getRuntime().maxMemory() / OF_MEMORY);
  }

  /**
   * @param room bytes that all rows may have together
   */
  Fetch(long room) {
    this.room = new AtomicLong(room);
  }

  /**
   * All of them; none where there are more than the driver should hold. The first part tells that
   * of most large tables. What was exchanged on the way stays: see {@link #again}.
   */
  Optional<LocalRows> few(Dataset<Row> rows) {
    return passing(rows).map(this::taken);
  }

  /** The same of rows that go once they are read: they take no room for long. */
  Optional<LocalRows> passing(Dataset<Row> rows) {
    return local(rows).or(() -> brought(rows));
  }

  private Optional<LocalRows> brought(Dataset<Row> rows) {
    QueryExecution plan = classic(rows).queryExecution();
    return SQLExecution.withNewExecutionId(
        plan, Option.empty(), () -> brought(rows.schema(), plan.toRdd().toJavaRDD()));
  }

  /** How many rows of so many values may be made in the driver. */
  long rows(int values) {
    return room.get() / ((long) OF_A_VALUE * values);
  }

  /** These stay in it. */
  LocalRows taken(LocalRows rows) {
    room.addAndGet(-bytes(rows.rows()));
    return rows;
  }

  /** These no longer stay in it. */
  void gone(LocalRows rows) {
    room.addAndGet(bytes(rows.rows()));
  }

  /** All of them, where they lie in the driver. */
  static Optional<LocalRows> local(Dataset<Row> rows) {
    return classic(rows).queryExecution().optimizedPlan() instanceof LocalRelation local
        ? Optional.of(new LocalRows(rows.schema(), CollectionConverters.asJava(local.data())))
        : Optional.empty();
  }

  private Optional<LocalRows> brought(StructType schema, JavaRDD<InternalRow> all) {
    int count = all.getNumPartitions();
    long now = room.get();
    long share = now / Math.max(1, count);
    List<InternalRow> found = new ArrayList<>();
    long bytes = 0;
    for (int[] parts : List.of(range(0, Math.min(1, count)), range(1, count))) {
      // The first must leave as much for each of the others, which may differ.
      long each = parts.length > 0 && parts[0] == 0 ? share : Math.min(now, 2 * share);
      for (List<InternalRow> part :
          all.mapPartitions(rows -> first(rows, each).iterator()).collectPartitions(parts)) {
        long ofPart = bytes(part);
        bytes += ofPart;
        found.addAll(part);
        if (ofPart > each || bytes > now) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new LocalRows(schema, found));
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  /** The rows up to the one that is too much. */
  private static List<InternalRow> first(Iterator<InternalRow> rows, long most) {
    List<InternalRow> first = new ArrayList<>();
    long bytes = 0;
    while (bytes <= most && rows.hasNext()) {
      InternalRow row = rows.next().copy();
      first.add(row);
      bytes += bytes(row);
    }
    return first;
  }

  private static long bytes(List<InternalRow> rows) {
    return rows.stream().mapToLong(Fetch::bytes).sum();
  }

  private static long bytes(InternalRow row) {
    return row instanceof UnsafeRow plain
        ? plain.getSizeInBytes()
        : (long) OF_A_VALUE * row.numFields();
  }

  /** The same rows without the plan that makes them, from what it had exchanged at last. */
  static Dataset<Row> again(Dataset<Row> rows) {
    var made = classic(rows);
    LogicalRDD plain = LogicalRDD$.MODULE$.fromDataset(made.queryExecution().toRdd(), made, false);
    return org.apache.spark.sql.classic.Dataset.ofRows(made.sparkSession(), plain);
  }

  /** The same rows, kept from when they are first read until they are unpersisted. */
  static Dataset<Row> kept(Dataset<Row> rows) {
    var kept = classic(rows.persist(StorageLevel.MEMORY_AND_DISK()).toDF());
    return org.apache.spark.sql.classic.Dataset.ofRows(
        kept.sparkSession(), kept.queryExecution().withCachedData());
  }

  private static org.apache.spark.sql.classic.Dataset<Row> classic(Dataset<Row> rows) {
    return (org.apache.spark.sql.classic.Dataset<Row>) rows;
  }
}
