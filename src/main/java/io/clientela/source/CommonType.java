package io.clientela.source;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The type in which values of two files mean what they mean in each. */
final class CommonType {

  private static final int WIDEST = 38;

  /** Whole numbers up to it are exact in a DOUBLE. */
  private static final long EXACT = 1L << 53;

  private CommonType() {}

  /** One type that files of both can be read with: structs have the fields of both. */
  static Optional<DataType> merged(DataType one, DataType other) {
    if (one.equals(other)) {
      return Optional.of(one);
    }
    if (one instanceof StructType a && other instanceof StructType b) {
      return mergedFields(a, b);
    }
    if (one instanceof ArrayType a && other instanceof ArrayType b) {
      return merged(a.elementType(), b.elementType()).map(DataTypes::createArrayType);
    }
    if (one instanceof MapType a && other instanceof MapType b && a.keyType().equals(b.keyType())) {
      return merged(a.valueType(), b.valueType())
          .map(value -> DataTypes.createMapType(a.keyType(), value));
    }
    return Optional.empty();
  }

  private static Optional<DataType> mergedFields(StructType one, StructType other) {
    Map<String, StructField> fields = new LinkedHashMap<>();
    for (StructField field : one.fields()) {
      fields.put(field.name().toLowerCase(Locale.ROOT), field);
    }
    for (StructField field : other.fields()) {
      String key = field.name().toLowerCase(Locale.ROOT);
      StructField before = fields.getOrDefault(key, field);
      Optional<DataType> type = merged(before.dataType(), field.dataType());
      if (type.isEmpty()) {
        return Optional.empty();
      }
      fields.put(key, DataTypes.createStructField(before.name(), type.get(), true));
    }
    return Optional.of(DataTypes.createStructType(new ArrayList<>(fields.values())));
  }

  /** The type to which values of both are converted without changing what they say. */
  static Optional<DataType> wider(DataType one, DataType other) {
    Optional<DataType> merged = merged(one, other);
    if (merged.isPresent() || one instanceof NullType) {
      return merged.or(() -> Optional.of(other));
    }
    if (other instanceof NullType) {
      return Optional.of(one);
    }
    List<DataType> both = Arrays.asList(one, other);
    if (both.stream().allMatch(CommonType::isNumber)) {
      return Optional.of(number(one, other));
    }
    if (both.stream().allMatch(CommonType::isMoment)) {
      boolean isInstant = both.stream().anyMatch(TimestampType.class::isInstance);
      return Optional.of(isInstant ? DataTypes.TimestampType : DataTypes.TimestampNTZType);
    }
    return Optional.empty();
  }

  /** A column in the type of all files; whole numbers that a DOUBLE can't hold are an error. */
  static Column converted(StructField column, DataType type) {
    Column value = UnreadRows.named(column.name());
    if (!(column.dataType() instanceof LongType && isReal(type))) {
      return value.cast(type);
    }
    String lost =
        String.format(
            "column %s is BIGINT in some files and DOUBLE in others, which can't hold a value of it;"
                + " write it as BIGINT in all",
            column.name());
    return when(abs(value).gt(EXACT), raise_error(lit(lost)).cast(type))
        .otherwise(value.cast(type));
  }

  private static boolean isNumber(DataType type) {
    return type instanceof IntegralType || type instanceof DecimalType || isReal(type);
  }

  private static boolean isReal(DataType type) {
    return type instanceof DoubleType || type instanceof FloatType;
  }

  /** The contract reads dates and times without zone in the zone of the business, as casts do. */
  private static boolean isMoment(DataType type) {
    return type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof DateType;
  }

  private static DataType number(DataType one, DataType other) {
    if (isReal(one) || isReal(other)) {
      return DataTypes.DoubleType;
    }
    if (one instanceof IntegralType && other instanceof IntegralType) {
      return one.defaultSize() < other.defaultSize() ? other : one;
    }
    DecimalType a = decimal(one);
    DecimalType b = decimal(other);
    int scale = Math.max(a.scale(), b.scale());
    int digits = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    return DataTypes.createDecimalType(
        Math.min(WIDEST, digits + scale), Math.min(scale, WIDEST - Math.min(digits, WIDEST)));
  }

  private static DecimalType decimal(DataType type) {
    if (type instanceof DecimalType decimal) {
      return decimal;
    }
    int digits =
        type instanceof ByteType
            ? 3
            : type instanceof ShortType ? 5 : type instanceof IntegerType ? 10 : 20;
    return DataTypes.createDecimalType(digits, 0);
  }
}
