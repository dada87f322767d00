package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Words;
import io.clientela.report.chart.Sparkline;
import io.clientela.report.page.Cards.Card;
import io.clientela.report.page.Cards.Change;
import io.clientela.report.page.Cards.Spark;
import io.clientela.table.Unit;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One KPI over its periods, told by the latest one that is over and has a value.
 *
 * @param lines of one grain, in order
 */
record KpiCard(Words words, LocalDate asOf, List<Line> lines) {

  private static final int SPARK_PERIODS = 13;

  boolean isKnown() {
    return latest().isPresent();
  }

  Card card(Line target) {
    Line latest = latest().orElseThrow();
    Unit unit = Words.unit(latest.text("unit"));
    return new Card(
        latest.text("kpi"),
        words.title(latest),
        words.measure(unit, latest.number("value")),
        period(latest),
        changes(latest, unit),
        spark(latest, unit),
        target == null ? "" : target(target, unit),
        target == null ? "" : target.text("status"));
  }

  /** Without periods, what is known at as-of. */
  private Optional<Line> latest() {
    return lines.stream()
        .filter(line -> line.number("value") != null)
        .filter(line -> line.flag("is_complete") || line.text("grain") == null)
        .reduce((earlier, later) -> later);
  }

  private String period(Line line) {
    String grain = line.text("grain");
    return grain == null
        ? words.say("as-of", words.date(asOf))
        : words.period(grain, line.date("period_start"));
  }

  private List<Change> changes(Line latest, Unit unit) {
    String grain = latest.text("grain");
    if (grain == null) {
      return List.of();
    }
    LocalDate start = latest.date("period_start");
    List<Change> changes = new ArrayList<>();
    LocalDate before = Words.moved(grain, start, -1);
    LocalDate yearBefore = Words.yearBefore(grain, start);
    change(latest, unit, before).ifPresent(changes::add);
    change(latest, unit, yearBefore).ifPresent(changes::add);
    return changes;
  }

  private Optional<Change> change(Line latest, Unit unit, LocalDate against) {
    Double from = values().get(against);
    Double to = latest.number("value");
    String text = words.change(unit, from, to);
    if (text == null) {
      return Optional.empty();
    }
    // What is nothing once rounded is no change for the reader.
    double difference = text.startsWith("±") ? 0 : to - from;
    return Optional.of(
        new Change(
            text,
            words.period(latest.text("grain"), against),
            difference == 0 ? "level" : difference > 0 ? "up" : "down",
            effect(latest.text("better"), difference)));
  }

  private static String effect(String better, double difference) {
    if (better == null || difference == 0) {
      return "neutral";
    }
    return better.equals("higher") == difference > 0 ? "better" : "worse";
  }

  private Spark spark(Line latest, Unit unit) {
    String grain = latest.text("grain");
    List<Double> values = new ArrayList<>();
    if (grain != null) {
      LocalDate last = latest.date("period_start");
      Map<LocalDate, Double> known = values();
      for (int i = SPARK_PERIODS - 1; i >= 0; i--) {
        values.add(known.get(Words.moved(grain, last, -i)));
      }
      while (!values.isEmpty() && values.get(0) == null) {
        values.remove(0);
      }
    }
    Sparkline line = new Sparkline(values);
    if (line.path().isEmpty()) {
      return new Spark("", "0", "0", "");
    }
    String meaning =
        words.say(
            "spark",
            words.count(values.size()),
            words.measure(unit, values.get(0)),
            words.measure(unit, values.get(values.size() - 1)));
    return new Spark(line.path(), line.endX(), line.endY(), meaning);
  }

  private Map<LocalDate, Double> values() {
    Map<LocalDate, Double> values = new HashMap<>();
    lines.stream()
        .filter(line -> line.flag("is_complete"))
        .forEach(line -> values.put(line.date("period_start"), line.number("value")));
    return values;
  }

  private String target(Line target, Unit unit) {
    return words.say(
        "headlines.target",
        words.measure(unit, target.number("target")),
        words.date(target.date("due_on")),
        words.word("target-status", target.text("status")));
  }
}
