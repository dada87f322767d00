package io.clientela.testing;

import static org.apache.spark.sql.functions.col;

import io.clientela.table.Field;
import io.clientela.table.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Raw rows of an input, written as text.
 *
 * <p>A type may follow the name of a column ({@code amount double}). Without one, ids of digits are
 * bigint and others text, times are instants where they end in Z and local times elsewhere, money
 * is decimal, everything else is text. Required columns that do not matter to a test are left out
 * of it: ids are then numbered, amounts 10, types visit.
 */
public final class RawRows {

  private RawRows() {}

  public static Dataset<Row> of(SparkSession spark, Input input, String text) {
    TextTable table = TextTable.parse(text);
    List<Column> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    StructType texts = new StructType();
    for (int i = 0; i < table.columns().size(); i++) {
      String[] nameAndType = table.columns().get(i).split(" ", 2);
      String type =
          nameAndType.length == 2 ? nameAndType[1] : typeOf(input, nameAndType[0], table.column(i));
      names.add(nameAndType[0]);
      texts = texts.add("c" + i, DataTypes.StringType);
      columns.add(col("c" + i).cast(type).as(nameAndType[0]));
    }
    List<Row> rows = new ArrayList<>();
    for (List<String> cells : table.rows()) {
      rows.add(RowFactory.create(withDefaults(cells, rows.size() + 1)));
    }
    StructType wide = texts.add("number", "string").add("ten", "string").add("visit", "string");
    columns.addAll(defaults(input, names));
    return spark.createDataFrame(rows, wide).select(columns.toArray(Column[]::new));
  }

  private static String typeOf(Input input, String name, List<String> cells) {
    List<String> values = cells.stream().filter(Objects::nonNull).toList();
    return input.table().fields().stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .map(field -> typeOf(field, values))
        .orElse("string");
  }

  private static String typeOf(Field field, List<String> values) {
    return switch (field.unit()) {
      case ID -> values.stream().allMatch(value -> value.matches("\\d+")) ? "bigint" : "string";
      case INSTANT ->
          values.stream().anyMatch(value -> value.endsWith("Z")) ? "timestamp" : "timestamp_ntz";
      case MONEY -> "decimal(18,4)";
      default -> "string";
    };
  }

  private static Object[] withDefaults(List<String> cells, int number) {
    List<Object> values = new ArrayList<>(cells);
    values.addAll(List.of(String.valueOf(number), "10", "visit"));
    return values.toArray();
  }

  private static List<Column> defaults(Input input, List<String> names) {
    List<Column> columns = new ArrayList<>();
    for (Field field : input.table().fields()) {
      boolean isNeeded = !field.nullable() && !names.contains(field.name());
      if (isNeeded) {
        columns.add(
            switch (field.unit()) {
              case ID -> col("number").cast("bigint").as(field.name());
              case MONEY -> col("ten").cast("decimal(18,4)").as(field.name());
              case LABEL -> col("visit").as(field.name());
              default ->
                  throw new IllegalArgumentException(input.name() + " needs " + field.name());
            });
      }
    }
    return columns;
  }
}
