package io.clientela.report.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of typed cells: the page shows their text, the workbook their values.
 *
 * @param caption what it holds
 * @param note how to read it; empty without
 */
public record Grid(String caption, String note, List<Column> columns, List<List<Cell>> rows)
    implements Block {

  /** A heading; numbers stand to the right. */
  public record Column(String title, boolean isNumber) {}

  public Grid {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  public static Grid titled(String caption) {
    return new Grid(caption, "", List.of(), List.of());
  }

  public Grid text(String... titles) {
    return with(false, titles);
  }

  public Grid numbers(String... titles) {
    return with(true, titles);
  }

  public Grid filled(List<List<Cell>> all) {
    return new Grid(caption, note, columns, all);
  }

  public Grid noted(String text) {
    return new Grid(caption, text, columns, rows);
  }

  private Grid with(boolean isNumber, String... titles) {
    List<Column> more = new ArrayList<>(columns);
    for (String title : titles) {
      more.add(new Column(title, isNumber));
    }
    return new Grid(caption, note, more, rows);
  }

  @Override
  public String kind() {
    return "grid";
  }
}
