package io.clientela.job;

import io.clientela.contract.Verdict;
import io.clientela.sink.Lake.Written;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run did, in words for a person. */
public record Report(
    LocalDate asOf, List<Written> written, Map<String, String> skipped, List<String> warnings) {

  /** One line per input, adding up to what was read. */
  static String quality(List<Verdict> verdicts) {
    StringBuilder text = new StringBuilder();
    text.append(
        line("input", "read", "admitted", "rejected", "later", "duplicates", "business dates"));
    for (Verdict verdict : verdicts) {
      String dates =
          verdict.firstOn().map(Object::toString).orElse("")
              + " to "
              + verdict.lastOn().map(Object::toString).orElse("");
      text.append(
          line(
              verdict.input(),
              number(verdict.read()),
              number(verdict.admitted()),
              number(verdict.rejected()),
              number(verdict.later()),
              number(verdict.duplicates()),
              verdict.firstOn().isPresent() ? dates : ""));
      verdict
          .reasons()
          .forEach(
              (reason, rows) ->
                  text.append("    rejected: ")
                      .append(reason)
                      .append(": ")
                      .append(number(rows))
                      .append("\n"));
    }
    return text.toString().stripTrailing();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    warnings.forEach(warning -> text.append("warning: ").append(warning).append("\n"));
    skipped.forEach(
        (table, why) ->
            text.append("skipped ").append(table).append(": ").append(why).append("\n"));
    written.forEach(
        table ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%-20s %,12d rows  %s%n",
                    table.table(),
                    table.rows(),
                    table.path().replaceFirst("^file:/*", "/"))));
    return text.toString().stripTrailing();
  }

  private static String line(String... cells) {
    return String.format("%-14s %14s %14s %10s %10s %10s  %s%n", (Object[]) cells);
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
