package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Where;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cards;
import io.clientela.report.page.Cards.Card;
import io.clientela.report.page.Note;
import io.clientela.report.page.Section;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The headline numbers: where each stands, how it moved, and against which target. */
public final class Headlines {

  public static final String SCORECARD = "kpi_scorecard";

  private static final List<String> SUBJECTS =
      List.of(
          "value",
          "retention",
          "acquisition",
          "sales",
          "funnel",
          "service",
          "marketing",
          "management");

  private final Material material;

  public Headlines(Material material) {
    this.material = material;
  }

  public Section section() {
    Words words = material.words();
    Map<String, List<Line>> kpis = byKpi();
    Map<String, Line> targets = new Targets(material).headline();
    Map<String, List<Card>> cards = new LinkedHashMap<>();
    List<String> without = new ArrayList<>();
    SUBJECTS.forEach(subject -> cards.put(subject, new ArrayList<>()));
    for (List<Line> lines : kpis.values()) {
      KpiCard card = new KpiCard(words, material.published().asOf(), lines);
      Line first = lines.get(0);
      if (card.isKnown()) {
        String subject = material.published().subject(first.text("kpi_table"));
        cards
            .computeIfAbsent(subject, some -> new ArrayList<>())
            .add(card.card(targets.get(first.text("kpi"))));
      } else {
        without.add(words.title(first));
      }
    }
    List<Block> blocks = new ArrayList<>();
    cards.forEach((subject, some) -> addCards(blocks, subject, some));
    if (!without.isEmpty()) {
      blocks.add(Note.plain(words.say("headlines.without", String.join(", ", without))));
    }
    String lead = words.say("headlines.lead", words.date(material.published().asOf()));
    return material.section("headlines", lead, blocks, SCORECARD);
  }

  private void addCards(List<Block> blocks, String subject, List<Card> cards) {
    if (!cards.isEmpty()) {
      blocks.add(new Cards(material.words().word("subject", subject), cards));
    }
  }

  /** The rows of each KPI in the grain that is shown, in the order of the catalogue. */
  private Map<String, List<Line>> byKpi() {
    Map<String, List<Line>> all = new LinkedHashMap<>();
    material
        .published()
        .lines(
            SCORECARD,
            Where.is("dimension", "all"),
            Where.isNull("grain").or(Where.isAmong("grain", List.of("month", "quarter"))))
        .stream()
        .sorted(order())
        .forEach(line -> all.computeIfAbsent(line.text("kpi"), kpi -> new ArrayList<>()).add(line));
    all.replaceAll((kpi, lines) -> ofOneGrain(lines));
    return all;
  }

  private Comparator<Line> order() {
    List<String> names =
        material.published().kpis().stream()
            .flatMap(kpi -> kpi.headlines().stream())
            .map(headline -> headline.name())
            .toList();
    Map<String, Integer> places = new HashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    Comparator<LocalDate> dates = Comparator.nullsFirst(Comparator.naturalOrder());
    return Comparator.comparing((Line line) -> places.getOrDefault(line.text("kpi"), places.size()))
        .thenComparing(line -> line.text("kpi"))
        .thenComparing(line -> line.date("period_start"), dates);
  }

  private static List<Line> ofOneGrain(List<Line> lines) {
    for (String grain : List.of("month", "null", "quarter")) {
      List<Line> some =
          lines.stream().filter(line -> grain.equals(String.valueOf(line.text("grain")))).toList();
      if (!some.isEmpty()) {
        return some;
      }
    }
    return lines;
  }
}
