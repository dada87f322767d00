package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Note;
import io.clientela.report.page.Section;
import io.clientela.table.Unit;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was promised, by when, and how far it is. */
public final class Targets {

  public static final String TARGETS = "target_attainment";

  private static final int MOST = 100;

  private final Material material;

  public Targets(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    List<Line> lines = lines();
    List<Block> blocks = new ArrayList<>();
    if (!lines.isEmpty()) {
      blocks.addAll(material.limit("targets.limit", MOST, lines.size()));
      blocks.add(grid(lines.subList(0, Math.min(MOST, lines.size()))));
    } else if (material.published().has(TARGETS)) {
      blocks.add(Note.plain(words.say("targets.none")));
    }
    String lead = words.say("targets.lead", words.date(material.published().asOf()));
    return material.section("targets", lead, blocks, TARGETS);
  }

  /** Every target as a table. */
  public Grid grid() {
    return grid(lines());
  }

  /** Of each KPI the target of its total that is due next, else the last one. */
  Map<String, Line> headline() {
    LocalDate asOf = material.published().asOf();
    Map<String, Line> targets = new HashMap<>();
    for (Line line : lines()) {
      if ("all".equals(line.text("dimension"))) {
        targets.merge(
            line.text("kpi"),
            line,
            (earlier, later) -> earlier.date("due_on").isBefore(asOf) ? later : earlier);
      }
    }
    return targets;
  }

  private List<Line> lines() {
    return material
        .published()
        .sorted(
            TARGETS,
            List.of(
                Order.up("due_on"), Order.up("kpi"), Order.up("dimension"), Order.up("segment")));
  }

  private Grid grid(List<Line> lines) {
    Words words = material.words();
    return Grid.titled(words.say("targets.caption"))
        .text(
            words.say("column.kpi"),
            words.say("column.of"),
            words.say("column.owner"),
            words.say("column.due"))
        .numbers(words.say("column.target"), words.say("column.actual"))
        .text(words.say("column.actual-period"))
        .numbers(words.say("column.attainment"), words.say("column.elapsed"))
        .text(words.say("column.status"))
        .filled(lines.stream().map(this::row).toList());
  }

  private List<Cell> row(Line line) {
    Words words = material.words();
    Unit unit = Words.unit(line.text("unit"));
    String status = line.text("status");
    String owner = line.text("owner");
    return List.of(
        Cell.said(words.title(line)),
        Cell.said(words.segment(line.text("dimension"), line.text("segment"))),
        Cell.said(owner),
        Cell.date(words, line.date("due_on")),
        Cell.of(words, unit, line.number("target")),
        Cell.of(words, unit, line.number("actual")),
        Cell.said(words.period("month", line.date("actual_period_start"))),
        Cell.of(words, Unit.SHARE, line.number("attainment")),
        Cell.of(words, Unit.SHARE, line.number("elapsed_share")),
        Cell.said(words.word("target-status", status)).styled("status " + status));
  }
}
