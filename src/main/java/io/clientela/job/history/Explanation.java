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
    RecordedRun run,
    RecordedRun.Output output,
    List<RecordedRun.Input> inputs,
    List<Step> steps,
    Map<String, Row> quality) {

  private static final Duration READABLE = Duration.ofDays(7);

  /** Of the newest run as of that date that wrote the table. */
  public static Explanation of(
      Table table, String path, RunHistory history, Optional<LocalDate> asOf) {
    List<RecordedRun> runs = history.succeeded(asOf);
    RecordedRun run =
        runs.stream()
            .filter(one -> one.output(table.name()).isPresent())
            .findFirst()
            .orElseThrow(
                () ->
                    Refusal.settings(
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

  /** These rows; after a week Delta refuses to read another version than the newest. */
  String query() {
    boolean isYoung = Instant.now().isBefore(run.endedAt().plus(READABLE));
    boolean isDelta = output.version().isPresent();
    return String.format(
        "SELECT * FROM %s.`%s`%s WHERE as_of = DATE '%s'",
        isDelta ? "delta" : "parquet",
        path,
        isDelta && isYoung ? " VERSION AS OF " + output.version().getAsLong() : "",
        run.asOf());
  }

  /** Those of the run that bear on the table: not the sources and KPIs of others. */
  Map<String, JsonNode> settings() {
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
}
