package io.clientela.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/** Rows in the driver, as few as a table of KPIs has: no job of Spark is needed to use them. */
public record LocalRows(StructType schema, List<InternalRow> rows) {

  public LocalRows {
    rows = List.copyOf(rows);
  }

  public static LocalRows of(StructType schema, List<Row> rows) {
    Function1<Object, Object> inside = CatalystTypeConverters.createToCatalystConverter(schema);
    return new LocalRows(
        schema, rows.stream().map(row -> (InternalRow) inside.apply(row)).toList());
  }

  /** The same rows with the value in front of each. */
  public LocalRows after(StructField field, Object value) {
    Object inside = CatalystTypeConverters.createToCatalystConverter(field.dataType()).apply(value);
    InternalRow first = new GenericInternalRow(new Object[] {inside});
    StructType longer = new StructType().add(field);
    for (StructField other : schema.fields()) {
      longer = longer.add(other);
    }
    return new LocalRows(
        longer, rows.stream().<InternalRow>map(row -> new JoinedRow(first, row)).toList());
  }

  public int size() {
    return rows.size();
  }

  /** The rows as others have them. */
  public List<Row> outside() {
    Function1<Object, Object> outside = CatalystTypeConverters.createToScalaConverter(schema);
    List<Row> all = new ArrayList<>(rows.size());
    rows.forEach(row -> all.add((Row) outside.apply(row)));
    return all;
  }

  public Dataset<Row> in(SparkSession spark) {
    return spark.createDataFrame(outside(), schema);
  }
}
