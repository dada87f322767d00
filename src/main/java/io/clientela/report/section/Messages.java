package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Section;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;

/** Whether messages are opened and clicked. */
public final class Messages {

  private static final String MESSAGES = "message_performance";

  private final Material material;

  public Messages(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    List<Line> lines = material.published().totals(MESSAGES);
    List<Block> blocks =
        new ArrayList<>(material.limit("periods.limit", Material.MOST_PERIODS, lines.size()));
    Trend opens =
        Trend.of(material, lines, Unit.SHARE)
            .withBounds("open_rate", words.say("messages.all"))
            .withBounds("human_open_rate", words.say("messages.human"));
    Trend clicks =
        Trend.of(material, lines, Unit.SHARE)
            .withBounds("click_through_rate", words.say("messages.all"))
            .withBounds("human_click_through_rate", words.say("messages.human"));
    if (!opens.isEmpty()) {
      blocks.add(opens.chart("messages-opens", words.say("messages.opens")));
      blocks.add(clicks.chart("messages-clicks", words.say("messages.clicks")));
    }
    String lead = words.say("messages.lead", material.span(lines, "period_start"));
    return material.section("messages", lead, blocks, MESSAGES);
  }
}
