package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Published;
import io.clientela.report.Words;
import io.clientela.report.chart.Lines;
import io.clientela.report.chart.Lines.Reference;
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
import java.util.stream.IntStream;

/** What customers bring in, against what it costs to win them. */
public final class Value {

  private static final String LTV = "cohort_ltv";
  private static final String COST = "acquisition_cost";
  private static final int MOST_COHORTS = 24;

  private final Material material;

  public Value(Material material) {
    this.material = material;
  }

  public Section section() {
    List<Block> blocks = new ArrayList<>();
    Map<LocalDate, List<Line>> cohorts = cohorts();
    if (!cohorts.isEmpty()) {
      int from = Math.max(0, cohorts.size() - MOST_COHORTS);
      List<List<Line>> shown = List.copyOf(cohorts.values()).subList(from, cohorts.size());
      blocks.addAll(material.limit("value.limit", shown.size(), cohorts.size()));
      blocks.add(chart(shown));
    }
    blocks.addAll(new ChannelCosts(material).blocks());
    return material.section(
        "value",
        material.words().say("value.lead", material.words().date(material.published().asOf())),
        blocks,
        LTV,
        COST);
  }

  private Map<LocalDate, List<Line>> cohorts() {
    Map<LocalDate, List<Line>> cohorts = new TreeMap<>();
    List<Line> lines =
        material.published().periods(LTV, Order.down("cohort_start"), Published.total());
    for (Line line : lines) {
      cohorts.computeIfAbsent(line.date("cohort_start"), start -> new ArrayList<>()).add(line);
    }
    return cohorts;
  }

  private Chart chart(List<List<Line>> cohorts) {
    Words words = material.words();
    int last =
        cohorts.stream()
            .flatMap(List::stream)
            .mapToInt(line -> line.integer("periods_since"))
            .max()
            .orElse(0);
    String grain = cohorts.get(0).get(0).text("grain");
    List<Series> series = cohorts.stream().map(cohort -> series(cohort, last)).toList();
    Reference cac = cost(cohorts.get(0).get(0).date("cohort_start"));
    Lines drawing =
        new Lines(
            IntStream.rangeClosed(0, last).mapToObj(words::count).toList(),
            List.of(),
            Lines.name(Unit.MONEY),
            words.word("since", grain),
            false,
            series,
            cac);
    String title = words.say("value.chart", material.published().currency());
    String meaning =
        title
            + ", "
            + words.say("span", series.get(0).name(), series.get(series.size() - 1).name())
            + (cac == null ? "" : ". " + cac.name());
    return Chart.wide("value-ltv", title, meaning, drawing).with(numbers(cohorts, last));
  }

  private Series series(List<Line> cohort, int last) {
    List<Double> values = new ArrayList<>();
    int open = last + 1;
    for (Line line : bySince(cohort, last)) {
      if (line != null && !line.flag("is_complete")) {
        open = Math.min(open, values.size());
      }
      values.add(line == null ? null : line.number("ltv"));
    }
    return new Series(
        material.period(cohort.get(0), "cohort_start"), values, List.of(), List.of(), open);
  }

  private static Line[] bySince(List<Line> cohort, int last) {
    Line[] lines = new Line[last + 1];
    cohort.forEach(line -> lines[line.integer("periods_since")] = line);
    return lines;
  }

  /** Spend per new customer over the months of the cohorts shown. */
  private Reference cost(LocalDate from) {
    Words words = material.words();
    double spend = 0;
    double customers = 0;
    for (Line line : material.published().totals(COST)) {
      boolean counts = line.flag("is_complete") && line.number("new_customers") != null;
      if (counts && !line.date("period_start").isBefore(from)) {
        spend += line.number("spend");
        customers += line.number("new_customers");
      }
    }
    if (customers == 0 || spend == 0) {
      return null;
    }
    double cac = spend / customers;
    return new Reference(words.say("value.cac", words.money(cac)), cac);
  }

  private Grid numbers(List<List<Line>> cohorts, int last) {
    Words words = material.words();
    List<List<Cell>> rows = new ArrayList<>();
    for (List<Line> cohort : cohorts) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.said(material.period(cohort.get(0), "cohort_start")));
      row.add(Cell.of(words, Unit.COUNT, cohort.get(0).count("cohort_customers")));
      for (Line line : bySince(cohort, last)) {
        row.add(Cell.of(words, Unit.MONEY, line == null ? null : line.number("ltv")));
      }
      rows.add(row);
    }
    return Grid.titled("")
        .text(words.say("column.cohort"))
        .numbers(words.say("column.customers"))
        .numbers(IntStream.rangeClosed(0, last).mapToObj(words::count).toArray(String[]::new))
        .filled(rows);
  }
}
