package io.clientela.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/** Rows in the driver, as few as a table of KPIs has: no job of Spark is needed to use them. */
public record LocalRows(StructType schema, List<InternalRow> rows)
    implements RowSource, Serializable {

  private static final Comparator<Object> NULLS_FIRST = Comparator.nullsFirst(LocalRows::compared);

  public LocalRows {
    rows = List.copyOf(rows);
  }

  public static LocalRows of(StructType schema, List<Row> rows) {
    Function1<Object, Object> inside = CatalystTypeConverters.createToCatalystConverter(schema);
    return new LocalRows(
        schema, rows.stream().map(row -> (InternalRow) inside.apply(row)).toList());
  }

  /** Of a dataset of few rows. */
  public static LocalRows all(Dataset<Row> few) {
    return of(few.schema(), few.collectAsList());
  }

  /** One after the other; all have the same schema. */
  public static LocalRows joined(List<LocalRows> several) {
    return new LocalRows(
        several.get(0).schema(), several.stream().flatMap(some -> some.rows().stream()).toList());
  }

  /** By these columns, nulls before others. */
  public static Comparator<InternalRow> order(StructType schema, List<Field> key) {
    Cell.Columns columns = new Cell.Columns(schema);
    Comparator<InternalRow> order = (one, other) -> 0;
    for (Field field : key) {
      int i = columns.at(field);
      order = order.thenComparing(row -> columns.value(row, i), NULLS_FIRST);
    }
    return order;
  }

  /**
   * The same rows by these columns, nulls before others. Laid out by one column after the other,
   * the last first, as those of one value stay in their order: each has few values.
   */
  public LocalRows sorted(List<Field> key) {
    Cell.Columns columns = new Cell.Columns(schema);
    List<InternalRow> sorted = rows;
    for (int i = key.size() - 1; i >= 0; i--) {
      int place = columns.at(key.get(i));
      Map<Object, List<InternalRow>> byValue = new HashMap<>();
      for (InternalRow row : sorted) {
        Object value = columns.value(row, place);
        byValue.computeIfAbsent(value, first -> new ArrayList<>(1)).add(row);
      }
      sorted = laidOut(byValue);
    }
    return new LocalRows(schema, sorted);
  }

  private static List<InternalRow> laidOut(Map<Object, List<InternalRow>> byValue) {
    List<Object> values = new ArrayList<>(byValue.keySet());
    values.sort(NULLS_FIRST);
    List<InternalRow> rows = new ArrayList<>();
    values.forEach(value -> rows.addAll(byValue.get(value)));
    return rows;
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

  List<Cell> cells() {
    Cell.Columns columns = new Cell.Columns(schema);
    return rows.stream().map(row -> new Cell(columns, row)).toList();
  }

  @Override
  public void each(Consumer<InternalRow> consumer) {
    rows.forEach(consumer);
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

  /**
   * The same rows in the columns of another schema, found by name; null where they have none.
   *
   * @throws IllegalStateException if a column has another type there
   */
  public LocalRows as(StructType other) {
    if (other.equals(schema)) {
      return this;
    }
    List<String> names = List.of(schema.fieldNames());
    int[] from = Stream.of(other.fieldNames()).mapToInt(names::indexOf).toArray();
    boolean isSameOrder = from.length == names.size();
    for (int i = 0; i < from.length; i++) {
      DataType type = other.fields()[i].dataType();
      if (from[i] >= 0 && !schema.fields()[from[i]].dataType().sameType(type)) {
        throw new IllegalStateException(
            other.fields()[i].name() + " is " + schema.fields()[from[i]] + ", expected " + type);
      }
      isSameOrder &= from[i] == i;
    }
    if (isSameOrder) {
      return new LocalRows(other, rows);
    }
    Cell.Columns columns = new Cell.Columns(schema);
    return new LocalRows(other, rows.stream().map(row -> chosen(row, from, columns)).toList());
  }

  private static InternalRow chosen(InternalRow row, int[] from, Cell.Columns columns) {
    Object[] values = new Object[from.length];
    for (int i = 0; i < from.length; i++) {
      values[i] = from[i] < 0 ? null : columns.value(row, from[i]);
    }
    return new GenericInternalRow(values);
  }

  @SuppressWarnings("unchecked")
  private static int compared(Object one, Object other) {
    return ((Comparable<Object>) one).compareTo(other);
  }
}
