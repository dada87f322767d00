package io.clientela.report;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;

/**
 * One row of a table, read by the names of its columns; null is what is not known, also what a
 * table of an older version does not tell.
 */
public record Line(StructType schema, InternalRow row) {

  /** By the values of a column as Spark orders them, nulls first. */
  @SuppressWarnings("unchecked")
  public static Comparator<Line> by(String column) {
    return Comparator.comparing(
        line -> (Comparable<Object>) line.value(column),
        Comparator.nullsFirst(Comparator.naturalOrder()));
  }

  public boolean isNull(String column) {
    return value(column) == null;
  }

  public String text(String column) {
    Object value = value(column);
    return value == null ? null : value.toString();
  }

  public Double number(String column) {
    Object value = value(column);
    return value == null ? null : (Double) number(value).doubleValue();
  }

  /** 0 where the table is of a version that did not count this yet. */
  public long count(String column) {
    Object value = value(column);
    return value == null ? 0 : number(value).longValue();
  }

  public Integer integer(String column) {
    Object value = value(column);
    return value == null ? null : (Integer) number(value).intValue();
  }

  public boolean flag(String column) {
    return Boolean.TRUE.equals(value(column));
  }

  public LocalDate date(String column) {
    Integer day = (Integer) value(column);
    return day == null ? null : LocalDate.ofEpochDay(day);
  }

  public Map<String, Long> counts(String column) {
    Map<String, Long> counts = new TreeMap<>();
    MapData map = (MapData) value(column);
    for (int i = 0; i < map.numElements(); i++) {
      counts.put(
          map.keyArray().getUTF8String(i).toString(),
          ((Number) map.valueArray().get(i, DataTypes.LongType)).longValue());
    }
    return counts;
  }

  private static Number number(Object value) {
    return value instanceof Decimal decimal ? decimal.toJavaBigDecimal() : (Number) value;
  }

  /** As Spark has it inside: a date is a number of days. */
  private Object value(String column) {
    scala.Option<Object> place = schema.getFieldIndex(column);
    if (place.isEmpty()) {
      return null;
    }
    int i = (Integer) place.get();
    return row.isNullAt(i) ? null : row.get(i, schema.fields()[i].dataType());
  }
}
