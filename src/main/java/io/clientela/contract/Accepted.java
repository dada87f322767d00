package io.clientela.contract;

import io.clientela.table.Unit;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The types of columns from which a field can be read. */
final class Accepted {

  private Accepted() {}

  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  static boolean isFloating(DataType type) {
    return type instanceof DoubleType || type instanceof FloatType;
  }

  static boolean isNumber(DataType type) {
    return type instanceof IntegralType || type instanceof DecimalType || isFloating(type);
  }

  /** What is wrong with the type of a column, if anything. */
  static Optional<String> mismatch(Unit unit, DataType found) {
    return found instanceof NullType || fits(unit, found)
        ? Optional.empty()
        : Optional.of("is " + found.sql() + ", expected " + expected(unit));
  }

  private static boolean fits(Unit unit, DataType found) {
    boolean isText = found instanceof StringType;
    boolean isNested =
        found instanceof StructType || found instanceof MapType || found instanceof ArrayType;
    boolean isMoment =
        found instanceof TimestampType
            || found instanceof TimestampNTZType
            || found instanceof DateType;
    return switch (unit) {
      case INSTANT, DATE -> isMoment || isText;
      case FLAG -> found instanceof BooleanType || isNumber(found) || isText;
      case LABEL, CURRENCY -> !isNested && !isMoment;
      case ANY -> true;
      default -> isNumber(found) || isText;
    };
  }

  private static String expected(Unit unit) {
    return switch (unit) {
      case ID -> "a whole number or text";
      case INSTANT, DATE -> "TIMESTAMP, TIMESTAMP_NTZ, DATE or text";
      case FLAG -> "BOOLEAN, 1 or 0, or text";
      case LABEL, CURRENCY -> "text";
      default -> "a number or text";
    };
  }
}
