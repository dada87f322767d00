package io.clientela.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.holdenkarau.spark.testing.JavaDataFrameSuiteBase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;

/** Compares tables with what a test expects of them; the order of rows never matters. */
public final class Tables {

  private static final int DECIMALS = 4;

  private Tables() {}

  /**
   * The named columns hold exactly these rows. Shares and other doubles are compared at four
   * decimals.
   */
  public static void assertTable(Dataset<Row> actual, String expected) {
    TextTable table = TextTable.parse(expected);
    List<DataType> types = new ArrayList<>();
    for (String column : table.columns()) {
      types.add(actual.schema().apply(column).dataType());
    }
    List<List<String>> wanted = new ArrayList<>();
    table.rows().forEach(row -> wanted.add(cells(row, types)));
    List<List<String>> found = new ArrayList<>();
    String[] names = table.columns().toArray(String[]::new);
    actual.selectExpr(names).collectAsList().forEach(row -> found.add(cells(row, types)));
    assertEquals(inText(table.columns(), wanted), inText(table.columns(), found));
  }

  /** Both hold the same rows, as often. */
  public static void assertSame(Dataset<Row> expected, Dataset<Row> actual) {
    new JavaDataFrameSuiteBase().assertDataFrameNoOrderEquals(expected, actual);
  }

  /** Names and types in order; whether a column may be null is the business of the exit. */
  public static String columnsOf(StructType schema) {
    return List.of(schema.fields()).stream()
        .map(field -> field.name() + " " + field.dataType().sql())
        .collect(Collectors.joining("\n"));
  }

  private static List<String> cells(List<String> row, List<DataType> types) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> row.get(i) == null ? "-" : written(row.get(i), types.get(i)))
        .toList();
  }

  private static List<String> cells(Row row, List<DataType> types) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> row.isNullAt(i) ? "-" : written(row.get(i).toString(), types.get(i)))
        .toList();
  }

  private static String written(String value, DataType type) {
    if (type.equals(DataTypes.DoubleType)) {
      return plain(new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_UP));
    }
    return type instanceof DecimalType ? plain(new BigDecimal(value)) : value;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static String inText(List<String> columns, List<List<String>> rows) {
    List<List<String>> lines = new ArrayList<>(rows);
    lines.sort(Comparator.comparing(List::toString));
    lines.add(0, columns);
    int[] widths =
        IntStream.range(0, columns.size())
            .map(i -> lines.stream().mapToInt(line -> line.get(i).length()).max().orElse(0))
            .toArray();
    return lines.stream().map(line -> padded(line, widths)).collect(Collectors.joining("\n"));
  }

  private static String padded(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> String.format("%-" + widths[i] + "s", cells.get(i)))
        .collect(Collectors.joining(" | "))
        .stripTrailing();
  }
}
