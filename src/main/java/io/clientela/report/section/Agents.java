package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Where;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Agents of the latest complete period, each against what is usual for the tickets they had. */
record Agents(Material material) {

  static final String SCORECARD = "agent_scorecard";

  private static final int MOST = 40;

  List<Block> blocks() {
    Words words = material.words();
    List<Line> newest =
        material
            .published()
            .periods(
                SCORECARD,
                Order.down("period_start"),
                Where.is("level", "agent"),
                Where.isTrue("is_complete"));
    if (newest.isEmpty()) {
      return List.of();
    }
    Line first = newest.get(0);
    Comparator<Integer> ranks = Comparator.nullsLast(Comparator.naturalOrder());
    List<Line> agents =
        newest.stream()
            .filter(line -> line.date("period_start").equals(first.date("period_start")))
            .sorted(
                Comparator.comparing((Line line) -> line.integer("rank"), ranks)
                    .thenComparing(line -> line.text("name")))
            .toList();
    List<Block> blocks = new ArrayList<>(material.limit("service.agents", MOST, agents.size()));
    blocks.add(
        Grid.titled(words.say("service.agents.caption", material.period(first)))
            .noted(words.say("service.agents.note"))
            .numbers(words.say("column.rank"))
            .text(words.say("column.agent"))
            .numbers(
                words.say("column.tickets"),
                words.say("column.resolved"),
                words.say("column.first-response"),
                words.say("column.first-response-ratio"),
                words.say("column.resolution"),
                words.say("column.resolution-ratio"),
                words.say("column.csat"),
                words.say("column.csat-ratio"),
                words.say("column.reopened"),
                words.say("column.index"))
            .filled(agents.stream().limit(MOST).map(this::row).toList()));
    return blocks;
  }

  private List<Cell> row(Line line) {
    Words words = material.words();
    return List.of(
        Cell.of(words, Unit.ORDINAL, line.integer("rank")),
        Cell.said(line.text("name")),
        Cell.of(words, Unit.COUNT, line.count("tickets")),
        Cell.of(words, Unit.COUNT, line.count("resolved")),
        Cell.of(words, Unit.MINUTES, line.number("median_first_response_minutes")),
        Cell.of(words, Unit.RATIO, line.number("first_response_ratio")),
        Cell.of(words, Unit.HOURS, line.number("median_resolution_hours")),
        Cell.of(words, Unit.RATIO, line.number("resolution_ratio")),
        Cell.of(words, Unit.SHARE, line.number("csat")),
        Cell.of(words, Unit.RATIO, line.number("csat_ratio")),
        Cell.of(words, Unit.SHARE, line.number("reopen_rate")),
        Cell.of(words, Unit.RATIO, line.number("performance_index")));
  }
}
