package io.clientela.job;

import io.clientela.contract.Verdict;
import io.clientela.job.history.Step;
import io.clientela.sink.Lake.Written;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** What a run did, in words for a person. */
public record Report(
    List<Written> written, List<Step> steps, Map<String, String> skipped, List<String> warnings) {

  private static final Pattern UNCONFIGURED = Pattern.compile("source (.*) is not configured");

  private static final int SLOWEST = 5;

  /** One line per input, adding up to what was read. */
  static String quality(List<Verdict> verdicts) {
    StringBuilder text = new StringBuilder();
    text.append(
        line(
            "input",
            "read",
            "admitted",
            "rejected",
            "later",
            "duplicates",
            "superseded",
            "conflicts",
            "business dates"));
    for (Verdict verdict : verdicts) {
      String dates =
          verdict.firstOn().map(Object::toString).orElse("")
              + " to "
              + verdict.lastOn().map(Object::toString).orElse("");
      text.append(
          line(
              verdict.input(),
              number(verdict.counts().read()),
              number(verdict.counts().admitted()),
              number(verdict.counts().rejected()),
              number(verdict.counts().later()),
              number(verdict.counts().duplicates()),
              number(verdict.counts().superseded()),
              number(verdict.counts().conflicts()),
              verdict.firstOn().isPresent() ? dates : ""));
      verdict
          .rejects()
          .forEach(
              reject ->
                  text.append("    rejected: ")
                      .append(reject.reason())
                      .append(": ")
                      .append(number(reject.rows()))
                      .append(Breaches.details(reject))
                      .append("\n"));
      verdict
          .rejectedAmount()
          .filter(amount -> amount.signum() != 0)
          .ifPresent(
              amount ->
                  text.append("    amount of the rejected rows: ")
                      .append(amount.stripTrailingZeros().toPlainString())
                      .append("\n"));
    }
    return text.toString().stripTrailing();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    warnings.forEach(warning -> text.append("warning: ").append(warning).append("\n"));
    if (!skipped.isEmpty()) {
      text.append(skippedTables()).append("\n");
    }
    if (!written.isEmpty()) {
      text.append(String.format("%-24s %13s %10s %9s%n", "table", "rows", "written", "seconds"));
    }
    written.forEach(
        table ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%-24s %,13d %10s %9.1f  %s%n",
                    table.table(),
                    table.rows(),
                    size(bytes(table.table())),
                    seconds(table.table()),
                    table.path().replaceFirst("^file:/*", "/"))));
    if (!steps.isEmpty()) {
      text.append("slowest steps: ").append(slowest());
    }
    return text.toString().stripTrailing();
  }

  /** One line, by what is lacking. */
  private String skippedTables() {
    Map<String, List<String>> lacking = new TreeMap<>();
    Map<String, List<String>> others = new TreeMap<>();
    skipped.forEach(
        (table, why) -> {
          Matcher source = UNCONFIGURED.matcher(why);
          boolean isUnconfigured = source.matches();
          (isUnconfigured ? lacking : others)
              .computeIfAbsent(isUnconfigured ? source.group(1) : why, reason -> new ArrayList<>())
              .add(table);
        });
    List<String> parts = new ArrayList<>();
    if (!lacking.isEmpty()) {
      parts.add("sources not configured: " + together(lacking));
    }
    others.forEach((why, tables) -> parts.add(why + ": " + String.join(", ", tables)));
    return "skipped "
        + skipped.size()
        + (skipped.size() == 1 ? " table; " : " tables; ")
        + String.join("; ", parts);
  }

  private static String together(Map<String, List<String>> tables) {
    return tables.entrySet().stream()
        .map(some -> some.getKey() + " (" + String.join(", ", some.getValue()) + ")")
        .collect(Collectors.joining(", "));
  }

  private Stream<Step> steps(String table) {
    return steps.stream().filter(step -> step.table().equals(table));
  }

  private double seconds(String table) {
    return steps(table).mapToDouble(Step::seconds).sum();
  }

  private long bytes(String table) {
    return steps(table).mapToLong(step -> step.cost().writtenBytes()).sum();
  }

  private String slowest() {
    return steps.stream()
        .sorted(Comparator.comparing(Step::seconds).reversed())
        .limit(SLOWEST)
        .map(step -> String.format(Locale.ROOT, "%s %.1f s", step.name(), step.seconds()))
        .collect(Collectors.joining(", "));
  }

  private static String size(long bytes) {
    return FileUtils.byteCountToDisplaySize(bytes);
  }

  private static String line(String... cells) {
    return String.format("%-14s %14s %14s %10s %10s %10s %10s %10s  %s%n", (Object[]) cells);
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
