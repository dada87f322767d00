package io.clientela.contract;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.Input;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows with one id are versions of one thing, of which the latest stays.
 *
 * <p>They are few: only rows whose id occurs more than once in the source, whatever became of them,
 * are compared. Looking for those ids reads one column.
 */
final class Versions {

  private static final String VERSION = "__version";
  private static final long BROADCAST_IDS = 1_000_000;

  private Versions() {}

  /**
   * @param ids of all rows of the source
   */
  static Admission latest(Admission all, Dataset<Row> ids, Input input) {
    Field id = input.id().orElseThrow();
    Column hash = when(id.col().isNotNull(), Duplicates.hash(id.col()));
    Dataset<Row> repeated =
        Duplicates.candidates(ids.where(id.col().isNotNull()), id.col())
            .persist(StorageLevel.MEMORY_AND_DISK());
    long found = repeated.count();
    if (found == 0) {
      repeated.unpersist();
      return all;
    }
    Dataset<Row> few = found <= BROADCAST_IDS ? broadcast(repeated) : repeated;
    Dataset<Row> hashed = all.admitted().withColumn(Duplicates.HASH, hash);
    Column isRepeated = hashed.col(Duplicates.HASH).equalTo(few.col(Duplicates.HASH));
    Dataset<Row> versions =
        hashed
            .join(few, isRepeated, "left_semi")
            .withColumn(VERSION, row_number().over(latestFirst(all.admitted(), input, id)))
            .persist(StorageLevel.MEMORY_AND_DISK());
    long duplicates = versions.where(col(VERSION).gt(1)).count();
    Dataset<Row> single = hashed.join(few, isRepeated, "left_anti").drop(Duplicates.HASH);
    Dataset<Row> latest = versions.where(col(VERSION).equalTo(1)).drop(Duplicates.HASH, VERSION);
    return new Admission(
        single.unionByName(latest),
        all.rejected(),
        all.verdict().withDuplicates(duplicates),
        () -> {
          all.close();
          versions.unpersist();
          repeated.unpersist();
        });
  }

  /** Latest business time first, then by all columns, so that the order is total. */
  private static WindowSpec latestFirst(Dataset<Row> rows, Input input, Field id) {
    List<Column> order = new ArrayList<>(List.of(input.happensAt().col().desc_nulls_last()));
    for (String name : rows.columns()) {
      boolean isMap = rows.schema().apply(name).dataType() instanceof MapType;
      Column value = isMap ? to_json(col(name)) : col(name);
      order.add(value.desc_nulls_last());
    }
    return Window.partitionBy(id.col()).orderBy(order.toArray(Column[]::new));
  }
}
