package io.clientela.table;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import scala.Function2;

/** A row that tables are read out of: its values by field. */
public final class Cell {

  /** Where the columns of a schema are. */
  static final class Columns {
    private final Map<String, Integer> places = new HashMap<>();
    private final DataType[] types;
    private final List<Function2<SpecializedGetters, Object, Object>> values = new ArrayList<>();

    Columns(StructType schema) {
      types = new DataType[schema.size()];
      for (int i = 0; i < types.length; i++) {
        types[i] = schema.fields()[i].dataType();
        places.put(schema.fields()[i].name(), i);
        values.add(InternalRow.getAccessor(types[i], true));
      }
    }

    int at(Field field) {
      Integer place = places.get(field.name());
      if (place == null) {
        throw new IllegalStateException(field.name() + " is no column of " + places.keySet());
      }
      return place;
    }

    Object value(InternalRow row, int i) {
      return values.get(i).apply(row, i);
    }
  }

  private final Columns columns;
  private final InternalRow row;

  Cell(Columns columns, InternalRow row) {
    this.columns = columns;
    this.row = row;
  }

  /** The cells of a series that are looked at more than once. */
  public static List<Cell> all(Iterator<Cell> cells) {
    List<Cell> all = new ArrayList<>();
    cells.forEachRemaining(all::add);
    return all;
  }

  public boolean has(Field field) {
    return columns.places.containsKey(field.name());
  }

  public boolean isNull(Field field) {
    return row.isNullAt(columns.at(field));
  }

  public String label(Field field) {
    int i = columns.at(field);
    return row.isNullAt(i) ? null : row.getUTF8String(i).toString();
  }

  /** Whether it has this value, as text; null = none. */
  public boolean is(Field field, Object value) {
    Object found = value(field);
    boolean isEither = found == null || value == null;
    return isEither ? found == value : found.toString().equals(value.toString());
  }

  public LocalDate date(Field field) {
    return isNull(field) ? null : LocalDate.ofEpochDay(integer(field));
  }

  /** A count, an amount or a real number as a real number; null where it is. */
  public Double number(Field field) {
    Object value = value(field);
    if (value instanceof Decimal amount) {
      return amount.toDouble();
    }
    return value == null ? null : (Double) ((Number) value).doubleValue();
  }

  /** The sum as a real number; null where one of its terms is. */
  public Double number(Quotient.Terms terms) {
    if (terms.fields().anyMatch(this::isNull)) {
      return null;
    }
    double sum = number(terms.added().get(0));
    for (Field field : terms.added().subList(1, terms.added().size())) {
      sum += number(field);
    }
    for (Field field : terms.subtracted()) {
      sum -= number(field);
    }
    return sum;
  }

  public int integer(Field field) {
    return row.getInt(columns.at(field));
  }

  public long count(Field field) {
    return row.getLong(columns.at(field));
  }

  public double real(Field field) {
    return row.getDouble(columns.at(field));
  }

  public boolean flag(Field field) {
    return row.getBoolean(columns.at(field));
  }

  public byte[] bytes(Field field) {
    return isNull(field) ? null : row.getBinary(columns.at(field));
  }

  public List<String> labels(Field field) {
    ArrayData all = row.getArray(columns.at(field));
    return IntStream.range(0, all.numElements())
        .mapToObj(i -> all.getUTF8String(i).toString())
        .toList();
  }

  public BigDecimal money(Field field) {
    int i = columns.at(field);
    DecimalType type = (DecimalType) columns.types[i];
    return row.getDecimal(i, type.precision(), type.scale()).toJavaBigDecimal();
  }

  /** A count or an amount, exactly. */
  public BigDecimal exact(Field field) {
    Object value = value(field);
    return value instanceof Decimal amount
        ? amount.toJavaBigDecimal()
        : BigDecimal.valueOf(((Number) value).longValue());
  }

  /** As Spark has it inside; null where it is. */
  Object value(Field field) {
    return columns.value(row, columns.at(field));
  }
}
