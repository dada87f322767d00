package io.clientela.contract;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The contract on the way out: a table is as declared before anyone may read it. */
public final class Exit {

  private Exit() {}

  /**
   * Checks columns, nulls, units and key, and returns the number of rows; throws with every problem
   * at once.
   */
  public static long check(Table table, Dataset<Row> rows) {
    List<String> problems = new ArrayList<>();
    List<String> declared = table.fields().stream().map(Field::name).toList();
    if (!declared.equals(List.of(rows.columns()))) {
      throw new IllegalStateException(
          table.name() + ": columns are " + List.of(rows.columns()) + ", declared " + declared);
    }
    List<Column> violations = new ArrayList<>();
    List<String> meanings = new ArrayList<>();
    for (Field field : table.fields()) {
      if (!field.nullable()) {
        violations.add(count(when(field.col().isNull(), 1)));
        meanings.add(field.name() + " is null");
      }
      violations.add(count(when(field.unit().violation(field.col()), 1)));
      meanings.add(field.name() + " is not a " + field.unit().meaning());
    }
    Row counts = rows.agg(count(lit(1)), violations.toArray(Column[]::new)).head();
    for (int i = 0; i < meanings.size(); i++) {
      long broken = counts.getLong(i + 1);
      if (broken > 0) {
        problems.add(table.name() + ": " + meanings.get(i) + " in " + broken + " rows");
      }
    }
    if (hasRepeatedKey(table, rows)) {
      problems.add(
          table.name() + ": rows share a key of " + table.key().stream().map(Field::name).toList());
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(String.join("; ", problems));
    }
    return counts.getLong(0);
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
