package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Published;
import io.clientela.report.Where;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Section;
import io.clientela.report.page.Steps;
import io.clientela.report.page.Steps.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How far customers get, step by step, and where most are lost. */
public final class Funnels {

  private static final String FUNNELS = "funnel_conversion";
  private static final int MOST = 8;

  private final Material material;

  public Funnels(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    Map<String, List<Line>> funnels = funnels();
    List<Block> blocks = new ArrayList<>(material.limit("funnels.limit", MOST, funnels.size()));
    funnels.forEach(
        (name, steps) -> {
          if (blocks.size() < MOST) {
            blocks.add(new Steps(words.say("funnels.name", name), steps(steps)));
          }
        });
    String lead = words.say("funnels.lead", words.date(material.published().asOf()));
    return material.section("funnels", lead, blocks, FUNNELS);
  }

  private Map<String, List<Line>> funnels() {
    Map<String, List<Line>> funnels = new LinkedHashMap<>();
    material
        .published()
        .sorted(
            FUNNELS,
            List.of(Order.up("funnel"), Order.up("step_index")),
            Published.total(Where.isNull("entered_start")))
        .forEach(
            line ->
                funnels.computeIfAbsent(line.text("funnel"), name -> new ArrayList<>()).add(line));
    return funnels;
  }

  private List<Step> steps(List<Line> lines) {
    double most = lines.stream().mapToLong(line -> line.count("customers")).max().orElse(1);
    return lines.stream().map(line -> step(line, Math.max(1, most))).toList();
  }

  private Step step(Line line, double most) {
    Words words = material.words();
    Double rate = line.number("rate_from_previous");
    String detail =
        rate == null
            ? ""
            : words.say(
                "funnels.detail",
                words.share(line.number("rate_from_previous_low")),
                words.share(line.number("rate_from_previous_high")),
                words.count(line.count("dropped")));
    return new Step(
        line.text("step_name"),
        words.count(line.count("customers")),
        rate == null ? "" : words.say("funnels.rate", words.share(rate)),
        detail,
        width(line.count("customers") / most),
        line.flag("is_bottleneck") ? words.say("bottleneck") : "");
  }

  static String width(double part) {
    return String.format(Locale.ROOT, "%.2f", 100 * part);
  }
}
