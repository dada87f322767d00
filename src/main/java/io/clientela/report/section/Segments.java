package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Published;
import io.clientela.report.Where;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Note;
import io.clientela.report.page.Section;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The main numbers of the largest segments of each breakdown, in the latest complete period. */
public final class Segments {

  private static final String ORDERS = "order_value";
  private static final String RETENTION = "customer_retention";
  private static final String REPEAT = "repeat_purchase";
  private static final int MOST = 20;
  private static final int WITHIN_DAYS = 90;

  private final Material material;

  public Segments(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    List<Block> blocks = new ArrayList<>();
    List<Line> totals =
        material.published().totals(ORDERS, Where.isTrue("is_complete")).stream()
            .sorted(Comparator.comparing(line -> line.date("period_start")))
            .toList();
    String period = Words.UNKNOWN;
    if (!totals.isEmpty()) {
      Line latest = totals.get(totals.size() - 1);
      period = material.period(latest);
      for (String dimension : material.published().dimensions()) {
        blocks.addAll(dimension(dimension, latest));
      }
    }
    if (material.published().dimensions().isEmpty()) {
      blocks.add(Note.plain(words.say("segments.none")));
    }
    String lead = words.say("segments.lead", period);
    return material.section("segments", lead, blocks, ORDERS, RETENTION, REPEAT);
  }

  private List<Block> dimension(String dimension, Line latest) {
    Words words = material.words();
    Published published = material.published();
    Where of = Where.is("dimension", dimension);
    Where[] period = {of, grain(latest), start(latest)};
    List<Line> largest =
        published.first(
            MOST,
            ORDERS,
            List.of(Order.down("customers"), Order.down("revenue"), Order.up("segment")),
            period);
    if (largest.isEmpty()) {
      return List.of();
    }
    long all =
        largest.size() < MOST
            ? largest.size()
            : published.counts(ORDERS, "dimension", period).get(dimension);
    Where shown =
        Where.isAmong("segment", largest.stream().map(line -> line.text("segment")).toList());
    Map<String, Line> retention = bySegment(RETENTION, of, shown, grain(latest), start(latest));
    Map<String, Line> repeat =
        bySegment(REPEAT, of, shown, Where.isBetween("within_days", WITHIN_DAYS, WITHIN_DAYS));
    String caption =
        largest.size() == all
            ? words.say("segments.all", dimension)
            : words.say(
                "segments.caption", dimension, words.count(largest.size()), words.count(all));
    return List.of(
        Grid.titled(caption)
            .text(dimension)
            .numbers(
                words.say("column.customers"),
                words.say("column.orders"),
                words.say("column.revenue"),
                words.say("column.average-order"),
                words.say("column.retention"),
                words.say("column.churn"),
                words.say("column.repeat"))
            .filled(
                largest.stream()
                    .map(
                        line ->
                            row(
                                line,
                                retention.get(line.text("segment")),
                                repeat.get(line.text("segment"))))
                    .toList()));
  }

  private static Where grain(Line latest) {
    return Where.is("grain", latest.text("grain"));
  }

  private static Where start(Line latest) {
    return Where.is("period_start", latest.date("period_start"));
  }

  private Map<String, Line> bySegment(String table, Where... where) {
    Map<String, Line> lines = new HashMap<>();
    material.published().lines(table, where).forEach(line -> lines.put(line.text("segment"), line));
    return lines;
  }

  private List<Cell> row(Line orders, Line retention, Line repeat) {
    Words words = material.words();
    return List.of(
        Cell.said(words.name(orders.text("segment"))),
        Cell.of(words, Unit.COUNT, orders.count("customers")),
        Cell.of(words, Unit.COUNT, orders.count("orders")),
        Cell.of(words, Unit.MONEY, orders.number("revenue")),
        Cell.of(words, Unit.MONEY, orders.number("average_order_value")),
        Cell.of(words, Unit.SHARE, of(retention, "retention_rate")),
        Cell.of(words, Unit.SHARE, of(retention, "churn_rate")),
        Cell.of(words, Unit.SHARE, of(repeat, "repeat_purchase_rate")));
  }

  private static Double of(Line line, String column) {
    return line == null ? null : line.number(column);
  }
}
