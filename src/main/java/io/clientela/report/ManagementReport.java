package io.clientela.report;

import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Page;
import io.clientela.report.page.Page.Fact;
import io.clientela.report.page.Section;
import io.clientela.report.section.Alerts;
import io.clientela.report.section.Campaigns;
import io.clientela.report.section.Funnels;
import io.clientela.report.section.Growth;
import io.clientela.report.section.Headlines;
import io.clientela.report.section.Material;
import io.clientela.report.section.Messages;
import io.clientela.report.section.Quality;
import io.clientela.report.section.Retention;
import io.clientela.report.section.Rfm;
import io.clientela.report.section.Sales;
import io.clientela.report.section.ScorecardSheet;
import io.clientela.report.section.Segments;
import io.clientela.report.section.Service;
import io.clientela.report.section.Tables;
import io.clientela.report.section.Targets;
import io.clientela.report.section.Value;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The page that management reads: all KPIs of one run, in the words of one language. */
public record ManagementReport(Published published, Words words) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  public Page page() {
    Material material = new Material(published, words);
    return new Page(
        words.language().tag(),
        words.say("title"),
        words.say("header.as-of", words.date(published.asOf())),
        counted(new Quality(material).lines()),
        facts(),
        sections(material));
  }

  /** The tables of the workbook, by the names of their sheets. */
  public Map<String, Grid> sheets() {
    Material material = new Material(published, words);
    Quality quality = new Quality(material);
    Map<String, Grid> sheets = new LinkedHashMap<>();
    sheets.put(words.say("sheet.scorecard"), new ScorecardSheet(material).grid());
    sheets.put(words.say("sheet.targets"), new Targets(material).grid());
    sheets.put(words.say("sheet.alerts"), new Alerts(material).grid());
    sheets.put(words.say("sheet.quality"), quality.counts());
    sheets.put(words.say("sheet.reasons"), quality.reasons());
    sheets.put(words.say("sheet.about"), about(material, quality.lines()));
    return sheets;
  }

  private Grid about(Material material, List<Line> quality) {
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(List.of(Cell.said(words.say("about.as-of")), Cell.date(words, published.asOf())));
    rows.add(List.of(Cell.said(words.say("about.counted")), Cell.said(counted(quality))));
    facts().forEach(fact -> rows.add(List.of(Cell.said(fact.name()), Cell.said(fact.value()))));
    for (String table :
        List.of(Headlines.SCORECARD, Targets.TARGETS, Alerts.ALERTS, Quality.QUALITY)) {
      String where =
          published.has(table) ? published.shown().get(table).path() : material.gap(table);
      rows.add(List.of(Cell.said(words.say("about.path") + ": " + table), Cell.said(where)));
    }
    return Grid.titled("").text(words.say("column.name"), words.say("column.value")).filled(rows);
  }

  private static List<Section> sections(Material material) {
    List<Supplier<Section>> sections =
        List.of(
            () -> new Headlines(material).section(),
            () -> new Targets(material).section(),
            () -> new Alerts(material).section(),
            () -> new Retention(material).section(),
            () -> new Value(material).section(),
            () -> new Growth(material).section(),
            () -> new Funnels(material).section(),
            () -> new Sales(material).section(),
            () -> new Rfm(material).section(),
            () -> new Service(material).section(),
            () -> new Messages(material).section(),
            () -> new Campaigns(material).section(),
            () -> new Segments(material).section(),
            () -> new Quality(material).section(),
            () -> new Tables(material).section());
    // Threads of the common pool don't know what spark-submit was given as --jars and --packages.
    ClassLoader given = Thread.currentThread().getContextClassLoader();
    return sections.parallelStream()
        .map(
            section -> {
              Thread.currentThread().setContextClassLoader(given);
              return section.get();
            })
        .toList();
  }

  /** The rows that enter KPIs, input by input. */
  private String counted(List<Line> quality) {
    List<String> inputs =
        quality.stream()
            .map(
                line ->
                    words.count(line.count("admitted"))
                        + " "
                        + words.word("input", line.text("input")))
            .toList();
    LocalDate first =
        quality.stream()
            .map(line -> line.date("first_on"))
            .filter(date -> date != null)
            .min(LocalDate::compareTo)
            .orElse(null);
    return inputs.isEmpty()
        ? words.say("header.counted.nothing", words.date(published.asOf()))
        : words.say(
            "header.counted",
            words.date(first),
            words.date(published.asOf().minusDays(1)),
            String.join(", ", inputs));
  }

  private List<Fact> facts() {
    ZonedDateTime ended = published.run().endedAt().atZone(published.zone());
    return List.of(
        new Fact(
            words.say("fact.made"),
            words.date(ended.toLocalDate())
                + ", "
                + TIME.format(ended)
                + " ("
                + published.zone()
                + ")"),
        new Fact(words.say("fact.run"), published.run().id()),
        new Fact(words.say("fact.currency"), published.currency()),
        new Fact(words.say("fact.language"), words.say("language")),
        new Fact(words.say("fact.program"), "Clientela " + published.run().version()));
  }
}
