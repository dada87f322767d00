package io.clientela.job.history;

import io.clientela.table.Table;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;

/**
 * One row of {@link RunTables#KPI_RUNS}.
 *
 * @param settings as JSON; none of a run of an older version
 */
public record RecordedRun(
    Run run,
    String status,
    Instant endedAt,
    String version,
    String fingerprint,
    List<Input> inputs,
    List<Output> outputs,
    Optional<String> settings) {

  /**
   * What was read.
   *
   * @param version of a Delta table
   * @param files data files of other formats
   */
  public record Input(
      String table, String path, String format, OptionalLong version, OptionalLong files) {

    private static Input of(Row row) {
      return new Input(
          row.getAs("input"),
          row.getAs("path"),
          row.getAs("format"),
          number(row, "version"),
          number(row, "files"));
    }

    /** Version or number of files. */
    public String state() {
      return version.isPresent()
          ? "version " + version.getAsLong()
          : files.isPresent() ? files.getAsLong() + " files" : "";
    }
  }

  /** What was written; the version is that of a Delta table. */
  public record Output(String table, OptionalLong version, long rows) {

    private static Output of(Row row) {
      return new Output(row.getAs("table"), number(row, "version"), row.<Long>getAs("rows"));
    }
  }

  static RecordedRun of(Row row) {
    boolean hasSettings = Arrays.asList(row.schema().fieldNames()).contains("settings");
    return new RecordedRun(
        new Run(
            row.getAs(RunTables.RUN_ID.name()),
            LocalDate.parse(row.getAs(Table.AS_OF.name()).toString()),
            row.<Timestamp>getAs("started_at").toInstant()),
        row.getAs("status"),
        row.<Timestamp>getAs("ended_at").toInstant(),
        row.getAs("clientela_version"),
        row.getAs("settings_fingerprint"),
        row.<Row>getList(row.fieldIndex("inputs")).stream().map(Input::of).toList(),
        row.<Row>getList(row.fieldIndex("outputs")).stream().map(Output::of).toList(),
        hasSettings ? Optional.ofNullable(row.<String>getAs("settings")) : Optional.empty());
  }

  public String id() {
    return run.id();
  }

  public LocalDate asOf() {
    return run.asOf();
  }

  public boolean isSucceeded() {
    return "succeeded".equals(status);
  }

  public Duration took() {
    return Duration.between(run.startedAt(), endedAt);
  }

  public Optional<Output> output(String table) {
    return outputs.stream().filter(output -> output.table().equals(table)).findFirst();
  }

  private static OptionalLong number(Row row, String column) {
    Long value = row.getAs(column);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
