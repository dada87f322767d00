package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Words;
import io.clientela.report.chart.Lines;
import io.clientela.report.chart.Lines.Series;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Chart;
import io.clientela.report.page.Grid;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures of one table by period, as lines and as numbers.
 *
 * @param lines in the order of their periods
 */
record Trend(Material material, List<Line> lines, Unit unit, List<Measure> measures) {

  /** A column with its name for the reader; {@code bounds} where it has _low and _high. */
  record Measure(String column, String name, boolean bounds) {}

  static Trend of(Material material, List<Line> lines, Unit unit) {
    return new Trend(material, Material.latest(lines, Material.MOST_PERIODS), unit, List.of());
  }

  Trend with(String column, String name) {
    return and(new Measure(column, name, false));
  }

  Trend withBounds(String column, String name) {
    return and(new Measure(column, name, true));
  }

  private Trend and(Measure measure) {
    List<Measure> more = new ArrayList<>(measures);
    more.add(measure);
    return new Trend(material, lines, unit, more);
  }

  /** Nothing to draw where no period has a value. */
  boolean isEmpty() {
    return measures.stream()
        .allMatch(m -> lines.stream().allMatch(line -> line.number(m.column()) == null));
  }

  /** Without the measures that no period has. */
  Trend known() {
    List<Measure> some =
        measures.stream()
            .filter(m -> lines.stream().anyMatch(line -> line.number(m.column()) != null))
            .toList();
    return new Trend(material, lines, unit, some);
  }

  Chart chart(String id, String title) {
    Lines drawing =
        Lines.over(
            lines.stream().map(material::period).toList(),
            unit,
            measures.stream().map(this::series).toList());
    return Chart.wide(id, title, meaning(title), drawing).with(numbers()).half();
  }

  private Series series(Measure measure) {
    boolean bounds = measure.bounds();
    return new Series(
        measure.name(),
        column(measure.column()),
        bounds ? column(measure.column() + "_low") : List.of(),
        bounds ? column(measure.column() + "_high") : List.of(),
        open());
  }

  private List<Double> column(String name) {
    List<Double> values = new ArrayList<>();
    lines.forEach(line -> values.add(line.number(name)));
    return values;
  }

  /** The first period that is not over. */
  private int open() {
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).flag("is_complete")) {
        return i;
      }
    }
    return lines.size();
  }

  private String meaning(String title) {
    Words words = material.words();
    StringBuilder text = new StringBuilder();
    text.append(title).append(", ").append(material.span(lines, "period_start")).append(". ");
    for (Measure measure : measures) {
      List<Line> known =
          lines.stream().filter(line -> line.number(measure.column()) != null).toList();
      if (!known.isEmpty()) {
        Line last = known.get(known.size() - 1);
        text.append(
            words.say(
                "chart.last",
                measure.name(),
                words.measure(unit, last.number(measure.column())),
                material.period(last)));
      }
    }
    return text.toString();
  }

  private Grid numbers() {
    Words words = material.words();
    Grid grid = Grid.titled("").text(words.say("column.period"));
    for (Measure measure : measures) {
      grid = grid.numbers(measure.name());
      grid =
          measure.bounds() ? grid.numbers(words.say("column.low"), words.say("column.high")) : grid;
    }
    return grid.filled(lines.stream().map(this::row).toList());
  }

  private List<Cell> row(Line line) {
    Words words = material.words();
    List<Cell> cells = new ArrayList<>();
    String open = line.flag("is_complete") ? "" : words.say("open");
    cells.add(Cell.said(material.period(line) + open));
    for (Measure measure : measures) {
      cells.add(Cell.of(words, unit, line.number(measure.column())));
      if (measure.bounds()) {
        cells.add(Cell.of(words, unit, line.number(measure.column() + "_low")));
        cells.add(Cell.of(words, unit, line.number(measure.column() + "_high")));
      }
    }
    return cells;
  }
}
