package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Where;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import io.clientela.table.Unit;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each channel costs and brings, over its last twelve complete periods. */
record ChannelCosts(Material material) {

  private static final String COST = "acquisition_cost";
  private static final int PERIODS = 12;
  private static final int MOST = 20;

  List<Block> blocks() {
    Words words = material.words();
    List<Line> lines =
        material
            .published()
            .periods(COST, Order.up("period_start"), Where.is("dimension", "channel"))
            .stream()
            .filter(line -> line.flag("is_complete"))
            .toList();
    if (lines.isEmpty()) {
      return List.of();
    }
    List<Line> ends =
        lines.stream().map(line -> line.date("period_start")).distinct().sorted().toList().stream()
            .skip(Math.max(0, distinctPeriods(lines) - PERIODS))
            .map(start -> first(lines, start))
            .toList();
    Map<String, List<Line>> channels = new LinkedHashMap<>();
    lines.forEach(
        line ->
            channels.computeIfAbsent(line.text("segment"), name -> new ArrayList<>()).add(line));
    List<Channel> sorted =
        channels.entrySet().stream()
            .map(entry -> Channel.of(entry.getKey(), entry.getValue(), ends.get(0)))
            .sorted(Comparator.comparingDouble(Channel::spend).reversed())
            .toList();
    List<Block> blocks = new ArrayList<>(material.limit("value.channels", MOST, sorted.size()));
    blocks.add(
        Grid.titled(words.say("value.channel.caption", material.span(ends, "period_start")))
            .noted(words.say("value.channel.note"))
            .text(words.say("column.channel"))
            .numbers(
                words.say("column.spend"),
                words.say("column.leads"),
                words.say("column.new-customers"),
                words.say("column.cost-per-lead"),
                words.say("column.cac"),
                words.say("column.roas"),
                words.say("column.ltv-to-cac"),
                words.say("column.payback"))
            .filled(sorted.stream().limit(MOST).map(this::row).toList()));
    return blocks;
  }

  private static long distinctPeriods(List<Line> lines) {
    return lines.stream().map(line -> line.date("period_start")).distinct().count();
  }

  private static Line first(List<Line> lines, LocalDate start) {
    return lines.stream()
        .filter(line -> start.equals(line.date("period_start")))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Sums of the periods shown; of what takes a year to know, the latest cohort that knows it.
   *
   * @param mature the latest period with a ratio of LTV to CAC; null without
   * @param paid the latest period that has paid back; null without
   */
  private record Channel(
      String name,
      double spend,
      Double leads,
      Double customers,
      Double revenue,
      Line mature,
      Line paid) {

    static Channel of(String name, List<Line> lines, Line from) {
      List<Line> shown =
          lines.stream()
              .filter(line -> !line.date("period_start").isBefore(from.date("period_start")))
              .toList();
      return new Channel(
          name,
          shown.stream().mapToDouble(line -> line.number("spend")).sum(),
          sum(shown, "leads"),
          sum(shown, "new_customers"),
          sum(shown, "revenue"),
          last(lines, "ltv_to_cac"),
          last(lines, "payback_months"));
    }

    private static Double sum(List<Line> lines, String column) {
      List<Double> known =
          lines.stream().map(line -> line.number(column)).filter(v -> v != null).toList();
      return known.isEmpty() ? null : (Double) known.stream().mapToDouble(v -> v).sum();
    }

    private static Line last(List<Line> lines, String column) {
      return lines.stream()
          .filter(line -> line.number(column) != null)
          .reduce((earlier, later) -> later)
          .orElse(null);
    }

    private static Double ratio(Double part, Double whole) {
      return part == null || whole == null || whole == 0 ? null : (Double) (part / whole);
    }
  }

  private List<Cell> row(Channel channel) {
    Words words = material.words();
    return List.of(
        Cell.said(words.name(channel.name())),
        Cell.of(words, Unit.MONEY, channel.spend()),
        Cell.of(words, Unit.COUNT, channel.leads()),
        Cell.of(words, Unit.COUNT, channel.customers()),
        Cell.of(words, Unit.MONEY, Channel.ratio(channel.spend(), channel.leads())),
        Cell.of(words, Unit.MONEY, Channel.ratio(channel.spend(), channel.customers())),
        Cell.of(words, Unit.RATIO, Channel.ratio(channel.revenue(), channel.spend())),
        dated(channel.mature(), "ltv_to_cac", Unit.RATIO),
        dated(channel.paid(), "payback_months", Unit.COUNT));
  }

  private Cell dated(Line line, String column, Unit unit) {
    Words words = material.words();
    if (line == null) {
      return Cell.of(words, unit, null);
    }
    Cell cell = Cell.of(words, unit, line.number(column));
    return new Cell(
        cell.value(), unit, cell.text() + " (" + material.period(line) + ")", cell.style());
  }
}
