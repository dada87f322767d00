package io.clientela.job.history;

import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;

/** An explanation as text for a person, and as JSON for a program. */
public final class ExplanationTexts {

  private static final List<String> COUNTS =
      List.of("read", "admitted", "rejected", "later", "duplicates");
  private static final String LINE = "  %-20s %-8s %-14s %14s %14s %10s %10s %10s  %s%n";

  private ExplanationTexts() {}

  public static String text(Explanation explained) {
    Table table = explained.table();
    RecordedRun run = explained.run();
    StringBuilder text = new StringBuilder();
    line(text, "%s: %s (%s)", table.name(), table.title().english(), table.title().portuguese());
    line(text, "%s.", table.grain().english());
    line(text, "%s", table.definition().english());
    line(text, "");
    line(
        text,
        "As of %s: %,d rows, written by run %s (%s), which ended %s after %s; Clientela %s",
        run.asOf(),
        explained.output().rows(),
        run.id(),
        run.status(),
        RunTexts.instant(run.endedAt()),
        RunTexts.duration(run.took()),
        run.version());
    line(text, "%s", explained.query());
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
    explained.inputs().forEach(input -> text.append(line(input, explained.quality())));
    line(text, "");
    explained.steps().forEach(step -> line(text, "  %s", line(step)));
    line(text, "");
    line(text, "settings, fingerprint %s:", run.fingerprint());
    explained.settings().forEach((key, value) -> line(text, "  %s: %s", key, value));
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private static String line(RecordedRun.Input input, Map<String, Row> quality) {
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

  public static String json(Explanation explained) {
    Table table = explained.table();
    RecordedRun run = explained.run();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", table.name());
    table.title().addTo(fields, "title");
    table.grain().addTo(fields, "grain");
    table.definition().addTo(fields, "definition");
    fields.put("as_of", run.asOf().toString());
    fields.put("rows", explained.output().rows());
    fields.put("path", explained.path());
    fields.put("query", explained.query());
    fields.put("run", RunTexts.fields(run));
    fields.put(
        "inputs",
        explained.inputs().stream().map(input -> fields(input, explained.quality())).toList());
    fields.put("steps", explained.steps().stream().map(ExplanationTexts::fields).toList());
    fields.put("settings", explained.settings());
    return RunTexts.json((Object) fields);
  }

  private static Map<String, Object> fields(RecordedRun.Input input, Map<String, Row> quality) {
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
