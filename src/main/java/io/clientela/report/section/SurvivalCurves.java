package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Published;
import io.clientela.report.Words;
import io.clientela.report.chart.Lines;
import io.clientela.report.chart.Lines.Series;
import io.clientela.report.page.Block;
import io.clientela.report.page.Chart;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;

/** How long customers go without a second order, without being lost, and so on. */
record SurvivalCurves(Material material) {

  private static final String SURVIVAL = "survival";
  private static final List<String> EVENTS =
      List.of("second_order", "churn", "subscription_churn", "lead_conversion");

  /** More steps than pixels only make the page heavy. */
  private static final int MOST_POINTS = 240;

  List<Block> charts() {
    List<Line> all =
        material
            .published()
            .sorted(SURVIVAL, List.of(Order.up("event"), Order.up("day")), Published.total());
    List<Block> charts = new ArrayList<>();
    for (String event : EVENTS) {
      List<Line> lines = all.stream().filter(line -> event.equals(line.text("event"))).toList();
      if (lines.size() > 1) {
        charts.add(chart(event, lines));
      }
    }
    return charts;
  }

  private Chart chart(String event, List<Line> all) {
    Words words = material.words();
    List<Line> lines = thinned(all);
    Series series =
        new Series(
            words.word("survival", event),
            column(lines, "survival"),
            column(lines, "survival_low"),
            column(lines, "survival_high"),
            lines.size());
    Lines drawing =
        new Lines(
            lines.stream().map(line -> words.count(line.integer("day"))).toList(),
            column(lines, "day"),
            Lines.name(Unit.SHARE),
            words.say("survival.days"),
            true,
            List.of(series),
            null);
    String title = words.word("survival", event) + ": " + median(all.get(0));
    return Chart.wide("survival-" + event, title, title, drawing).half();
  }

  private String median(Line line) {
    Words words = material.words();
    Integer median = line.integer("median_days");
    return median == null
        ? words.say("survival.no-median")
        : words.say(
            "survival.median",
            words.count(median),
            words.count(line.integer("median_days_low")),
            words.count(line.integer("median_days_high")));
  }

  private static List<Double> column(List<Line> lines, String name) {
    List<Double> values = new ArrayList<>();
    lines.forEach(line -> values.add(line.number(name)));
    return values;
  }

  /** First, last, and evenly between. */
  private static List<Line> thinned(List<Line> lines) {
    if (lines.size() <= MOST_POINTS) {
      return lines;
    }
    List<Line> some = new ArrayList<>();
    for (int i = 0; i < MOST_POINTS; i++) {
      some.add(lines.get((int) ((long) i * (lines.size() - 1) / (MOST_POINTS - 1))));
    }
    return some;
  }
}
