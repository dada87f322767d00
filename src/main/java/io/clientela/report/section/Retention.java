package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Published;
import io.clientela.report.Where;
import io.clientela.report.Words;
import io.clientela.report.chart.HeatMap;
import io.clientela.report.chart.Lines;
import io.clientela.report.chart.Lines.Series;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Chart;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Section;
import io.clientela.table.Unit;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Who comes back: by cohort, over all cohorts, and day by day. */
public final class Retention {

  private static final String COHORTS = "cohort_retention";
  private static final String SURVIVAL = "survival";
  private static final String START = "cohort_start";
  private static final int MOST_COHORTS = 24;
  private static final int MOST_SINCE = 24;

  private final Material material;

  public Retention(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    List<Line> lines = lines();
    Map<LocalDate, List<Line>> cohorts = cohorts(lines);
    List<Block> blocks = new ArrayList<>();
    if (!cohorts.isEmpty()) {
      int from = Math.max(0, cohorts.size() - MOST_COHORTS);
      List<List<Line>> shown = List.copyOf(cohorts.values()).subList(from, cohorts.size());
      blocks.addAll(material.limit("retention.limit", shown.size(), cohorts.size()));
      blocks.add(heat(shown));
      List<Line> pooled = pooled(lines);
      if (!pooled.isEmpty()) {
        blocks.add(curve(pooled));
      }
    }
    blocks.addAll(new SurvivalCurves(material).charts());
    String lead = words.say("retention.lead", words.date(material.published().asOf()));
    return material.section("retention", lead, blocks, COHORTS, SURVIVAL);
  }

  /** Of the first grain that there is; those of all cohorts first, then the newest. */
  private List<Line> lines() {
    return material
        .published()
        .periods(
            COHORTS,
            Order.downAfterNulls(START),
            Published.total(
                Where.is("activity", "order"),
                Where.is("clock", "calendar"),
                Where.isBetween("periods_since", 1, MOST_SINCE)));
  }

  private static Map<LocalDate, List<Line>> cohorts(List<Line> lines) {
    return lines.stream()
        .filter(line -> !line.isNull(START))
        .collect(
            Collectors.groupingBy(line -> line.date(START), TreeMap::new, Collectors.toList()));
  }

  private static List<Line> pooled(List<Line> lines) {
    return lines.stream()
        .filter(line -> line.isNull(START))
        .sorted(Line.by("periods_since"))
        .toList();
  }

  private Chart heat(List<List<Line>> cohorts) {
    Words words = material.words();
    List<String> names = new ArrayList<>();
    List<String> sizes = new ArrayList<>();
    List<HeatMap.Cell> cells = new ArrayList<>();
    int columns = 0;
    for (List<Line> cohort : cohorts) {
      for (Line line : cohort) {
        columns = Math.max(columns, line.integer("periods_since"));
        cells.add(cell(line, names.size()));
      }
      names.add(name(cohort.get(0)));
      sizes.add(words.count(cohort.get(0).count("cohort_customers")));
    }
    String title = words.say("retention.heat");
    String meaning =
        title + ", " + words.say("span", name(cohorts.get(0).get(0)), names.get(names.size() - 1));
    HeatMap heat =
        new HeatMap(
            names, sizes, IntStream.rangeClosed(1, columns).mapToObj(words::count).toList(), cells);
    return Chart.wide("retention-heat", title, meaning, heat).with(numbers(cohorts, columns));
  }

  private HeatMap.Cell cell(Line line, int row) {
    return new HeatMap.Cell(
        line.integer("periods_since") - 1,
        row,
        line.number("retention_rate"),
        line.number("retention_rate_low"),
        line.number("retention_rate_high"),
        line.count("active_customers"),
        line.count("cohort_customers"),
        line.flag("is_complete"));
  }

  private String name(Line line) {
    return material.period(line, START);
  }

  private Grid numbers(List<List<Line>> cohorts, int columns) {
    Words words = material.words();
    Grid grid =
        Grid.titled("")
            .text(words.say("column.cohort"))
            .numbers(words.say("column.customers"))
            .numbers(
                IntStream.rangeClosed(1, columns).mapToObj(words::count).toArray(String[]::new));
    return grid.filled(cohorts.stream().map(cohort -> row(cohort, columns)).toList());
  }

  private List<Cell> row(List<Line> cohort, int columns) {
    Words words = material.words();
    Line[] bySince = new Line[columns + 1];
    cohort.forEach(line -> bySince[line.integer("periods_since")] = line);
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.said(name(cohort.get(0))));
    cells.add(Cell.of(words, Unit.COUNT, cohort.get(0).count("cohort_customers")));
    for (int since = 1; since <= columns; since++) {
      Line line = bySince[since];
      Cell cell = Cell.of(words, Unit.SHARE, line == null ? null : line.number("retention_rate"));
      cells.add(line == null || line.flag("is_complete") ? cell : cell.styled("open"));
    }
    return cells;
  }

  private Chart curve(List<Line> pooled) {
    Words words = material.words();
    List<Double> values = pooled.stream().map(line -> line.number("retention_rate")).toList();
    Series series =
        new Series(
            words.say("retention.pooled"),
            values,
            pooled.stream().map(line -> line.number("retention_rate_low")).toList(),
            pooled.stream().map(line -> line.number("retention_rate_high")).toList(),
            values.size());
    List<String> labels =
        pooled.stream().map(line -> words.count(line.integer("periods_since"))).toList();
    String title = words.say("retention.curve");
    Lines lines =
        new Lines(
            labels,
            List.of(),
            Lines.name(Unit.SHARE),
            words.word("since", pooled.get(0).text("grain")),
            false,
            List.of(series),
            null);
    String meaning =
        words.say(
            "retention.curve.meaning",
            words.share(values.get(0)),
            words.share(values.get(values.size() - 1)),
            words.count(values.size()));
    return Chart.wide("retention-curve", title, meaning, lines);
  }
}
