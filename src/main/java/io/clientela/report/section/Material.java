package io.clientela.report.section;

import io.clientela.report.Line;
import io.clientela.report.Published;
import io.clientela.report.Words;
import io.clientela.report.page.Block;
import io.clientela.report.page.Note;
import io.clientela.report.page.Section;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What every section is made of: the tables, and the words for them. */
public record Material(Published published, Words words) {

  /** Periods of a chart that can still be read on a phone. */
  static final int MOST_PERIODS = 36;

  private static final Pattern SOURCE = Pattern.compile("source (.*) is not configured");
  private static final Pattern PARAMETER = Pattern.compile(".*\\((kpis\\.[\\w.]+)\\)");

  /** A section; what it lacks is said at its end. */
  Section section(String anchor, String lead, List<Block> blocks, String... tables) {
    List<Block> all = new ArrayList<>(blocks);
    List<Note> gaps = gaps(tables);
    all.addAll(gaps);
    if (all.isEmpty()) {
      all.add(Note.missing(words.say("gap.empty")));
    }
    return new Section(anchor, words.say(anchor + ".title"), lead, all);
  }

  /** The tables that are not there, and which source or parameter would fill them. */
  List<Note> gaps(String... tables) {
    return Stream.of(tables)
        .filter(table -> !published.has(table))
        .map(table -> Note.missing(gap(table)))
        .toList();
  }

  /** Why a table has no rows in this run. */
  public String gap(String table) {
    String title =
        published
            .declared(table)
            .map(Table::title)
            .map(words::say)
            .orElse(words.word("table", table));
    String skipped = published.skipped().get(table);
    return skipped == null
        ? words.say("gap.absent", title, table)
        : words.say("gap.skipped", title, table, reason(skipped));
  }

  String reason(String skipped) {
    Matcher source = SOURCE.matcher(skipped);
    if (source.matches()) {
      return words.say("gap.source", source.group(1).replace(" or ", words.say("or")));
    }
    Matcher parameter = PARAMETER.matcher(skipped);
    return parameter.matches() ? words.say("gap.parameter", parameter.group(1)) : skipped;
  }

  String period(Line line) {
    return period(line, "period_start");
  }

  String period(Line line, String start) {
    LocalDate date = line.date(start);
    return words.period(line.text("grain"), date);
  }

  /** From when to when rows in order are, in words. */
  String span(List<Line> lines, String start) {
    return lines.isEmpty()
        ? Words.UNKNOWN
        : words.say(
            "span", period(lines.get(0), start), period(lines.get(lines.size() - 1), start));
  }

  /** The latest of rows in order. */
  static List<Line> latest(List<Line> lines, int most) {
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }

  /** Says that not all is shown, where that is so. */
  List<Block> limit(String key, int shown, long all) {
    return shown >= all
        ? List.of()
        : List.of(Note.plain(words.say(key, words.count(shown), words.count(all))));
  }
}
