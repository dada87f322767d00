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

  /**
   * The table, read out in the driver.
   *
   * @param most none where it would have more rows
   */
  default Optional<LocalRows> read(LocalRows cells, RunDates dates, long most) {
    return Series.inDriver(this, cells, dates, most);
  }

  /** The table, read out in the partitions of the cells. */
  default Dataset<Row> read(Dataset<Row> cells, RunDates dates) {
    return Series.onCluster(this, cells, dates);
  }

  @Override
  default Dataset<Row> compute(Facts facts) {
    return read(cells(facts), facts.dates());
  }
}
