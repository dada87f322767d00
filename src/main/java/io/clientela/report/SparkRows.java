package io.clientela.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.clientela.table.Field;
import io.clientela.table.LocalRows;
import io.clientela.table.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows that Spark has to find. */
public record SparkRows(Dataset<Row> rows) implements Rows {

  /** Columns that the table did not have yet when it was written are null. */
  public static SparkRows of(Table table, Dataset<Row> stored) {
    Set<String> written = Set.of(stored.columns());
    Dataset<Row> rows = stored;
    for (Field field : table.fields()) {
      if (!written.contains(field.name())) {
        rows = rows.withColumn(field.name(), lit(null).cast(field.type()));
      }
    }
    return new SparkRows(rows);
  }

  @Override
  public List<Line> lines(List<Where> where, List<Order> order, int most) {
    Column[] columns = order.stream().map(Order::column).toArray(Column[]::new);
    Dataset<Row> some = where(where);
    return lines(columns.length == 0 ? some.limit(most) : some.orderBy(columns).limit(most));
  }

  private static List<Line> lines(Dataset<Row> few) {
    LocalRows local = LocalRows.of(few.schema(), few.collectAsList());
    return local.rows().stream().map(row -> new Line(local.schema(), row)).toList();
  }

  @Override
  public Map<String, Long> counts(String column, List<Where> where) {
    Map<String, Long> counts = new HashMap<>();
    lines(where(where).groupBy(col(column)).agg(count(lit(1)).as("rows")))
        .forEach(line -> counts.put(line.text(column), line.count("rows")));
    return counts;
  }

  private Dataset<Row> where(List<Where> where) {
    Dataset<Row> some = rows;
    for (Where condition : where) {
      some = some.where(condition.column());
    }
    return some;
  }
}
