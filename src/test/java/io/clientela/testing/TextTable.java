package io.clientela.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table written as text: names between bars, then a line per row. An empty cell or {@code -} is
 * null, quotes keep spaces, and what follows {@code #} is the reason of the row.
 */
record TextTable(List<String> columns, List<List<String>> rows) {

  static TextTable parse(String text) {
    List<List<String>> lines = new ArrayList<>();
    for (String line : text.strip().lines().toList()) {
      List<String> cells = cells(line);
      if (!lines.isEmpty() && cells.size() != lines.get(0).size()) {
        throw new IllegalArgumentException(
            "expected " + lines.get(0).size() + " cells, found " + cells.size() + ": " + line);
      }
      lines.add(cells);
    }
    return new TextTable(lines.get(0), lines.subList(1, lines.size()));
  }

  /** The cells of one column. */
  List<String> column(int index) {
    List<String> cells = new ArrayList<>();
    rows.forEach(row -> cells.add(row.get(index)));
    return cells;
  }

  private static List<String> cells(String line) {
    String row = line.replaceFirst("\\s#.*$", "");
    List<String> cells = new ArrayList<>();
    Arrays.stream(row.split("\\|", -1)).map(TextTable::cell).forEach(cells::add);
    return cells;
  }

  private static String cell(String padded) {
    String cell = padded.strip();
    boolean isQuoted = cell.length() > 1 && cell.startsWith("'") && cell.endsWith("'");
    if (isQuoted) {
      return cell.substring(1, cell.length() - 1);
    }
    return cell.isEmpty() || cell.equals("-") ? null : cell;
  }
}
