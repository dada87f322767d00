package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Order;
import io.clientela.report.Where;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Items;
import io.clientela.report.page.Items.Item;
import io.clientela.report.page.Note;
import io.clientela.report.page.Section;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers that left the band of what is usual, each with what it was compared with. */
public final class Alerts {

  public static final String ALERTS = "trend_alerts";

  private static final int MOST = 40;
  private static final String ALERT = "alert";

  private final Material material;

  public Alerts(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    List<Block> blocks = new ArrayList<>();
    Map<String, Long> statuses = statuses();
    long alerts = statuses.getOrDefault(ALERT, 0L);
    if (!statuses.isEmpty()) {
      blocks.add(Note.plain(judged(statuses)));
      List<Item> items = lines().stream().limit(MOST).map(this::item).toList();
      if (items.isEmpty()) {
        blocks.add(Note.plain(words.say("alerts.none")));
      } else {
        blocks.addAll(material.limit("alerts.limit", MOST, alerts));
        blocks.add(new Items(items));
      }
    } else if (material.published().has(ALERTS)) {
      blocks.add(Note.plain(words.say("alerts.none")));
    }
    return material.section("alerts", words.say("alerts.lead"), blocks, ALERTS);
  }

  private Map<String, Long> statuses() {
    Map<String, Long> counts = new LinkedHashMap<>();
    material.published().counts(ALERTS, "status").entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(status -> counts.put(status.getKey(), status.getValue()));
    return counts;
  }

  /** What is worse first, then the furthest from what is usual. */
  private List<Line> lines() {
    return material
        .published()
        .first(
            MOST,
            ALERTS,
            List.of(
                Order.down("effect"),
                Order.down("period_start"),
                Order.fromZero("robust_z"),
                Order.up("kpi"),
                Order.up("segment")),
            Where.is("status", ALERT));
  }

  private String judged(Map<String, Long> statuses) {
    Words words = material.words();
    long all = statuses.values().stream().mapToLong(n -> n).sum();
    List<String> parts =
        statuses.entrySet().stream()
            .map(
                entry ->
                    words.say(
                        "alerts.count",
                        words.count(entry.getValue()),
                        words.word("alert-status", entry.getKey())))
            .toList();
    return words.say("alerts.judged", words.count(all), String.join("; ", parts));
  }

  private Item item(Line line) {
    Words words = material.words();
    String effect = line.text("effect");
    String direction = words.word("direction", line.text("direction"));
    Double change = line.number("change");
    String mark = change == null ? direction : words.signed(100 * change, 1) + words.percent();
    return new Item(
        words.title(line) + " · " + words.segment(line.text("dimension"), line.text("segment")),
        mark + (effect == null ? "" : ", " + words.word("effect", effect)),
        sentence(line),
        effect == null ? "neutral" : effect);
  }

  private String sentence(Line line) {
    Words words = material.words();
    Unit unit = Words.unit(line.text("unit"));
    String grain = line.text("grain");
    boolean isWeek = "week".equals(grain);
    String value = words.measure(unit, line.number("value"));
    String period = period(line, "period_start");
    if (line.number("expected") == null) {
      return words.say(isWeek ? "alerts.alone.week" : "alerts.alone", value, period);
    }
    String sentence = "alerts." + basis(line);
    return words.say(
        isWeek ? sentence + ".week" : sentence,
        value,
        period,
        words.measure(unit, line.number("expected")),
        words.measure(unit, line.number("low")),
        words.measure(unit, line.number("high")),
        words.count(line.number("compared_periods")),
        words.word("grains", grain),
        period(line, "compared_from"),
        period(line, "compared_to"));
  }

  /** Tables of before it was written know two. */
  private static String basis(Line line) {
    String basis = line.text("basis");
    return basis != null ? basis : line.number("drift") == null ? "median" : "line";
  }

  /** Of a week its first day: the sentence says that it is one. */
  private String period(Line line, String start) {
    String grain = line.text("grain");
    return material.words().period("week".equals(grain) ? "day" : grain, line.date(start));
  }

  /** The same alerts as a table. */
  public Grid grid() {
    Words words = material.words();
    List<Line> alerts = lines();
    return Grid.titled(words.say("alerts.caption"))
        .text(
            words.say("column.kpi"),
            words.say("column.of"),
            words.say("column.grain"),
            words.say("column.period"))
        .numbers(
            words.say("column.value"),
            words.say("column.expected"),
            words.say("column.low"),
            words.say("column.high"),
            words.say("column.change"))
        .text(words.say("column.effect"))
        .numbers(words.say("column.compared"), words.say("column.p"), words.say("column.q"))
        .filled(alerts.stream().map(this::row).toList());
  }

  private List<Cell> row(Line line) {
    Words words = material.words();
    Unit unit = Words.unit(line.text("unit"));
    String effect = line.text("effect");
    return List.of(
        Cell.said(words.title(line)),
        Cell.said(words.segment(line.text("dimension"), line.text("segment"))),
        Cell.said(words.word("grain", line.text("grain"))),
        Cell.date(words, line.date("period_start")),
        Cell.of(words, unit, line.number("value")),
        Cell.of(words, unit, line.number("expected")),
        Cell.of(words, unit, line.number("low")),
        Cell.of(words, unit, line.number("high")),
        Cell.of(words, Unit.SHARE, line.number("change")),
        Cell.said(effect == null ? null : words.word("effect", effect)),
        Cell.of(words, Unit.COUNT, line.number("compared_periods")),
        Cell.of(words, Unit.NUMBER, line.number("p_value")),
        Cell.of(words, Unit.NUMBER, line.number("q_value")));
  }
}
