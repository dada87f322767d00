package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Published;
import io.clientela.report.Words;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import io.clientela.table.Unit;
import java.util.List;

/** Every total of the scorecard, period by period, for a workbook. */
public final class ScorecardSheet {

  private final Material material;

  public ScorecardSheet(Material material) {
    this.material = material;
  }

  public Grid grid() {
    Words words = material.words();
    return Grid.titled(words.say("sheet.scorecard"))
        .text(
            words.say("column.code"),
            words.say("column.kpi"),
            words.say("column.grain"),
            words.say("column.period"))
        .numbers(
            words.say("column.value"),
            words.say("column.low"),
            words.say("column.high"),
            words.say("column.numerator"),
            words.say("column.denominator"))
        .text(
            words.say("column.unit"),
            words.say("column.better"),
            words.say("column.complete"),
            words.say("column.table"))
        .filled(lines().stream().map(this::row).toList());
  }

  private List<Line> lines() {
    return material
        .published()
        .sorted(
            Headlines.SCORECARD,
            List.of(
                Order.up("kpi_table"),
                Order.up("kpi"),
                Order.up("grain"),
                Order.down("period_start")),
            Published.total());
  }

  private List<Cell> row(Line line) {
    Words words = material.words();
    Unit unit = Words.unit(line.text("unit"));
    String better = line.text("better");
    String grain = line.text("grain");
    return List.of(
        Cell.said(line.text("kpi")),
        Cell.said(words.title(line)),
        Cell.said(
            grain == null
                ? words.say("as-of", words.date(material.published().asOf()))
                : words.word("grain", grain)),
        Cell.date(words, line.date("period_start")),
        Cell.of(words, unit, line.number("value")),
        Cell.of(words, unit, line.number("low")),
        Cell.of(words, unit, line.number("high")),
        Cell.of(words, Unit.NUMBER, line.number("numerator")),
        Cell.of(words, Unit.NUMBER, line.number("denominator")),
        Cell.said(line.text("unit")),
        Cell.said(better == null ? null : words.word("better", better)),
        Cell.said(words.say(line.flag("is_complete") ? "yes" : "no")),
        Cell.said(line.text("kpi_table")));
  }
}
