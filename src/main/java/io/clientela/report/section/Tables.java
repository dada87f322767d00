package io.clientela.report.section;

import io.clientela.kpi.Kpi;
import io.clientela.report.Published;
import io.clientela.report.Published.Shown;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Section;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;

/** Where each number lies: path, version and definition of every table. */
public final class Tables {

  private final Material material;

  public Tables(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    Published published = material.published();
    List<List<Cell>> there = new ArrayList<>();
    List<List<Cell>> skipped = new ArrayList<>();
    for (Kpi kpi : published.kpis()) {
      Table table = kpi.output();
      Shown shown = published.shown().get(table.name());
      if (shown == null) {
        skipped.add(List.of(Cell.said(table.name()), Cell.said(material.gap(table.name()))));
      } else {
        there.add(row(shown));
      }
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(columns().noted(words.say("tables.note", root())).filled(there));
    if (!skipped.isEmpty()) {
      blocks.add(
          Grid.titled(words.say("tables.skipped"))
              .text(words.say("column.table"), words.say("column.reason"))
              .filled(skipped));
    }
    return material.section("tables", words.say("tables.lead", published.run().id()), blocks);
  }

  private Grid columns() {
    Words words = material.words();
    Grid grid =
        Grid.titled(words.say("tables.caption"))
            .text(words.say("column.table"), words.say("column.title"))
            .numbers(words.say("column.rows"), words.say("column.version"));
    if (isOfSeveralRuns()) {
      grid = grid.text(words.say("column.run"));
    }
    return grid.text(words.say("column.definition"), words.say("column.one-row-per"));
  }

  private boolean isOfSeveralRuns() {
    return material.published().shown().values().stream().map(Shown::runId).distinct().count() > 1;
  }

  /** The folder in which all tables lie. */
  private String root() {
    return material.published().shown().values().stream()
        .map(shown -> shown.path().replaceFirst("^file:/*", "/").replaceFirst("[^/]*$", ""))
        .findFirst()
        .orElse(Words.UNKNOWN);
  }

  private List<Cell> row(Shown shown) {
    Words words = material.words();
    Table table = shown.table();
    Double version = shown.version().isPresent() ? (double) shown.version().getAsLong() : null;
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.said(table.name()).styled("code"));
    cells.add(Cell.said(words.say(table.title())));
    cells.add(Cell.of(words, Unit.COUNT, shown.rows() < 0 ? null : shown.rows()));
    cells.add(Cell.of(words, Unit.COUNT, version));
    if (isOfSeveralRuns()) {
      cells.add(Cell.said(shown.runId()).styled("code"));
    }
    cells.add(Cell.said(words, table.definition(), "prose"));
    cells.add(Cell.said(words, table.grain(), "prose"));
    return cells;
  }
}
