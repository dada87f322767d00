package io.clientela.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.UnreadRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Marks rows of files that could not be taken apart, and keeps them from the others. */
final class UnreadRows {

  private static final Column TEXT = col(UnreadRow.TEXT);
  private static final Column REASON = col(UnreadRow.REASON);

  private UnreadRows() {}

  static boolean areIn(Dataset<Row> rows) {
    return List.of(rows.columns()).contains(UnreadRow.TEXT);
  }

  /**
   * With the columns of {@link UnreadRow} at the end.
   *
   * @param rows in which the column of the text is null for rows that were read
   * @param first any other column of the files: Spark refuses queries of the text alone
   */
  static Dataset<Row> mark(Dataset<Row> rows, String first, Column reason) {
    Column always = coalesce(length(named(first).cast(DataTypes.StringType)), lit(0)).geq(lit(0));
    Column isUnread = TEXT.isNotNull().and(always);
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      if (!name.equals(UnreadRow.TEXT)) {
        columns.add(named(name));
      }
    }
    columns.add(when(isUnread, TEXT).as(UnreadRow.TEXT));
    columns.add(when(isUnread, reason).as(UnreadRow.REASON));
    return rows.select(columns.toArray(Column[]::new));
  }

  /** The rows that were read, as if there were no others. */
  static Dataset<Row> without(Dataset<Row> marked) {
    return marked.where(REASON.isNull()).drop(UnreadRow.TEXT, UnreadRow.REASON);
  }

  /** What was read of a marked row is no value of its columns. */
  static Dataset<Row> emptied(Dataset<Row> marked) {
    return marked.select(
        Arrays.stream(marked.columns())
            .map(name -> isMark(name) ? named(name) : when(REASON.isNull(), named(name)).as(name))
            .toArray(Column[]::new));
  }

  /** The rows of a query, and after them the rows that the query never saw. */
  static Dataset<Row> after(Dataset<Row> staged, Dataset<Row> marked) {
    Column none = lit(null).cast(DataTypes.StringType);
    List<Column> columns = new ArrayList<>();
    for (StructField field : staged.schema().fields()) {
      columns.add(lit(null).cast(field.dataType()).as(field.name()));
    }
    columns.add(TEXT);
    columns.add(REASON);
    return staged
        .select(col("*"), none.as(UnreadRow.TEXT), none.as(UnreadRow.REASON))
        .union(marked.where(REASON.isNotNull()).select(columns.toArray(Column[]::new)));
  }

  private static boolean isMark(String name) {
    return name.equals(UnreadRow.TEXT) || name.equals(UnreadRow.REASON);
  }

  static Column named(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }
}
