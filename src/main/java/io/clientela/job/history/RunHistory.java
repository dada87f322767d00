package io.clientela.job.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.clientela.sink.Lake;
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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The runs of a lake, as they recorded themselves. */
public final class RunHistory {

  private static final int DATES_NAMED = 12;

  private final Lake lake;

  public RunHistory(Lake lake) {
    this.lake = lake;
  }

  /** The newest runs, of one as-of date where one is given; the newest first. */
  public List<Run> newest(int limit, Optional<LocalDate> asOf) {
    return runs(asOf.map(date -> all().where(on(date))).orElseGet(this::all).limit(limit));
  }

  /** The succeeded runs of the as-of date asked for, else of the newest; the newest first. */
  public List<Run> succeeded(Optional<LocalDate> asked) {
    Dataset<Row> succeeded = allSucceeded();
    return runs(succeeded.where(on(among(dates(succeeded), asked))));
  }

  /** The as-of dates of all runs that succeeded, by run id. */
  public Map<String, LocalDate> succeededRuns() {
    return allSucceeded().select(RunTables.RUN_ID.col(), Table.AS_OF.col()).collectAsList().stream()
        .collect(
            Collectors.toMap(
                row -> row.getString(0),
                row -> LocalDate.parse(row.get(1).toString()),
                (one, other) -> one));
  }

  /** What the steps of a run did; none where an older version ran. */
  public List<Step> steps(Run run) {
    return ofRun(RunTables.RUN_STEPS, run)
        .map(rows -> rows.collectAsList().stream().map(Step::of))
        .map(steps -> steps.sorted(Comparator.comparing(Step::startedAt)).toList())
        .orElse(List.of());
  }

  /** The rows of data_quality of a run, by input. */
  public Map<String, Row> quality(Run run) {
    return ofRun(RunTables.DATA_QUALITY, run).map(Dataset::collectAsList).orElse(List.of()).stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("input"), row -> row, (a, b) -> b, LinkedHashMap::new));
  }

  /** Rows that a run wrote about itself. */
  public Optional<Dataset<Row>> ofRun(Table table, Run run) {
    return lake.everyAsOf(table)
        .map(rows -> rows.where(on(run.asOf())).where(RunTables.RUN_ID.col().equalTo(run.id())));
  }

  private Dataset<Row> all() {
    return lake.everyAsOf(RunTables.KPI_RUNS)
        .orElseThrow(() -> none("there is no " + RunTables.KPI_RUNS.name()))
        .orderBy(col("ended_at").desc(), RunTables.RUN_ID.col());
  }

  private Dataset<Row> allSucceeded() {
    return all().where(col("status").equalTo("succeeded"));
  }

  private static Column on(LocalDate date) {
    return Table.AS_OF.col().equalTo(lit(date));
  }

  private static List<Run> runs(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Run::of).toList();
  }

  private static TreeSet<LocalDate> dates(Dataset<Row> runs) {
    TreeSet<LocalDate> dates = new TreeSet<>();
    runs.select(Table.AS_OF.col())
        .distinct()
        .collectAsList()
        .forEach(row -> dates.add(LocalDate.parse(row.getAs(Table.AS_OF.name()).toString())));
    return dates;
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
