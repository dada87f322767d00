package io.clientela.contract;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.MapType;

/**
 * Rows of one id: equal ones are copies, of which one stays; of those that differ one version
 * counts, or they are a conflict. This comes before the rows are judged, so that a version that is
 * rejected does not bring an older one back.
 *
 * <p>They are few: only rows whose id occurs more than once are compared.
 */
record Versions(Shape shape, VersionOrder order) {

  private static final String COPY = "__copy";
  private static final String PLACE = "__place";
  private static final String TIED = "__tied";

  /**
   * Adds what {@link #outcome} asks for.
   *
   * @param conformed rows of repeated ids, those of one id in one partition
   */
  Dataset<Row> compared(Dataset<Row> conformed) {
    Column id = shape.id().orElseThrow().field().col();
    WindowSpec copies = Window.partitionBy(same()).orderBy(order.best(), shape.asText());
    WindowSpec together = Window.partitionBy(id, col(COPY), isVersion());
    return conformed
        .withColumn(COPY, isVersion().and(row_number().over(copies).gt(1)))
        .withColumn(PLACE, rank().over(together.orderBy(order.best())))
        .withColumn(TIED, count(when(col(PLACE).equalTo(1), 1)).over(together));
  }

  /** The state of a row that does not stay; null for every other. */
  Column outcome() {
    return when(
        isVersion(),
        when(col(COPY), RowState.DUPLICATE)
            .when(col(PLACE).gt(1), RowState.SUPERSEDED)
            .when(col(TIED).gt(1), RowState.CONFLICT));
  }

  /** Whether a row is there to choose from: not if it is later. */
  private static Column isVersion() {
    return not(col(RowJudge.LATER)).or(col(RowJudge.BROKEN).notEqual(0));
  }

  /** What two rows have in common when one is a copy of the other. */
  private Column[] same() {
    List<Column> same = new ArrayList<>(List.of(isVersion(), col(RowJudge.BROKEN)));
    for (Conforming column : shape.columns()) {
      boolean isMap = column.found() instanceof MapType;
      same.add(isMap ? to_json(column.field().col()) : column.field().col());
    }
    return same.toArray(Column[]::new);
  }

  /** The reason why a row in conflict is not admitted. */
  String differ() {
    return "rows of one " + shape.input().id().map(Field::name).orElse("id") + " differ";
  }

  /**
   * @param judged some of them in conflict
   */
  Verdict.Conflict conflict(Dataset<Row> judged) {
    Field id = shape.id().orElseThrow().field();
    Dataset<Row> conflicting = judged.where(col(RowCounts.STATE).equalTo(RowState.CONFLICT));
    long ids = conflicting.agg(countDistinct(id.col())).head().getLong(0);
    List<Row> two =
        conflicting
            .orderBy(id.col(), col(RowCounts.ROW))
            .select(id.col().cast("string"), col(RowCounts.ROW))
            .limit(2)
            .collectAsList();
    return new Verdict.Conflict(
        id.name(),
        ids,
        two.get(0).getString(0),
        Differences.between(two.get(0).getString(1), two.get(1).getString(1)));
  }
}
