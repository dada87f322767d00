package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Where;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Section;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;

/** How fast customers are answered, and what they say of it. */
public final class Service {

  private static final String SERVICE = "service_performance";
  private static final String SATISFACTION = "satisfaction";

  private final Material material;

  public Service(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    List<Line> service = material.published().totals(SERVICE);
    List<Block> blocks =
        new ArrayList<>(material.limit("periods.limit", Material.MOST_PERIODS, service.size()));
    add(
        blocks,
        Trend.of(material, service, Unit.MINUTES)
            .with("median_first_response_minutes", words.say("service.calendar"))
            .with("median_business_first_response_minutes", words.say("service.business")),
        "service-response");
    add(
        blocks,
        Trend.of(material, service, Unit.HOURS)
            .with("median_resolution_hours", words.say("service.calendar"))
            .with("median_business_resolution_hours", words.say("service.business")),
        "service-resolution");
    add(
        blocks,
        Trend.of(material, service, Unit.SHARE)
            .withBounds("within_target_rate", words.say("service.target")),
        "service-target");
    add(
        blocks,
        Trend.of(material, answers("csat"), Unit.SHARE).withBounds("csat", "CSAT"),
        "service-csat");
    add(
        blocks,
        Trend.of(material, answers("nps"), Unit.SCORE).withBounds("nps", "NPS"),
        "service-nps");
    blocks.addAll(new Agents(material).blocks());
    String lead = words.say("service.lead", material.span(service, "period_start"));
    return material.section("service", lead, blocks, SERVICE, SATISFACTION, Agents.SCORECARD);
  }

  private List<Line> answers(String kind) {
    return material.published().totals(SATISFACTION, Where.is("kind", kind));
  }

  private void add(List<Block> blocks, Trend trend, String id) {
    if (!trend.isEmpty()) {
      blocks.add(trend.known().chart(id, material.words().say(id)));
    }
  }
}
