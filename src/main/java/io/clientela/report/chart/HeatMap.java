package io.clientela.report.chart;

import java.util.List;

/**
 * Shares by row and column, the darker the more.
 *
 * @param rows names of the rows, from above
 * @param sizes what each row is a share of, in words
 * @param columns names of the columns
 */
public record HeatMap(List<String> rows, List<String> sizes, List<String> columns, List<Cell> cells)
    implements Drawing {

  /**
   * One cell.
   *
   * @param active counted ones of {@code all}
   */
  public record Cell(
      int x,
      int y,
      Double value,
      Double low,
      Double high,
      long active,
      long all,
      boolean complete) {}

  public HeatMap {
    rows = List.copyOf(rows);
    sizes = List.copyOf(sizes);
    columns = List.copyOf(columns);
    cells = List.copyOf(cells);
  }

  @Override
  public String kind() {
    return "heat";
  }

  @Override
  public int height() {
    return 70 + 24 * Math.max(2, rows.size());
  }
}
