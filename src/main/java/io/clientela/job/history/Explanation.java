package io.clientela.job.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;

/**
 * What the numbers of a table mean, and what they were made of.
 *
 * @param path where the table lies
 * @param run that wrote them
 * @param steps of that run through which the table came about
 * @param quality of the inputs, by name: rows of {@link RunTables#DATA_QUALITY}
 */
public record Explanation(
    Table table,
    String path,
    Run run,
    Run.Output output,
    List<Run.Input> inputs,
    List<Step> steps,
    Map<String, Row> quality) {

  private static final Duration READABLE = Duration.ofDays(7);
  private static final List<String> COUNTS =
      List.of("read", "admitted", "rejected", "later", "duplicates");
  private static final String LINE = "  %-20s %-8s %-14s %14s %14s %10s %10s %10s  %s%n";

  /** Of the newest run as of that date that wrote the table. */
  public static Explanation of(
      Table table, String path, RunHistory history, Optional<LocalDate> asOf) {
    List<Run> runs = history.succeeded(asOf);
    Run run =
        runs.stream()
            .filter(one -> one.output(table.name()).isPresent())
            .findFirst()
            .orElseThrow(
                () ->
                    Refusal.storage(
                        String.format(
                            "lake: no run as of %s wrote %s. Choose another date (--as-of), or run"
                                + " clientela run --only %s --as-of %s first",
                            runs.get(0).asOf(), table.name(), table.name(), runs.get(0).asOf())));
    List<Step> all = history.steps(run);
    Set<String> behind = behind(table.name(), all);
    return new Explanation(
        table,
        path,
        run,
        run.output(table.name()).orElseThrow(),
        // A run of an older version recorded no steps: every input may be behind the table.
        run.inputs().stream()
            .filter(input -> all.isEmpty() || behind.contains(input.table()))
            .toList(),
        all.stream().filter(step -> behind.contains(step.table())).toList(),
        history.quality(run));
  }

  /** The table and everything that it was made of, step by step. */
  private static Set<String> behind(String table, List<Step> steps) {
    Set<String> behind = new LinkedHashSet<>();
    List<String> next = new ArrayList<>(List.of(table));
    while (!next.isEmpty()) {
      String name = next.remove(0);
      if (behind.add(name)) {
        steps.stream()
            .filter(step -> step.table().equals(name))
            .forEach(step -> next.addAll(step.reads()));
      }
    }
    return behind;
  }

  /** For a person. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "%s: %s (%s)", table.name(), table.title(), table.titlePt());
    line(text, "%s.", table.grain());
    line(text, "%s", table.definition());
    line(text, "");
    line(
        text,
        "As of %s: %,d rows, written by run %s (%s), which ended %s after %s; Clientela %s",
        run.asOf(),
        output.rows(),
        run.id(),
        run.status(),
        RunTexts.instant(run.endedAt()),
        RunTexts.duration(run.took()),
        run.version());
    line(text, "%s", query());
    line(text, "");
    text.append(
        String.format(
            LINE,
            "made of",
            "format",
            "state",
            "read",
            "admitted",
            "rejected",
            "later",
            "duplicates",
            "business dates, path"));
    inputs.forEach(input -> text.append(line(input)));
    line(text, "");
    steps.forEach(step -> line(text, "  %s", line(step)));
    line(text, "");
    line(text, "settings, fingerprint %s:", run.fingerprint());
    settings().forEach((key, value) -> line(text, "  %s: %s", key, value));
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  /** These rows; after a week Delta refuses to read another version than the newest. */
  private String query() {
    boolean isYoung = Instant.now().isBefore(run.endedAt().plus(READABLE));
    boolean isDelta = output.version().isPresent();
    return String.format(
        "SELECT * FROM %s.`%s`%s WHERE as_of = DATE '%s'",
        isDelta ? "delta" : "parquet",
        path,
        isDelta && isYoung ? " VERSION AS OF " + output.version().getAsLong() : "",
        run.asOf());
  }

  private String line(Run.Input input) {
    Row row = quality.get(input.table());
    List<Object> cells = new ArrayList<>(List.of(input.table(), input.format(), input.state()));
    for (String count : COUNTS) {
      cells.add(row == null ? "" : String.format(Locale.ROOT, "%,d", row.<Long>getAs(count)));
    }
    String dates =
        row == null || row.getAs("first_on") == null
            ? ""
            : row.getAs("first_on") + " to " + row.getAs("last_on") + ", ";
    cells.add(dates + input.path());
    return String.format(LINE, cells.toArray());
  }

  private static String line(Step step) {
    String rows =
        step.rows().isPresent()
            ? String.format(Locale.ROOT, "%,d rows", step.rows().getAsLong())
            : "";
    return String.format(
        Locale.ROOT,
        "%-40s %8.1f s  %16s  from %s",
        step.name(),
        step.seconds(),
        rows,
        String.join(", ", step.reads()));
  }

  /** Those of the run that bear on the table: not the sources and KPIs of others. */
  private Map<String, JsonNode> settings() {
    Map<String, JsonNode> shown = new LinkedHashMap<>();
    run.settings()
        .map(RunTexts::parsed)
        .ifPresent(
            settings ->
                settings
                    .properties()
                    .forEach(
                        entry -> {
                          switch (entry.getKey()) {
                            case "sources" -> sources(entry.getValue(), shown);
                            case "kpis" -> kpi(entry.getValue(), shown);
                            default -> shown.put(entry.getKey(), entry.getValue());
                          }
                        }));
    return shown;
  }

  private void sources(JsonNode sources, Map<String, JsonNode> shown) {
    inputs.stream()
        .filter(input -> sources.has(input.table()))
        .forEach(input -> shown.put("sources." + input.table(), sources.get(input.table())));
  }

  private void kpi(JsonNode kpis, Map<String, JsonNode> shown) {
    kpis.forEach(
        kpi -> {
          if (kpi.path("table").asText().equals(table.name())) {
            shown.put("kpis." + table.name(), kpi);
          }
        });
  }

  /** For a program. */
  public String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", table.name());
    fields.put("title", table.title());
    fields.put("title_pt", table.titlePt());
    fields.put("grain", table.grain());
    fields.put("definition", table.definition());
    fields.put("as_of", run.asOf().toString());
    fields.put("rows", output.rows());
    fields.put("path", path);
    fields.put("query", query());
    fields.put("run", RunTexts.fields(run));
    fields.put("inputs", inputs.stream().map(this::fields).toList());
    fields.put("steps", steps.stream().map(Explanation::fields).toList());
    fields.put("settings", settings());
    return RunTexts.json((Object) fields);
  }

  private Map<String, Object> fields(Run.Input input) {
    Map<String, Object> fields = new LinkedHashMap<>(RunTexts.fields(input));
    Row row = quality.get(input.table());
    COUNTS.forEach(count -> fields.put(count, row == null ? null : row.<Long>getAs(count)));
    return fields;
  }

  private static Map<String, Object> fields(Step step) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("step", step.verb());
    fields.put("table", step.table());
    fields.put("seconds", step.seconds());
    fields.put("rows", step.rows().isPresent() ? step.rows().getAsLong() : null);
    fields.put("reads", step.reads());
    return fields;
  }
}
