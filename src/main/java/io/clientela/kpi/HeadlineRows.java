package io.clientela.kpi;

import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Needs;
import io.clientela.table.ReadOut;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The headlines of one table that are read in the same way.
 *
 * @param table that has their values
 */
record HeadlineRows(Table table, List<Headline> headlines) implements ReadOut {

  HeadlineRows {
    headlines = List.copyOf(headlines);
  }

  @Override
  public Table output() {
    return Headlines.TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.all(table);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    Dataset<Row> cells = source().cells(facts.of(table));
    Column holdsAny = headlines.stream().map(Headline::isIn).reduce(Column::or).orElseThrow();
    return isCellByCell() ? cells.where(holdsAny) : cells;
  }

  @Override
  public boolean isCellByCell() {
    return order().isEmpty();
  }

  @Override
  public List<Field> series() {
    return isCellByCell()
        ? List.of()
        : table.key().stream().filter(field -> !order().contains(field)).toList();
  }

  @Override
  public List<Field> order() {
    return source().along();
  }

  private Headline.Source source() {
    return headlines.get(0).source();
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    Cell first = null;
    while (cells.hasNext()) {
      Cell cell = cells.next();
      first = first == null ? cell : first;
      for (Headline headline : headlines) {
        if (headline.isIn(cell)) {
          headline.put(first, cell, out);
          out.put(Headlines.KPI_TABLE, table.name()).add();
        }
      }
    }
  }
}
