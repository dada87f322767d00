package io.clientela.job.history;

import io.clientela.sink.ReadableLake;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/** The runs of a lake, as they recorded themselves. */
public final class RunHistory {

  private static final int DATES_NAMED = 12;

  private static final Comparator<RecordedRun> NEWEST_FIRST =
      Comparator.comparing(RecordedRun::endedAt).reversed().thenComparing(RecordedRun::id);

  private final ReadableLake lake;

  public RunHistory(ReadableLake lake) {
    this.lake = lake;
  }

  /** The newest runs, of one as-of date where one is given; the newest first. */
  public List<RecordedRun> newest(int limit, Optional<LocalDate> asOf) {
    return all(asOf).limit(limit).toList();
  }

  /** The succeeded runs of the as-of date asked for, else of the newest; the newest first. */
  public List<RecordedRun> succeeded(Optional<LocalDate> asked) {
    List<RecordedRun> succeeded = all(Optional.empty()).filter(RecordedRun::isSucceeded).toList();
    LocalDate asOf = among(dates(succeeded), asked);
    return succeeded.stream().filter(run -> run.asOf().equals(asOf)).toList();
  }

  /** The as-of dates of all runs that succeeded, by run id. */
  public Map<String, LocalDate> succeededRuns() {
    return all(Optional.empty())
        .filter(RecordedRun::isSucceeded)
        .collect(Collectors.toMap(RecordedRun::id, RecordedRun::asOf, (one, other) -> one));
  }

  /** What the steps of a run did; none where an older version ran. */
  public List<Step> steps(RecordedRun run) {
    return ofRun(RunTables.RUN_STEPS, run).stream()
        .map(Step::of)
        .sorted(Comparator.comparing(Step::startedAt))
        .toList();
  }

  /** The rows of data_quality of a run, by input. */
  public Map<String, Row> quality(RecordedRun run) {
    return ofRun(RunTables.DATA_QUALITY, run).stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("input"), row -> row, (a, b) -> b, LinkedHashMap::new));
  }

  /** Rows that a run wrote about itself. */
  private List<Row> ofRun(Table table, RecordedRun run) {
    return lake.fetch(table, Optional.of(run.asOf())).stream()
        .flatMap(rows -> rows.outside().stream())
        .filter(row -> run.id().equals(row.getAs(RunTables.RUN_ID.name())))
        .toList();
  }

  private Stream<RecordedRun> all(Optional<LocalDate> asOf) {
    return lake
        .fetch(RunTables.KPI_RUNS, asOf)
        .orElseThrow(() -> none("there is no " + RunTables.KPI_RUNS.name()))
        .outside()
        .stream()
        .map(RecordedRun::of)
        .sorted(NEWEST_FIRST);
  }

  private static TreeSet<LocalDate> dates(List<RecordedRun> runs) {
    return runs.stream().map(RecordedRun::asOf).collect(Collectors.toCollection(TreeSet::new));
  }

  private LocalDate among(TreeSet<LocalDate> dates, Optional<LocalDate> asked) {
    if (dates.isEmpty()) {
      throw none("no run has succeeded");
    }
    if (asked.isPresent() && !dates.contains(asked.get())) {
      List<LocalDate> newest = dates.descendingSet().stream().limit(DATES_NAMED).sorted().toList();
      throw Refusal.settings(
          String.format(
              "lake: no run as of %s has succeeded in %s. There are %s%s; choose one (--as-of), or"
                  + " run clientela run --as-of %s first",
              asked.get(),
              lake.root(),
              newest,
              dates.size() > newest.size()
                  ? " and " + (dates.size() - newest.size()) + " older"
                  : "",
              asked.get()));
    }
    return asked.orElse(dates.last());
  }

  private Refusal none(String what) {
    return Refusal.settings(
        String.format(
            "lake: %s: %s. Check lake (--lake), or run clientela run first", lake.root(), what));
  }
}
