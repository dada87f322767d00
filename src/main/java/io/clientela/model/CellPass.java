package io.clientela.model;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;

/**
 * Adds the rows of one partition up by cell before it makes rows again. Holds a bounded number of
 * cells: where there are more, it hands over what it has and goes on; the group-by behind it does
 * the rest.
 */
public final class CellPass implements Iterator<Row> {

  private static final int MOST_CELLS = 400_000;

  private final Iterator<Row> rows;
  private final Cells cells;
  private final Consumer<Row> take;
  private final Cells.ToRow toRow;
  private final Runnable finish;
  private int next;

  /**
   * @param take adds a row to the cells
   */
  public CellPass(Iterator<Row> rows, Cells cells, Consumer<Row> take, Cells.ToRow toRow) {
    this(rows, cells, take, toRow, () -> {});
  }

  /**
   * @param finish what is done with the cells before they are handed over
   */
  public CellPass(
      Iterator<Row> rows, Cells cells, Consumer<Row> take, Cells.ToRow toRow, Runnable finish) {
    this.rows = rows;
    this.cells = cells;
    this.take = take;
    this.toRow = toRow;
    this.finish = finish;
  }

  @Override
  public boolean hasNext() {
    if (next == cells.size()) {
      cells.clear();
      next = 0;
      while (rows.hasNext() && cells.size() < MOST_CELLS) {
        take.accept(rows.next());
      }
      finish.run();
    }
    return next < cells.size();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return cells.row(next++, toRow);
  }
}
