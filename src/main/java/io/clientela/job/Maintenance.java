package io.clientela.job;

import io.clientela.job.history.RunHistory;
import io.clientela.job.history.RunTables;
import io.clientela.kpi.Catalogue;
import io.clientela.sink.DeltaLake;
import io.clientela.sink.Lease;
import io.clientela.sink.Upkeep;
import io.clientela.sink.Upkeep.Dropped;
import io.clientela.table.Table;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * Keeps a lake small.
 *
 * @param keepLast as-of dates that stay; none = all
 * @param retention age from which files that are no longer part of a table go
 * @param isTried only tells what would be done
 */
public record Maintenance(
    SparkSession spark,
    DeltaLake lake,
    OptionalInt keepLast,
    Duration retention,
    boolean isTried,
    Progress progress) {

  private static final String LINE = "%-28s %8s %12s %14s %14s%n";

  /** Does it, and tells table by table what was done. */
  public String run() {
    try (Lease lease = lake.open("maintenance", Duration.ZERO, progress::say)) {
      Upkeep upkeep = new Upkeep(spark, lake, isTried);
      List<Table> tables = tables().stream().filter(upkeep::exists).toList();
      Optional<LocalDate> first = firstKept();
      progress.expect(tables.size());
      StringBuilder text = new StringBuilder();
      first.ifPresent(date -> text.append("as-of dates before " + date + " go\n"));
      text.append(
          String.format(LINE, "table", "dates", "rows gone", "files joined", "files deleted"));
      for (Table table : tables) {
        progress.step("maintain " + table.name());
        spark.sparkContext().setJobDescription("maintain " + table.name());
        text.append(line(table, upkeep, first));
        lease.require();
      }
      return text.toString().stripTrailing();
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  private String line(Table table, Upkeep upkeep, Optional<LocalDate> first) {
    Dropped dropped = first.map(date -> upkeep.dropBefore(table, date)).orElse(new Dropped(0, 0));
    return String.format(
        Locale.ROOT,
        LINE,
        table.name(),
        number(dropped.dates()),
        number(dropped.rows()),
        number(grows(table) ? upkeep.compact(table) : 0),
        number(upkeep.vacuum(table, retention)));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /**
   * Others are written whole, in as few files as they need, and read at the version of their run:
   * joined, that version would outlive its files.
   */
  private static boolean grows(Table table) {
    return RunTables.all(List.of()).contains(table);
  }

  /** What tells of runs first, so that nobody is sent to rows that are gone. */
  private static List<Table> tables() {
    List<Table> tables = new ArrayList<>(RunTables.all(Catalogue.inputNames()));
    Catalogue.kpis().forEach(kpi -> tables.add(kpi.output().dated()));
    return tables;
  }

  private Optional<LocalDate> firstKept() {
    if (keepLast.isEmpty()) {
      return Optional.empty();
    }
    TreeSet<LocalDate> dates = new RunHistory(lake).succeededDates();
    return dates.descendingSet().stream()
        .limit(keepLast.getAsInt())
        .reduce((newer, older) -> older)
        .filter(oldest -> oldest.isAfter(dates.first()));
  }
}
