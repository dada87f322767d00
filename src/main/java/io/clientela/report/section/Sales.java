package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Published;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Section;
import io.clientela.report.page.Steps;
import io.clientela.report.page.Steps.Step;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;

/** Deals won, how fast, and the stage in which most are lost. */
public final class Sales {

  private static final String SALES = "sales_performance";
  private static final String STAGES = "pipeline_stages";

  private final Material material;

  public Sales(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    List<Line> lines = material.published().totals(SALES);
    List<Block> blocks =
        new ArrayList<>(material.limit("periods.limit", Material.MOST_PERIODS, lines.size()));
    Trend rate =
        Trend.of(material, lines, Unit.SHARE).withBounds("win_rate", words.say("sales.win-rate"));
    Trend cycle =
        Trend.of(material, lines, Unit.DAYS)
            .with("median_cycle_days", words.say("median"))
            .with("p90_cycle_days", words.say("p90"));
    if (!rate.isEmpty()) {
      blocks.add(rate.chart("sales-win-rate", words.say("sales.win-rate")));
    }
    if (!cycle.isEmpty()) {
      blocks.add(cycle.chart("sales-cycle", words.say("sales.cycle")));
    }
    stages(blocks);
    String lead = words.say("sales.lead", material.span(lines, "period_start"));
    return material.section("sales", lead, blocks, SALES, STAGES);
  }

  private void stages(List<Block> blocks) {
    List<Line> stages =
        material.published().sorted(STAGES, List.of(Order.up("position")), Published.total());
    double most = stages.stream().mapToLong(line -> line.count("entered")).max().orElse(1);
    if (!stages.isEmpty()) {
      blocks.add(
          new Steps(
              material.words().say("sales.stages"),
              stages.stream().map(line -> stage(line, Math.max(1, most))).toList()));
    }
  }

  private Step stage(Line line, double most) {
    Words words = material.words();
    return new Step(
        line.text("stage"),
        words.count(line.count("entered")),
        words.say("sales.advanced", words.share(line.number("advance_rate"))),
        words.say(
            "sales.detail",
            words.count(line.count("lost_here")),
            words.count(line.count("still_here")),
            words.measure(Unit.DAYS, line.number("median_days_in_stage"))),
        Funnels.width(line.count("entered") / most),
        line.flag("is_bottleneck") ? words.say("bottleneck") : "");
  }
}
