package io.clientela.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.clientela.job.settings.Settings;
import io.clientela.kpi.Kpi;
import io.clientela.report.Published;
import io.clientela.report.Published.Shown;
import io.clientela.sink.Lake;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What readers may see of a lake: the whole runs of one as-of date. Each table is shown at the
 * version that the newest run which wrote it left, never at one of a run that is still going.
 */
public final class Publication {

  private static final int DATES_NAMED = 12;

  private final Lake lake;
  private final Settings settings;

  public Publication(Lake lake, Settings settings) {
    this.lake = lake;
    this.settings = settings;
  }

  /** The as-of date asked for, else the newest that a run of this lake succeeded with. */
  public Published find(Optional<LocalDate> asked) {
    Dataset<Row> succeeded =
        lake.everyAsOf(RunTables.KPI_RUNS)
            .orElseThrow(() -> none("there is no " + RunTables.KPI_RUNS.name()))
            .where(col("status").equalTo("succeeded"));
    LocalDate asOf = among(asOfDates(succeeded), asked);
    List<Row> runs =
        succeeded
            .where(Table.AS_OF.col().equalTo(lit(asOf)))
            .orderBy(col("ended_at").desc(), RunTables.RUN_ID.col())
            .collectAsList();
    return new Published(
        asOf,
        run(runs.get(0)),
        settings.currency(),
        settings.timeZone(),
        settings.dimensions(),
        settings.kpis(),
        shown(runs, asOf),
        Plan.of(settings, Set.of()).skipped());
  }

  private LocalDate among(TreeSet<LocalDate> dates, Optional<LocalDate> asked) {
    if (dates.isEmpty()) {
      throw none("no run has succeeded");
    }
    if (asked.isPresent() && !dates.contains(asked.get())) {
      List<LocalDate> newest = dates.descendingSet().stream().limit(DATES_NAMED).sorted().toList();
      throw Refusal.storage(
          String.format(
              "lake: no run as of %s has succeeded in %s. There are %s%s; choose one (--as-of), or"
                  + " run clientela run --as-of %s first",
              asked.get(),
              lake.path(RunTables.KPI_RUNS).replaceFirst("/[^/]*$", ""),
              newest,
              dates.size() > newest.size()
                  ? " and " + (dates.size() - newest.size()) + " older"
                  : "",
              asked.get()));
    }
    return asked.orElse(dates.last());
  }

  private static TreeSet<LocalDate> asOfDates(Dataset<Row> runs) {
    TreeSet<LocalDate> dates = new TreeSet<>();
    runs.select(Table.AS_OF.col())
        .distinct()
        .collectAsList()
        .forEach(row -> dates.add(LocalDate.parse(row.getAs(Table.AS_OF.name()).toString())));
    return dates;
  }

  private static Published.Run run(Row row) {
    return new Published.Run(
        row.getAs(RunTables.RUN_ID.name()),
        row.<Timestamp>getAs("ended_at").toInstant(),
        row.getAs("clientela_version"));
  }

  private Map<String, Shown> shown(List<Row> runs, LocalDate asOf) {
    Map<String, Shown> shown = new LinkedHashMap<>();
    for (Kpi kpi : settings.kpis()) {
      Table table = kpi.output().dated();
      written(runs, table.name())
          .ifPresent(output -> shown.put(table.name(), shown(table, output, asOf)));
    }
    Table quality = RunTables.DATA_QUALITY;
    String newest = runs.get(0).getAs(RunTables.RUN_ID.name());
    lake.everyAsOf(quality)
        .map(rows -> rows.where(RunTables.RUN_ID.col().equalTo(newest)))
        .ifPresent(
            rows ->
                shown.put(
                    quality.name(),
                    new Shown(
                        quality,
                        lake.path(quality),
                        OptionalLong.empty(),
                        -1,
                        newest,
                        () -> rows)));
    return shown;
  }

  /** A table is opened once, by the first section that asks. */
  private static Supplier<Dataset<Row>> once(Supplier<Dataset<Row>> open) {
    Map<String, Dataset<Row>> opened = new ConcurrentHashMap<>();
    return () -> opened.computeIfAbsent("", key -> open.get());
  }

  private record Output(String runId, OptionalLong version, long rows) {}

  private Shown shown(Table table, Output output, LocalDate asOf) {
    return new Shown(
        table,
        lake.path(table),
        output.version(),
        output.rows(),
        output.runId(),
        once(() -> lake.at(table, asOf, output.version())));
  }

  /** What the newest run that wrote the table says of it. */
  private static Optional<Output> written(List<Row> runs, String table) {
    for (Row run : runs) {
      for (Row output : run.<Row>getList(run.fieldIndex("outputs"))) {
        if (table.equals(output.getAs("table"))) {
          Long version = output.getAs("version");
          return Optional.of(
              new Output(
                  run.getAs(RunTables.RUN_ID.name()),
                  version == null ? OptionalLong.empty() : OptionalLong.of(version),
                  output.<Long>getAs("rows")));
        }
      }
    }
    return Optional.empty();
  }

  private Refusal none(String what) {
    return Refusal.storage(
        String.format(
            "lake: %s: %s. Check lake (--lake), or run clientela run first",
            lake.path(RunTables.KPI_RUNS).replaceFirst("/[^/]*$", ""), what));
  }
}
