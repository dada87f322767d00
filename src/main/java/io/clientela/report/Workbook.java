package io.clientela.report;

import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.Worksheet;

/** Tables as a workbook of typed cells; a text is never a formula. */
public final class Workbook {

  private static final int LONGEST_TEXT = 32_000;
  private static final int WIDEST = 60;
  private static final int LINES_MEASURED = 200;

  private Workbook() {}

  /** One sheet per table, by its name. */
  public static byte[] of(Map<String, Grid> sheets, Words words, String version) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (org.dhatim.fastexcel.Workbook workbook =
        new org.dhatim.fastexcel.Workbook(bytes, "Clientela", version)) {
      sheets.forEach((name, grid) -> fill(workbook.newWorksheet(name), grid, words));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void fill(Worksheet sheet, Grid grid, Words words) {
    List<Grid.Column> columns = grid.columns();
    for (int column = 0; column < columns.size(); column++) {
      sheet.value(0, column, columns.get(column).title());
      sheet.style(0, column).bold().fillColor("E8F0F5").set();
      sheet.width(column, width(grid, column));
    }
    for (int row = 0; row < grid.rows().size(); row++) {
      List<Cell> cells = grid.rows().get(row);
      for (int column = 0; column < cells.size(); column++) {
        put(sheet, row + 1, column, cells.get(column), words);
      }
    }
    sheet.freezePane(0, 1);
    if (!columns.isEmpty()) {
      sheet.setAutoFilter(0, 0, grid.rows().size(), columns.size() - 1);
    }
  }

  private static void put(Worksheet sheet, int row, int column, Cell cell, Words words) {
    if (cell.value() instanceof Double number) {
      sheet.value(row, column, number);
      sheet.style(row, column).format(format(cell, words)).set();
    } else if (cell.value() instanceof LocalDate date) {
      sheet.value(row, column, date);
      sheet.style(row, column).format("yyyy-mm-dd").set();
    } else if (cell.value() != null) {
      sheet.value(row, column, text(cell.value().toString()));
    }
  }

  private static String format(Cell cell, Words words) {
    return switch (cell.unit()) {
      case SHARE -> "0.0%";
      case COUNT, DISTINCT_COUNT, ORDINAL -> "#,##0";
      case MONEY -> "[$" + words.currency().getSymbol(words.language().locale()) + "] #,##0.00";
      case DAYS, HOURS, MINUTES, SECONDS, SCORE -> "#,##0.0";
      default -> "#,##0.00##";
    };
  }

  private static String text(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }

  private static double width(Grid grid, int column) {
    int longest = grid.columns().get(column).title().length() + 3;
    for (List<Cell> row : grid.rows().subList(0, Math.min(LINES_MEASURED, grid.rows().size()))) {
      longest = Math.max(longest, row.get(column).text().length() + 2);
    }
    return Math.min(WIDEST, longest);
  }
}
