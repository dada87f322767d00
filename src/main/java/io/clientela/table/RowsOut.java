package io.clientela.table;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Takes the rows of a table, value by value. What is declared as a quotient of others, or as the
 * bound of one, need not be put: it follows.
 */
public final class RowsOut {

  private final List<Field> fields;
  private final Consumer<InternalRow> rows;
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, UTF8String> texts = new HashMap<>();

  RowsOut(Table table, Consumer<InternalRow> rows) {
    this.fields = table.fields();
    this.rows = rows;
  }

  /** A value of the row that is being made; it may be a part of a quotient only. */
  public RowsOut put(Field field, Object value) {
    values.put(field.name(), value);
    return this;
  }

  public RowsOut put(Field field, Optional<?> value) {
    return put(field, (Object) value.orElse(null));
  }

  /** The same values as the cell has in these fields. */
  public RowsOut put(Cell cell, List<Field> same) {
    same.forEach(field -> put(field, cell.value(field)));
    return this;
  }

  /** The value that the cell has in another field. */
  public RowsOut put(Field field, Cell cell, Field from) {
    return put(field, cell.value(from));
  }

  /** Where the value that was put is null. */
  public RowsOut orElse(Field field, Object otherwise) {
    return values.get(field.name()) == null ? put(field, otherwise) : this;
  }

  /** All of these sums, under the names of their measures. */
  public RowsOut put(Sums sums) {
    sums.to(this);
    return this;
  }

  /** The row is whole. */
  public void add() {
    Object[] row = new Object[fields.size()];
    for (int i = 0; i < row.length; i++) {
      Field field = fields.get(i);
      row[i] = inside(value(field), field.type());
    }
    values.clear();
    rows.accept(new GenericInternalRow(row));
  }

  private Object value(Field field) {
    if (!values.containsKey(field.name())) {
      values.put(field.name(), declared(field));
    }
    return values.get(field.name());
  }

  private Object declared(Field field) {
    if (field.bound().isPresent()) {
      Field.Bound bound = field.bound().get();
      Quotient share = bound.share().quotient().orElseThrow(() -> missing(field));
      return sum(share.denominator()) == null || sum(share.numerator()) == null
          ? null
          : bound.of(real(share.numerator()), real(share.denominator()));
    }
    Quotient quotient = field.quotient().orElseThrow(() -> missing(field));
    Object part = sum(quotient.numerator());
    Object whole = sum(quotient.denominator());
    if (part == null || whole == null || ((Number) whole).doubleValue() == 0) {
      return null;
    }
    if (field.type() instanceof DecimalType money) {
      return ((BigDecimal) part)
          .multiply(BigDecimal.valueOf(quotient.factor()))
          .divide((BigDecimal) whole, money.scale(), RoundingMode.HALF_UP);
    }
    return quotient.factor() * (((Number) part).doubleValue() / ((Number) whole).doubleValue());
  }

  private IllegalStateException missing(Field field) {
    return new IllegalStateException(field.name() + " was not put, and follows from no others");
  }

  private double real(Quotient.Terms terms) {
    return ((Number) sum(terms)).doubleValue();
  }

  /** Exact where its terms are; null where one of them is. */
  private Object sum(Quotient.Terms terms) {
    Object sum = BigDecimal.ZERO;
    for (Field field : terms.added()) {
      sum = plus(sum, value(field), 1);
    }
    for (Field field : terms.subtracted()) {
      sum = plus(sum, value(field), -1);
    }
    return sum;
  }

  private static Object plus(Object sum, Object value, int sign) {
    if (sum == null || value == null) {
      return null;
    }
    if (sum instanceof BigDecimal exact && !(value instanceof Double)) {
      return sign > 0 ? exact.add(exact(value)) : exact.subtract(exact(value));
    }
    return ((Number) sum).doubleValue() + sign * ((Number) value).doubleValue();
  }

  private static BigDecimal exact(Object value) {
    if (value instanceof BigDecimal amount) {
      return amount;
    }
    return value instanceof Decimal amount
        ? amount.toJavaBigDecimal()
        : BigDecimal.valueOf(((Number) value).longValue());
  }

  private Object inside(Object value, DataType type) {
    if (value instanceof String text) {
      return texts.computeIfAbsent(text, UTF8String::fromString);
    } else if (value instanceof LocalDate day) {
      return (int) day.toEpochDay();
    } else if (value == null || !(value instanceof Number || value instanceof Decimal)) {
      return value;
    } else if (type instanceof DecimalType money) {
      BigDecimal rounded = exact(value).setScale(money.scale(), RoundingMode.HALF_UP);
      return Decimal.apply(rounded, money.precision(), money.scale());
    }
    Number number = (Number) value;
    if (type instanceof DoubleType) {
      return number.doubleValue();
    } else if (type instanceof LongType) {
      return number.longValue();
    }
    return type instanceof IntegerType ? (Object) number.intValue() : value;
  }
}
