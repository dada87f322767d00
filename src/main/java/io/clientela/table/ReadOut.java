package io.clientela.table;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A derivation that is read out of few rows in plain code: in the driver where they are few, else
 * by the same code in the partitions of the cluster.
 */
public interface ReadOut extends Derivation, Serializable {

  /** The rows that it is read out of, in any order. */
  Dataset<Row> cells(Facts facts);

  /**
   * Cells that agree in these columns make a series, which is read by itself. None named = all
   * cells together, which have to be few, and which are read even where there are none.
   */
  List<Field> series();

  /** The order of the cells of a series. */
  List<Field> order();

  /** Whether each cell is read by itself, wherever it lies; then none is in a series or order. */
  default boolean isCellByCell() {
    return false;
  }

  /**
   * Reads one series.
   *
   * @param cells in order
   * @param out takes the rows of the table
   */
  void read(Iterator<Cell> cells, RunDates dates, RowsOut out);

  /** Few rows that every series is read beside; none unless the table needs some. */
  default Optional<Dataset<Row>> beside(Facts facts) {
    return Optional.empty();
  }

  /**
   * Reads one series beside those rows.
   *
   * @param beside none where there is no such table
   */
  default void read(
      Iterator<Cell> cells, Optional<List<Cell>> beside, RunDates dates, RowsOut out) {
    read(cells, dates, out);
  }

  /**
   * The table, read out in the driver.
   *
   * @param most none where it would have more rows
   */
  default Optional<LocalRows> read(LocalRows cells, Facts facts, long most) {
    return Series.inDriver(this, cells, beside(facts).map(LocalRows::all), facts.dates(), most);
  }

  /** The table, read out in the partitions of the cells. */
  default Dataset<Row> read(Dataset<Row> cells, Facts facts) {
    return Series.onCluster(this, cells, beside(facts).map(LocalRows::all), facts.dates());
  }

  @Override
  default Dataset<Row> compute(Facts facts) {
    return read(cells(facts), facts);
  }
}
