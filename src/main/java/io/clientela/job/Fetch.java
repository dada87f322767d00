package io.clientela.job;

import io.clientela.table.LocalRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.LogicalRDD$;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Option;

/** Brings rows to the driver, where they are few. */
final class Fetch {

  private static final int MOST_ROWS = 50_000;

  private Fetch() {}

  /**
   * All of them; none where there are more than a driver should hold. The first part tells that of
   * most large tables. What was exchanged on the way stays: see {@link #again}.
   */
  static Optional<LocalRows> few(Dataset<Row> rows) {
    QueryExecution plan = classic(rows).queryExecution();
    return SQLExecution.withNewExecutionId(
        plan, Option.empty(), () -> few(rows.schema(), plan.toRdd().toJavaRDD()));
  }

  private static Optional<LocalRows> few(StructType schema, JavaRDD<InternalRow> all) {
    int count = all.getNumPartitions();
    int most = Math.min(MOST_ROWS, 2 * MOST_ROWS / Math.max(1, count));
    JavaRDD<InternalRow> first = all.mapPartitions(part -> first(part, most + 1).iterator());
    List<InternalRow> found = new ArrayList<>();
    for (int[] parts : List.of(range(0, Math.min(1, count)), range(1, count))) {
      for (List<InternalRow> part : first.collectPartitions(parts)) {
        found.addAll(part);
        if (part.size() > most || found.size() > MOST_ROWS) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new LocalRows(schema, found));
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  private static List<InternalRow> first(Iterator<InternalRow> rows, int most) {
    List<InternalRow> first = new ArrayList<>();
    while (first.size() < most && rows.hasNext()) {
      first.add(rows.next().copy());
    }
    return first;
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
