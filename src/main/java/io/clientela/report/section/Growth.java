package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Where;
import io.clientela.report.Words;
import io.clientela.report.chart.Bars;
import io.clientela.report.chart.Bars.Stack;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Chart;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Section;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How many customers came, stayed, came back and left. */
public final class Growth {

  private static final String GROWTH = "growth_accounting";
  private static final List<String> PARTS = List.of("retained", "new", "resurrected", "churned");

  private final Material material;

  public Growth(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    List<Line> all = material.published().totals(GROWTH, Where.is("activity", "order"));
    List<Line> lines = Material.latest(all, Material.MOST_PERIODS);
    List<Block> blocks = new ArrayList<>();
    if (!lines.isEmpty()) {
      blocks.addAll(material.limit("periods.limit", lines.size(), all.size()));
      blocks.add(chart(lines));
    }
    String lead = words.say("growth.lead", material.span(lines, "period_start"));
    return material.section("growth", lead, blocks, GROWTH);
  }

  private Chart chart(List<Line> lines) {
    Words words = material.words();
    List<Stack> stacks = PARTS.stream().map(part -> stack(lines, part)).toList();
    int open = (int) lines.stream().filter(line -> line.flag("is_complete")).count();
    Bars bars = new Bars(lines.stream().map(material::period).toList(), stacks, open);
    String title = words.say("growth.chart");
    String meaning = title + ", " + material.span(lines, "period_start");
    return Chart.wide("growth-bars", title, meaning, bars).with(numbers(lines));
  }

  private Stack stack(List<Line> lines, String part) {
    double sign = part.equals("churned") ? -1 : 1;
    return new Stack(
        material.words().word("growth", part),
        lines.stream().map(line -> sign * line.count(part)).toList());
  }

  private Grid numbers(List<Line> lines) {
    Words words = material.words();
    return Grid.titled("")
        .text(words.say("column.period"))
        .numbers(words.say("growth.active"))
        .numbers(PARTS.stream().map(part -> words.word("growth", part)).toArray(String[]::new))
        .filled(lines.stream().map(this::row).toList());
  }

  private List<Cell> row(Line line) {
    Words words = material.words();
    List<Cell> cells = new ArrayList<>();
    cells.add(
        Cell.said(material.period(line) + (line.flag("is_complete") ? "" : words.say("open"))));
    Stream.concat(Stream.of("active"), PARTS.stream())
        .forEach(part -> cells.add(Cell.of(words, Unit.COUNT, line.count(part))));
    return cells;
  }
}
