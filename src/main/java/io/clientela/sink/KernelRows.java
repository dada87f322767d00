package io.clientela.sink;

import io.clientela.table.LocalRows;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.defaults.internal.data.DefaultColumnarBatch;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.internal.util.VectorUtils;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
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
    ColumnVector[] columns = new ColumnVector[schema.length()];
    for (int i = 0; i < columns.length; i++) {
      int place = i;
      columns[i] =
          new Values(
              local.size(),
              row -> local.rows().get(row),
              row -> place,
              local.schema().fields()[i].dataType(),
              schema.at(i).getDataType());
    }
    return new FilteredColumnarBatch(
        new DefaultColumnarBatch(local.size(), schema, columns), Optional.empty());
  }

  /**
   * Values of Spark as a vector of Kernel, one behind the other in an array or in one column of
   * many rows. Those of Kernel itself make a text of every value that they are asked for.
   */
  private record Values(
      int getSize,
      IntFunction<SpecializedGetters> from,
      IntUnaryOperator place,
      DataType type,
      io.delta.kernel.types.DataType getDataType)
      implements ColumnVector {

    private static Values of(
        ArrayData array, DataType type, io.delta.kernel.types.DataType kernel) {
      return new Values(array.numElements(), i -> array, i -> i, type, kernel);
    }

    @Override
    public void close() {}

    @Override
    public boolean isNullAt(int i) {
      SpecializedGetters all = from.apply(i);
      return all == null || all.isNullAt(place.applyAsInt(i));
    }

    @Override
    public boolean getBoolean(int i) {
      return from.apply(i).getBoolean(place.applyAsInt(i));
    }

    @Override
    public byte getByte(int i) {
      return from.apply(i).getByte(place.applyAsInt(i));
    }

    @Override
    public short getShort(int i) {
      return from.apply(i).getShort(place.applyAsInt(i));
    }

    @Override
    public int getInt(int i) {
      return from.apply(i).getInt(place.applyAsInt(i));
    }

    @Override
    public long getLong(int i) {
      return from.apply(i).getLong(place.applyAsInt(i));
    }

    @Override
    public float getFloat(int i) {
      return from.apply(i).getFloat(place.applyAsInt(i));
    }

    @Override
    public double getDouble(int i) {
      return from.apply(i).getDouble(place.applyAsInt(i));
    }

    @Override
    public byte[] getBinary(int i) {
      return from.apply(i).getBinary(place.applyAsInt(i));
    }

    @Override
    public String getString(int i) {
      return from.apply(i).getUTF8String(place.applyAsInt(i)).toString();
    }

    @Override
    public BigDecimal getDecimal(int i) {
      DecimalType of = (DecimalType) type;
      return from.apply(i)
          .getDecimal(place.applyAsInt(i), of.precision(), of.scale())
          .toJavaBigDecimal();
    }

    @Override
    public ColumnVector getChild(int child) {
      StructType struct = (StructType) type;
      return new Values(
          getSize,
          i -> isNullAt(i) ? null : from.apply(i).getStruct(place.applyAsInt(i), struct.length()),
          i -> child,
          struct.fields()[child].dataType(),
          ((io.delta.kernel.types.StructType) getDataType).at(child).getDataType());
    }

    @Override
    public ArrayValue getArray(int i) {
      Values elements =
          of(
              from.apply(i).getArray(place.applyAsInt(i)),
              ((ArrayType) type).elementType(),
              ((io.delta.kernel.types.ArrayType) getDataType).getElementType());
      return new ArrayValue() {
        @Override
        public int getSize() {
          return elements.getSize();
        }

        @Override
        public ColumnVector getElements() {
          return elements;
        }
      };
    }

    @Override
    public MapValue getMap(int i) {
      MapData map = from.apply(i).getMap(place.applyAsInt(i));
      MapType of = (MapType) type;
      var kernel = (io.delta.kernel.types.MapType) getDataType;
      return new MapValue() {
        @Override
        public int getSize() {
          return map.numElements();
        }

        @Override
        public ColumnVector getKeys() {
          return of(map.keyArray(), of.keyType(), kernel.getKeyType());
        }

        @Override
        public ColumnVector getValues() {
          return of(map.valueArray(), of.valueType(), kernel.getValueType());
        }
      };
    }
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
