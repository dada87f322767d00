package io.clientela.contract;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.LocalRows;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** The contract on the way out: a table is as declared before anyone may read it. */
public final class Exit {

  private Exit() {}

  /**
   * Checks columns, nulls, units and key, and returns the number of rows; throws with every problem
   * at once.
   */
  public static long check(Table table, Dataset<Row> rows) {
    requireColumns(table, rows.schema());
    List<Column> violations = new ArrayList<>();
    for (Field field : table.fields()) {
      Column isNull = field.nullable() ? lit(false) : field.col().isNull();
      violations.add(count(when(isNull, 1)));
      violations.add(count(when(field.unit().violation(field.col()), 1)));
    }
    Row counts = rows.agg(count(lit(1)), violations.toArray(Column[]::new)).head();
    long[] broken = new long[violations.size()];
    Arrays.setAll(broken, i -> counts.getLong(i + 1));
    require(table, broken, hasRepeatedKey(table, rows));
    return counts.getLong(0);
  }

  /** The same of rows that are in the driver. */
  public static long check(Table table, LocalRows local) {
    requireColumns(table, local.schema());
    List<Field> fields = table.fields();
    long[] broken = new long[2 * fields.size()];
    Set<List<Object>> keys = new HashSet<>();
    for (InternalRow row : local.rows()) {
      Object[] key = new Object[table.key().size()];
      for (int i = 0; i < fields.size(); i++) {
        Object value = row.isNullAt(i) ? null : row.get(i, local.schema().fields()[i].dataType());
        broken[2 * i] += value == null && !fields.get(i).nullable() ? 1 : 0;
        broken[2 * i + 1] += fields.get(i).unit().isViolatedBy(value) ? 1 : 0;
        if (i < key.length) {
          key[i] = value;
        }
      }
      keys.add(Arrays.asList(key));
    }
    require(table, broken, keys.size() < local.size());
    return local.size();
  }

  private static void requireColumns(Table table, StructType found) {
    List<String> columns = List.of(found.fieldNames());
    List<String> declared = table.fields().stream().map(Field::name).toList();
    if (!declared.equals(columns)) {
      throw new IllegalStateException(
          table.name() + ": columns are " + columns + ", declared " + declared);
    }
  }

  /**
   * @param broken rows, by field: those where it is null, those that violate its unit
   */
  private static void require(Table table, long[] broken, boolean hasRepeatedKey) {
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < broken.length; i++) {
      Field field = table.fields().get(i / 2);
      if (broken[i] > 0) {
        String what = i % 2 == 0 ? "null" : "not a " + field.unit().meaning();
        problems.add(
            table.name() + ": " + field.name() + " is " + what + " in " + broken[i] + " rows");
      }
    }
    if (hasRepeatedKey) {
      problems.add(
          table.name() + ": rows share a key of " + table.key().stream().map(Field::name).toList());
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(String.join("; ", problems));
    }
  }

  private static boolean hasRepeatedKey(Table table, Dataset<Row> rows) {
    Column[] key = table.key().stream().map(Field::col).toArray(Column[]::new);
    List<Row> suspects = Duplicates.candidates(rows, key).takeAsList(1000);
    if (suspects.isEmpty()) {
      return false;
    }
    Object[] hashes = suspects.stream().map(row -> row.get(0)).toArray();
    return !rows.where(Duplicates.hash(key).isin(hashes))
        .groupBy(key)
        .agg(functions.count(lit(1)).as("rows_alike"))
        .where(functions.col("rows_alike").gt(1))
        .isEmpty();
  }
}
