package io.clientela.demo;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.explode;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Columns whose formula is done with. Spark moves a filter below what it filters by writing the
 * formulas of its columns out; where these build on each other, planning would take minutes. It
 * moves none below the rows of an array.
 */
final class Settled {
  private Settled() {}

  static Dataset<Row> with(Dataset<Row> rows, String name, Column value) {
    return rows.withColumn(name, explode(array(value)));
  }

  /** Leaves out the rows in which it is null. */
  static Dataset<Row> withKnown(Dataset<Row> rows, String name, Column value) {
    return rows.withColumn(name, explode(array_compact(array(value))));
  }
}
