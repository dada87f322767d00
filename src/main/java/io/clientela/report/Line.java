package io.clientela.report;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** One row of a table, read by the names of its columns; null is what is not known. */
public record Line(Row row) {

  public String text(String column) {
    Object value = row.getAs(column);
    return value == null ? null : value.toString();
  }

  public Double number(String column) {
    Number value = row.getAs(column);
    return value == null ? null : (Double) value.doubleValue();
  }

  /** Of a column that is never null. */
  /** 0 where the table is of a version that did not count this yet. */
  public long count(String column) {
    Number value = row.getAs(column);
    return value == null ? 0 : value.longValue();
  }

  public Integer integer(String column) {
    Number value = row.getAs(column);
    return value == null ? null : (Integer) value.intValue();
  }

  public boolean flag(String column) {
    return Boolean.TRUE.equals(row.<Boolean>getAs(column));
  }

  public LocalDate date(String column) {
    Object value = row.getAs(column);
    return value == null ? null : LocalDate.parse(value.toString());
  }

  public Map<String, Long> counts(String column) {
    Map<String, Long> counts = new TreeMap<>();
    row.<String, Number>getJavaMap(row.fieldIndex(column))
        .forEach((key, count) -> counts.put(key, count.longValue()));
    return counts;
  }
}
