package io.clientela.job;

import static org.apache.spark.sql.functions.lit;

import io.clientela.job.history.Run;
import io.clientela.job.history.RunHistory;
import io.clientela.job.history.RunTables;
import io.clientela.job.settings.Settings;
import io.clientela.kpi.Kpi;
import io.clientela.report.Published;
import io.clientela.report.Published.Shown;
import io.clientela.sink.Lake;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What readers may see of a lake: the whole runs of one as-of date. Each table is shown at the
 * version that the newest run which wrote it left, never at one of a run that is still going.
 */
public final class Publication {

  private final Lake lake;
  private final Settings settings;

  public Publication(Lake lake, Settings settings) {
    this.lake = lake;
    this.settings = settings;
  }

  /** The as-of date asked for, else the newest that a run of this lake succeeded with. */
  public Published find(Optional<LocalDate> asked) {
    RunHistory history = new RunHistory(lake);
    List<Run> runs = history.succeeded(asked);
    Run newest = runs.get(0);
    Map<String, Shown> shown = tables(runs);
    lake.everyAsOf(RunTables.DATA_QUALITY)
        .ifPresent(rows -> shown.put(RunTables.DATA_QUALITY.name(), quality(newest, rows)));
    return new Published(
        newest.asOf(),
        new Published.Run(newest.id(), newest.endedAt(), newest.version()),
        settings.currency(),
        settings.timeZone(),
        settings.dimensions(),
        settings.kpis(),
        shown,
        Plan.of(settings, Set.of()).skipped());
  }

  /** Each as the newest run that wrote it left it. */
  private Map<String, Shown> tables(List<Run> runs) {
    Map<String, Shown> shown = new LinkedHashMap<>();
    for (Kpi kpi : settings.kpis()) {
      Table table = kpi.output().dated();
      runs.stream()
          .filter(run -> run.output(table.name()).isPresent())
          .findFirst()
          .ifPresent(run -> shown.put(table.name(), shown(table, run)));
    }
    return shown;
  }

  private Shown shown(Table table, Run run) {
    Run.Output output = run.output(table.name()).orElseThrow();
    return new Shown(
        table,
        lake.path(table),
        output.version(),
        output.rows(),
        run.id(),
        once(() -> lake.at(table, run.asOf(), output.version())));
  }

  private Shown quality(Run run, Dataset<Row> all) {
    Table table = RunTables.DATA_QUALITY;
    Dataset<Row> rows =
        all.where(Table.AS_OF.col().equalTo(lit(run.asOf())))
            .where(RunTables.RUN_ID.col().equalTo(run.id()));
    return new Shown(table, lake.path(table), OptionalLong.empty(), -1, run.id(), () -> rows);
  }

  /** A table is opened once, by the first section that asks. */
  private static Supplier<Dataset<Row>> once(Supplier<Dataset<Row>> open) {
    Map<String, Dataset<Row>> opened = new ConcurrentHashMap<>();
    return () -> opened.computeIfAbsent("", key -> open.get());
  }
}
