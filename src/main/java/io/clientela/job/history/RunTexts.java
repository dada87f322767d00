package io.clientela.job.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Runs as text for people, and as JSON for programs. */
public final class RunTexts {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final String LINE = "%-10s  %-9s  %-20s  %8s  %6s  %-10s  %-12s  %s%n";

  private RunTexts() {}

  /** One line a run. */
  public static String table(List<RecordedRun> runs) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            LINE, "as of", "status", "ended", "took", "tables", "clientela", "settings", "run"));
    for (RecordedRun run : runs) {
      text.append(
          String.format(
              LINE,
              run.asOf(),
              run.status(),
              instant(run.endedAt()),
              duration(run.took()),
              run.outputs().size(),
              run.version(),
              run.fingerprint().substring(0, Math.min(12, run.fingerprint().length())),
              run.id()));
    }
    return text.toString().stripTrailing();
  }

  /** Everything that the runs recorded. */
  public static String json(List<RecordedRun> runs) {
    return json((Object) runs.stream().map(RunTexts::fields).toList());
  }

  static Map<String, Object> fields(RecordedRun run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run_id", run.id());
    fields.put("as_of", run.asOf().toString());
    fields.put("status", run.status());
    fields.put("started_at", run.run().startedAt().toString());
    fields.put("ended_at", run.endedAt().toString());
    fields.put("clientela_version", run.version());
    fields.put("settings_fingerprint", run.fingerprint());
    fields.put("inputs", run.inputs().stream().map(RunTexts::fields).toList());
    fields.put("outputs", run.outputs().stream().map(RunTexts::fields).toList());
    fields.put("settings", run.settings().map(RunTexts::parsed).orElse(null));
    return fields;
  }

  static Map<String, Object> fields(RecordedRun.Input input) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("input", input.table());
    fields.put("path", input.path());
    fields.put("format", input.format());
    fields.put("version", number(input.version()));
    fields.put("files", number(input.files()));
    return fields;
  }

  private static Map<String, Object> fields(RecordedRun.Output output) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", output.table());
    fields.put("version", number(output.version()));
    fields.put("rows", output.rows());
    return fields;
  }

  private static Long number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What can't be parsed stays text. */
  static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(json);
    }
  }

  static String instant(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String duration(Duration time) {
    return time.toMinutes() > 0
        ? String.format("%dm%02ds", time.toMinutes(), time.toSecondsPart())
        : time.toSeconds() + "s";
  }
}
