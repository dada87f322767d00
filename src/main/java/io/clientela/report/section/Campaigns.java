package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Words;
import io.clientela.report.chart.Forest;
import io.clientela.report.chart.Forest.Effect;
import io.clientela.report.chart.Lines;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Chart;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Section;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;

/** What campaigns changed, against customers who were held back. */
public final class Campaigns {

  private static final String EFFECTS = "campaign_effect";
  private static final List<String> OUTCOMES = List.of("ordered", "retained", "revenue");
  private static final int MOST = 30;

  private final Material material;

  public Campaigns(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    List<Line> lines = lines();
    List<Block> blocks = new ArrayList<>();
    for (String outcome : OUTCOMES) {
      List<Line> known =
          lines.stream()
              .filter(line -> outcome.equals(line.text("outcome")) && line.number("lift") != null)
              .toList();
      if (!known.isEmpty()) {
        blocks.addAll(material.limit("campaigns.limit", MOST, known.size()));
        blocks.add(forest(outcome, known.subList(0, Math.min(MOST, known.size()))));
      }
    }
    if (!lines.isEmpty()) {
      blocks.add(grid(lines));
    }
    return material.section("campaigns", words.say("campaigns.lead"), blocks, EFFECTS);
  }

  private List<Line> lines() {
    return material
        .published()
        .first(
            3 * MOST,
            EFFECTS,
            List.of(Order.down("treatment_members"), Order.up("campaign"), Order.up("outcome")));
  }

  private static Unit unit(String outcome) {
    return outcome.equals("revenue") ? Unit.MONEY : Unit.SHARE;
  }

  private Chart forest(String outcome, List<Line> lines) {
    Words words = material.words();
    String title = words.word("outcome", outcome);
    Forest forest =
        new Forest(
            lines.stream().map(this::effect).toList(),
            Lines.name(unit(outcome)),
            words.word("campaigns.axis", outcome));
    StringBuilder meaning = new StringBuilder(title).append(". ");
    lines.forEach(line -> meaning.append(sentence(line)).append(". "));
    return Chart.wide("campaigns-" + outcome, title, meaning.toString(), forest).half();
  }

  private Effect effect(Line line) {
    return new Effect(
        line.text("campaign"),
        line.number("lift"),
        line.number("lift_low"),
        line.number("lift_high"),
        sentence(line));
  }

  private String sentence(Line line) {
    Words words = material.words();
    Unit unit = unit(line.text("outcome"));
    return words.say(
        "campaigns.sentence",
        line.text("campaign"),
        lift(line, "lift"),
        lift(line, "lift_low"),
        lift(line, "lift_high"),
        words.measure(unit, line.number("treatment_mean")),
        words.measure(unit, line.number("control_mean")));
  }

  /** Differences of shares are points. */
  private String lift(Line line, String column) {
    Words words = material.words();
    Double value = line.number(column);
    if (unit(line.text("outcome")) == Unit.SHARE) {
      return value == null ? Words.UNKNOWN : words.change(Unit.SHARE, 0.0, value);
    }
    return words.signedMoney(value);
  }

  private Grid grid(List<Line> lines) {
    Words words = material.words();
    return Grid.titled(words.say("campaigns.caption"))
        .text(words.say("column.campaign"), words.say("column.outcome"))
        .numbers(
            words.say("column.treated"),
            words.say("column.control"),
            words.say("column.waiting"),
            words.say("column.treated-mean"),
            words.say("column.control-mean"),
            words.say("column.lift"),
            words.say("column.low"),
            words.say("column.high"),
            words.say("column.p-value"))
        .text(words.say("column.status"))
        .filled(lines.stream().map(this::row).toList());
  }

  private List<Cell> row(Line line) {
    Words words = material.words();
    Unit unit = unit(line.text("outcome"));
    String status = line.text("status");
    Double probability = line.number("p_value");
    return List.of(
        Cell.said(line.text("campaign")),
        Cell.said(words.word("outcome", line.text("outcome"))),
        Cell.of(words, Unit.COUNT, line.count("treatment_members")),
        Cell.of(words, Unit.COUNT, line.count("control_members")),
        Cell.of(words, Unit.COUNT, line.count("waiting_members")),
        Cell.of(words, unit, line.number("treatment_mean")),
        Cell.of(words, unit, line.number("control_mean")),
        new Cell(line.number("lift"), unit, lift(line, "lift"), ""),
        new Cell(line.number("lift_low"), unit, lift(line, "lift_low"), ""),
        new Cell(line.number("lift_high"), unit, lift(line, "lift_high"), ""),
        new Cell(probability, Unit.NUMBER, words.number(probability, 3), ""),
        Cell.said(words.word("campaign-status", status)));
  }
}
