package io.clientela.testing;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.clientela.kpi.Headlines;
import io.clientela.model.Breakdowns;
import io.clientela.model.Timeline;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A scorecard written as text, with the columns that matter to a test: where they are left out,
 * rows are complete, of all customers, of many cases, in months, of a count that adds up to
 * nothing.
 */
public final class Scorecards {

  private static final Map<Field, Object> USUAL =
      Map.of(
          Headlines.GRAIN, "month",
          Breakdowns.DIMENSION, "all",
          Breakdowns.SEGMENT, "all",
          Headlines.UNIT, "number",
          Headlines.IS_ADDITIVE, false,
          Headlines.CASES, 1000L,
          Timeline.IS_COMPLETE, true);

  private Scorecards() {}

  /** What a derivation over the scorecard may know. */
  public static Facts facts(String asOf, Table scorecard, String text) {
    RunDates dates = new RunDates(LocalDate.parse(asOf), DayOfWeek.MONDAY, ZoneOffset.UTC);
    return new Facts(dates, List.of(), Map.of(scorecard.name(), of(text)));
  }

  private static Dataset<Row> of(String text) {
    TextTable table = TextTable.parse(text);
    StructType texts = new StructType();
    for (String column : table.columns()) {
      texts = texts.add(column, DataTypes.StringType);
    }
    List<Row> rows = table.rows().stream().map(row -> RowFactory.create(row.toArray())).toList();
    List<Column> columns = new ArrayList<>();
    for (Field field : Headlines.TABLE.fields()) {
      boolean isWritten = table.columns().contains(field.name());
      Object usual = USUAL.getOrDefault(field, field.nullable() ? null : "");
      columns.add(field.is(isWritten ? col(field.name()) : lit(usual)));
    }
    return Sessions.in(Sessions.UTC)
        .createDataFrame(rows, texts)
        .select(columns.toArray(Column[]::new));
  }
}
