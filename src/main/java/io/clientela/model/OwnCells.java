package io.clientela.model;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The cells of a table that breaks rows down by their own columns, whatever breakdowns are
 * configured.
 *
 * @param dimensions the columns, beside the total; a column that the rows lack has no values
 */
public record OwnCells(List<String> dimensions, List<Grain> grains) {

  public static final Field SEGMENT =
      Breakdowns.SEGMENT.renamed(
          Breakdowns.SEGMENT.name(), "Value of the row's own column; (none) where it is unknown");

  /** What tells one series of periods from another. */
  public static final List<Field> SERIES = List.of(Activity.GRAIN, Breakdowns.DIMENSION, SEGMENT);

  /** What tells one cell from another. */
  public static final List<Field> CELL =
      Stream.concat(SERIES.stream(), Stream.of(Activity.PERIOD)).toList();

  public OwnCells {
    dimensions = List.copyOf(dimensions);
    grains = List.copyOf(grains);
  }

  public static OwnCells by(List<Field> dimensions, List<Grain> grains) {
    return new OwnCells(dimensions.stream().map(Field::name).toList(), grains);
  }

  /** Key of the published table. */
  public static Field[] key() {
    return Stream.concat(SERIES.stream(), Stream.of(Timeline.PERIOD_START)).toArray(Field[]::new);
  }

  /** What tells cells apart, and more. */
  public static Column[] cell(Column... more) {
    return Stream.concat(columns(CELL).stream(), Stream.of(more)).toArray(Column[]::new);
  }

  /**
   * The rows as the cells they count in: each once per grain and breakdown, in the period of its
   * day. A row without day is in none. Multiplies rows.
   *
   * @param day days since 1970-01-01
   * @param kept named columns
   */
  public Dataset<Row> of(Dataset<Row> rows, Column day, Facts facts, Column... kept) {
    List<Column> periods = new ArrayList<>();
    for (Grain grain : grains) {
      Column period = grain.indexOf(Sales.DAY.col(), facts.weekStart());
      periods.add(struct(Activity.GRAIN.is(lit(grain.label())), Activity.PERIOD.is(period)));
    }
    Dataset<Row> slim = slim(rows, day, kept);
    Column[] names = Stream.of(slim.columns()).map(slim::col).toArray(Column[]::new);
    Column[] all = Arrays.copyOf(names, names.length + 1);
    all[names.length] = inline(array(periods.toArray(Column[]::new)));
    return slim.select(all)
        .transform(each -> Breakdowns.each(each, dimensions))
        .withColumn(SEGMENT.name(), coalesce(SEGMENT.col(), lit(Breakdowns.NONE)));
  }

  /**
   * The rows counted where they lie, each once per grain and breakdown, in the period of its day; a
   * cell may come more than once, and whoever reads adds up.
   *
   * @param day days since 1970-01-01; a row without is in no cell
   */
  public Dataset<Row> counted(Dataset<Row> rows, Column day, Facts facts, CellColumns columns) {
    List<PeriodNumbers> numbers =
        grains.stream().map(grain -> new PeriodNumbers(grain, facts)).toList();
    OwnCellsBuffer.Shape shape =
        new OwnCellsBuffer.Shape(
            numbers,
            dimensions,
            columns.keys().size(),
            columns.sums().size(),
            columns.durations().size(),
            columns.distinct().size());
    return slim(rows, day, columns.read())
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>)
                partition -> new PartialAggregation(partition, new OwnCellsBuffer(shape)),
            Encoders.row(columns.schema()));
  }

  private Dataset<Row> slim(Dataset<Row> rows, Column day, Column... kept) {
    Column[] columns = new Column[kept.length + 2];
    columns[0] = Breakdowns.own(rows, dimensions);
    columns[1] = Sales.DAY.is(day);
    System.arraycopy(kept, 0, columns, 2, kept.length);
    return rows.where(day.isNotNull()).select(columns);
  }

  private static List<Column> columns(List<Field> fields) {
    return fields.stream().map(Field::col).toList();
  }
}
