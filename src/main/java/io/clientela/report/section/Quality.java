package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Reasons;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Section;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What was read, what of it counts, and why the rest does not. */
public final class Quality {

  public static final String QUALITY = "data_quality";

  private static final int MOST_REASONS = 200;

  private final Material material;

  public Quality(Material material) {
    this.material = material;
  }

  /** One line per input, the largest first. */
  public List<Line> lines() {
    return material.published().lines(QUALITY).stream()
        .sorted((one, other) -> Long.compare(other.count("read"), one.count("read")))
        .toList();
  }

  public Section section() {
    Words words = material.words();
    List<Line> lines = lines();
    List<Block> blocks = new ArrayList<>();
    if (!lines.isEmpty()) {
      blocks.add(counts(lines));
      Grid reasons = reasons(lines);
      if (!reasons.rows().isEmpty()) {
        blocks.add(reasons);
      }
    }
    String lead = words.say("quality.lead", material.published().run().id());
    return material.section("quality", lead, blocks, QUALITY);
  }

  public Grid counts() {
    return counts(lines());
  }

  public Grid reasons() {
    return reasons(lines());
  }

  private Grid counts(List<Line> lines) {
    Words words = material.words();
    return Grid.titled(words.say("quality.caption"))
        .text(words.say("column.input"))
        .numbers(
            words.say("column.read"),
            words.say("column.admitted"),
            words.say("column.rejected"),
            words.say("column.later"),
            words.say("column.duplicates"),
            words.say("column.superseded"),
            words.say("column.conflicts"),
            words.say("column.rejected-share"))
        .text(words.say("column.first-on"), words.say("column.last-on"))
        .filled(lines.stream().map(this::row).toList());
  }

  private List<Cell> row(Line line) {
    Words words = material.words();
    long read = line.count("read");
    Double rejected = read == 0 ? null : (Double) ((double) line.count("rejected") / read);
    return List.of(
        Cell.said(line.text("input")),
        Cell.of(words, Unit.COUNT, read),
        Cell.of(words, Unit.COUNT, line.count("admitted")),
        Cell.of(words, Unit.COUNT, line.count("rejected")),
        Cell.of(words, Unit.COUNT, line.count("later")),
        Cell.of(words, Unit.COUNT, line.count("duplicates")),
        Cell.of(words, Unit.COUNT, line.count("superseded")),
        Cell.of(words, Unit.COUNT, line.count("conflicts")),
        new Cell(rejected, Unit.SHARE, percent(rejected), ""),
        Cell.date(words, line.date("first_on")),
        Cell.date(words, line.date("last_on")));
  }

  /** Small shares need a second digit. */
  private String percent(Double share) {
    Words words = material.words();
    return share == null ? Words.UNKNOWN : words.number(100 * share, 2) + words.percent();
  }

  private Grid reasons(List<Line> lines) {
    Words words = material.words();
    Reasons said = new Reasons();
    List<List<Cell>> rows = new ArrayList<>();
    for (Line line : lines) {
      line.counts("rejected_by_reason").entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .filter(entry -> rows.size() < MOST_REASONS)
          .forEach(
              entry ->
                  rows.add(
                      List.of(
                          Cell.said(line.text("input")),
                          Cell.said(words, said.say(entry.getKey()), "short"),
                          Cell.of(words, Unit.COUNT, entry.getValue()))));
    }
    return Grid.titled(words.say("quality.reasons"))
        .noted(words.say("quality.reasons.note"))
        .text(words.say("column.input"), words.say("column.reason"))
        .numbers(words.say("column.rows"))
        .filled(rows);
  }
}
