package io.clientela.model;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import io.clientela.table.Field;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What is counted of rows in cells.
 *
 * @param keys labels that tell cells apart, beside what every cell is told by
 * @param sums whole numbers, 0 or more, that add up; null = 0
 * @param durations microseconds, 0 or more, of which each is kept; null = none
 * @param distinct of which each value is kept once, as text; null = none
 */
public record CellColumns(
    List<Field> keys, List<Field> sums, List<Field> durations, List<Field> distinct) {

  public CellColumns(List<Field> keys, List<Field> sums) {
    this(keys, sums, List.of(), List.of());
  }

  /** The columns of the rows, in this order. */
  Column[] read() {
    return Stream.of(
            keys.stream().map(field -> cast(field.col(), field, DataTypes.StringType)),
            sums.stream()
                .map(field -> cast(coalesce(field.col(), lit(0)), field, DataTypes.LongType)),
            durations.stream().map(field -> cast(field.col(), field, DataTypes.LongType)),
            distinct.stream().map(field -> cast(field.col(), field, DataTypes.StringType)))
        .flatMap(columns -> columns)
        .toArray(Column[]::new);
  }

  private static Column cast(Column column, Field field, DataType type) {
    return column.cast(type).as(field.name());
  }

  /**
   * Of the cells: what tells them apart, sums, durations as they are written, and distinct values.
   */
  StructType schema() {
    StructType schema = new StructType();
    for (Field key : keys) {
      schema = schema.add(key.name(), DataTypes.StringType);
    }
    for (Field cell : OwnCells.CELL) {
      schema = schema.add(cell.name(), cell.type(), false);
    }
    for (Field sum : sums) {
      schema = schema.add(sum.name(), DataTypes.LongType, false);
    }
    for (Field duration : durations) {
      schema = schema.add(duration.name(), DataTypes.BinaryType);
    }
    for (Field field : distinct) {
      schema = schema.add(field.name(), DataTypes.createArrayType(DataTypes.StringType));
    }
    return schema;
  }
}
