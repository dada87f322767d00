package io.clientela.sink;

import io.clientela.table.LocalRows;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.internal.data.DefaultRowBasedColumnarBatch;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.internal.util.VectorUtils;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Rows of Spark as Delta Kernel takes and gives them; both count days and microseconds. */
final class KernelRows {

  private KernelRows() {}

  static io.delta.kernel.types.StructType schema(StructType schema) {
    return DataTypeJsonSerDe.deserializeStructType(schema.json());
  }

  static StructType schema(io.delta.kernel.types.StructType schema) {
    return (StructType) DataType.fromJson(DataTypeJsonSerDe.serializeStructType(schema));
  }

  /** All rows as one batch. */
  static FilteredColumnarBatch batch(LocalRows local) {
    var schema = schema(local.schema());
    List<Row> rows =
        local.rows().stream().<Row>map(row -> new SparkRow(row, local.schema(), schema)).toList();
    return new FilteredColumnarBatch(
        new DefaultRowBasedColumnarBatch(schema, rows), Optional.empty());
  }

  /** A row of Spark as one of Kernel. */
  private record SparkRow(
      InternalRow row, StructType type, io.delta.kernel.types.StructType getSchema) implements Row {

    @Override
    public boolean isNullAt(int i) {
      return row.isNullAt(i);
    }

    @Override
    public boolean getBoolean(int i) {
      return row.getBoolean(i);
    }

    @Override
    public byte getByte(int i) {
      return row.getByte(i);
    }

    @Override
    public short getShort(int i) {
      return row.getShort(i);
    }

    @Override
    public int getInt(int i) {
      return row.getInt(i);
    }

    @Override
    public long getLong(int i) {
      return row.getLong(i);
    }

    @Override
    public float getFloat(int i) {
      return row.getFloat(i);
    }

    @Override
    public double getDouble(int i) {
      return row.getDouble(i);
    }

    @Override
    public String getString(int i) {
      return (String) value(i);
    }

    @Override
    public BigDecimal getDecimal(int i) {
      return (BigDecimal) value(i);
    }

    @Override
    public byte[] getBinary(int i) {
      return row.getBinary(i);
    }

    @Override
    public Row getStruct(int i) {
      return (Row) value(i);
    }

    @Override
    public ArrayValue getArray(int i) {
      return (ArrayValue) value(i);
    }

    @Override
    public MapValue getMap(int i) {
      return (MapValue) value(i);
    }

    private Object value(int i) {
      return KernelRows.value(row, i, type.fields()[i].dataType(), getSchema.at(i).getDataType());
    }
  }

  private static Object value(
      SpecializedGetters from, int i, DataType type, io.delta.kernel.types.DataType kernel) {
    Object value = from.isNullAt(i) ? null : from.get(i, type);
    if (value instanceof UTF8String text) {
      return text.toString();
    } else if (value instanceof Decimal number) {
      return number.toJavaBigDecimal();
    } else if (value instanceof InternalRow row) {
      return new SparkRow(row, (StructType) type, (io.delta.kernel.types.StructType) kernel);
    } else if (value instanceof ArrayData array) {
      return array(
          array,
          ((ArrayType) type).elementType(),
          ((io.delta.kernel.types.ArrayType) kernel).getElementType());
    } else if (value instanceof MapData map) {
      return map(map, (MapType) type, (io.delta.kernel.types.MapType) kernel);
    }
    return value;
  }

  private static ArrayValue array(
      ArrayData array, DataType type, io.delta.kernel.types.DataType kernel) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < array.numElements(); i++) {
      values.add(value(array, i, type, kernel));
    }
    return VectorUtils.buildArrayValue(values, kernel);
  }

  private static MapValue map(MapData map, MapType type, io.delta.kernel.types.MapType kernel) {
    ArrayValue keys = array(map.keyArray(), type.keyType(), kernel.getKeyType());
    ArrayValue values = array(map.valueArray(), type.valueType(), kernel.getValueType());
    return new MapValue() {
      @Override
      public int getSize() {
        return keys.getSize();
      }

      @Override
      public ColumnVector getKeys() {
        return keys.getElements();
      }

      @Override
      public ColumnVector getValues() {
        return values.getElements();
      }
    };
  }

  /** The rows of a batch that are not deleted. */
  static void each(FilteredColumnarBatch batch, StructType schema, Consumer<InternalRow> consumer) {
    ColumnarBatch data = batch.getData();
    Optional<ColumnVector> isKept = batch.getSelectionVector();
    for (int i = 0; i < data.getSize(); i++) {
      if (isKept.isEmpty() || isKept.get().getBoolean(i)) {
        Object[] values = new Object[schema.length()];
        for (int column = 0; column < values.length; column++) {
          values[column] =
              value(data.getColumnVector(column), i, schema.fields()[column].dataType());
        }
        consumer.accept(new GenericInternalRow(values));
      }
    }
  }

  private static Object value(ColumnVector from, int i, DataType type) {
    if (from.isNullAt(i)) {
      return null;
    } else if (type instanceof StringType) {
      return UTF8String.fromString(from.getString(i));
    } else if (type instanceof DecimalType decimal) {
      return Decimal.apply(from.getDecimal(i), decimal.precision(), decimal.scale());
    } else if (type instanceof StructType struct) {
      Object[] values = new Object[struct.length()];
      for (int child = 0; child < values.length; child++) {
        values[child] = value(from.getChild(child), i, struct.fields()[child].dataType());
      }
      return new GenericInternalRow(values);
    } else if (type instanceof ArrayType array) {
      return array(from.getArray(i).getElements(), array.elementType());
    } else if (type instanceof MapType map) {
      MapValue value = from.getMap(i);
      return new ArrayBasedMapData(
          array(value.getKeys(), map.keyType()), array(value.getValues(), map.valueType()));
    }
    return VectorUtils.getValueAsObject(from, from.getDataType(), i);
  }

  private static ArrayData array(ColumnVector elements, DataType type) {
    Object[] values = new Object[elements.getSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(elements, i, type);
    }
    return new GenericArrayData(values);
  }
}
