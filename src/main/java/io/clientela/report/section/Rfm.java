package io.clientela.report.section;

import io.clientela.report.Language;
import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Words;
import io.clientela.report.chart.Tree;
import io.clientela.report.chart.Tree.Leaf;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Chart;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Section;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;

/** Customers by how recently, how often and for how much they order. */
public final class Rfm {

  private static final String SEGMENTS = "rfm_segments";

  private final Material material;

  public Rfm(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    List<Block> blocks = new ArrayList<>();
    List<Line> lines =
        material
            .published()
            .sorted(SEGMENTS, List.of(Order.down("customers"), Order.up("rfm_segment")));
    if (!lines.isEmpty()) {
      blocks.add(chart(lines));
    }
    String lead = words.say("rfm.lead", words.date(material.published().asOf()));
    return material.section("rfm", lead, blocks, SEGMENTS);
  }

  private Chart chart(List<Line> lines) {
    Words words = material.words();
    String title = words.say("rfm.chart");
    Line first = lines.get(0);
    String meaning =
        words.say(
            "rfm.meaning",
            title,
            words.count(lines.size()),
            name(first),
            words.share(first.number("share")));
    Tree tree = new Tree(lines.stream().map(this::leaf).toList(), words.say("column.mean-revenue"));
    return Chart.wide("rfm-map", title, meaning, tree).with(numbers(lines));
  }

  private Leaf leaf(Line line) {
    Words words = material.words();
    return new Leaf(
        name(line),
        line.number("customers"),
        line.number("share"),
        line.number("mean_monetary"),
        words.say(
            "rfm.detail",
            words.measure(Unit.DAYS, line.number("mean_recency_days")),
            words.number(line.number("mean_frequency"), 1),
            words.money(line.number("revenue"))));
  }

  private String name(Line line) {
    Words words = material.words();
    return words.language() == Language.PT_BR
        ? line.text("name_pt")
        : line.text("rfm_segment").replace('_', ' ');
  }

  private Grid numbers(List<Line> lines) {
    Words words = material.words();
    return Grid.titled("")
        .text(words.say("column.segment"))
        .numbers(
            words.say("column.customers"),
            words.say("column.share"),
            words.say("column.revenue"),
            words.say("column.mean-revenue"),
            words.say("column.recency"),
            words.say("column.frequency"))
        .filled(lines.stream().map(this::row).toList());
  }

  private List<Cell> row(Line line) {
    Words words = material.words();
    return List.of(
        Cell.said(name(line)),
        Cell.of(words, Unit.COUNT, line.count("customers")),
        Cell.of(words, Unit.SHARE, line.number("share")),
        Cell.of(words, Unit.MONEY, line.number("revenue")),
        Cell.of(words, Unit.MONEY, line.number("mean_monetary")),
        Cell.of(words, Unit.DAYS, line.number("mean_recency_days")),
        Cell.of(words, Unit.NUMBER, line.number("mean_frequency")));
  }
}
