package io.clientela.job;

import io.clientela.job.history.RecordedRun;
import io.clientela.job.history.RunHistory;
import io.clientela.job.history.RunTables;
import io.clientela.job.settings.Settings;
import io.clientela.kpi.Kpi;
import io.clientela.report.FewRows;
import io.clientela.report.Published;
import io.clientela.report.Published.Shown;
import io.clientela.report.Rows;
import io.clientela.report.SparkRows;
import io.clientela.sink.KernelLake;
import io.clientela.sink.Lake;
import io.clientela.sink.ReadableLake;
import io.clientela.table.LocalRows;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What readers may see of a lake: the whole runs of one as-of date. Each table is shown at the
 * version that the newest run which wrote it left, never at one of a run that is still going.
 */
public final class Publication {

  /** Above, Spark is sooner done with a table. */
  private static final long MOST_ROWS = 1_000_000;

  private final Optional<KernelLake> kernel;
  private final Supplier<Lake> spark;
  private final ReadableLake lake;
  private final Settings settings;

  /**
   * @param kernel the lake without Spark, where that is possible
   * @param spark the lake with a session, which starts once a table needs it
   */
  public Publication(Optional<KernelLake> kernel, Supplier<Lake> spark, Settings settings) {
    this.kernel = kernel;
    this.spark = spark;
    this.lake = kernel.<ReadableLake>map(found -> found).orElseGet(spark);
    this.settings = settings;
  }

  /** The as-of date asked for, else the newest that a run of this lake succeeded with. */
  public Published find(Optional<LocalDate> asked) {
    RunHistory history = new RunHistory(lake);
    List<RecordedRun> runs = history.succeeded(asked);
    RecordedRun newest = runs.get(0);
    Map<String, Shown> shown = tables(runs);
    lake.fetch(RunTables.DATA_QUALITY, Optional.of(newest.asOf()))
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
  private Map<String, Shown> tables(List<RecordedRun> runs) {
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

  private Shown shown(Table table, RecordedRun run) {
    RecordedRun.Output output = run.output(table.name()).orElseThrow();
    return new Shown(
        table,
        lake.path(table),
        output.version(),
        output.rows(),
        run.id(),
        Session.once(() -> rows(table, run.asOf(), output)));
  }

  private Rows rows(Table table, LocalDate asOf, RecordedRun.Output output) {
    return kernel
        .filter(few -> output.rows() <= MOST_ROWS)
        .flatMap(few -> few.at(table, asOf, output.version()))
        .<Rows>map(FewRows::new)
        .orElseGet(() -> SparkRows.of(table, spark.get().at(table, asOf, output.version())));
  }

  private Shown quality(RecordedRun run, LocalRows ofDate) {
    Table table = RunTables.DATA_QUALITY;
    int id = ofDate.schema().fieldIndex(RunTables.RUN_ID.name());
    UTF8String ofRun = UTF8String.fromString(run.id());
    LocalRows rows =
        new LocalRows(
            ofDate.schema(),
            ofDate.rows().stream().filter(row -> ofRun.equals(row.getUTF8String(id))).toList());
    return new Shown(
        table, lake.path(table), OptionalLong.empty(), -1, run.id(), () -> new FewRows(rows));
  }
}
