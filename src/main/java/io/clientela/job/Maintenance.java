package io.clientela.job;

import io.clientela.job.history.RunHistory;
import io.clientela.job.history.RunTables;
import io.clientela.kpi.Catalogue;
import io.clientela.sink.Lease;
import io.clientela.sink.Upkeep;
import io.clientela.sink.Upkeep.Dropped;
import io.clientela.table.Table;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keeps a lake small.
 *
 * @param keepLast as-of dates that stay; none = all
 * @param retention age from which files that are no longer part of a table go
 */
public record Maintenance(
    Upkeep upkeep, OptionalInt keepLast, Duration retention, Progress progress) {

  private static final String LINE = "%-28s %8s %12s %14s %14s%n";
  private static final String UNFINISHED =
      "as of %s, a run wrote %s and never ended: their readers are sent to the versions before, so"
          + " no file of these tables is deleted. Repeat the run: clientela run --as-of %s%n";

  /** Does it, and tells table by table what was done. */
  public String run() {
    try (Lease lease = upkeep.open("maintenance", Duration.ZERO, progress::say)) {
      List<Table> tables = tables().stream().filter(upkeep::exists).toList();
      Map<String, LocalDate> runs = new RunHistory(upkeep.lake()).succeededRuns();
      SortedSet<LocalDate> dates = new TreeSet<>(runs.values());
      Optional<LocalDate> first = firstKept(dates);
      Map<LocalDate, List<String>> unfinished = new TreeMap<>();
      progress.expect(tables.size());
      StringBuilder text = new StringBuilder();
      first.ifPresent(date -> text.append("as-of dates before " + date + " go\n"));
      text.append(
          String.format(LINE, "table", "dates", "rows gone", "files joined", "files deleted"));
      for (Table table : tables) {
        progress.step("maintain " + table.name());
        SortedSet<LocalDate> open = open(table, runs.keySet(), dates);
        open.forEach(
            asOf -> unfinished.computeIfAbsent(asOf, any -> new ArrayList<>()).add(table.name()));
        text.append(line(table, first, open.isEmpty()));
        lease.require();
      }
      unfinished.forEach(
          (asOf, which) -> text.append(String.format(UNFINISHED, asOf, which, asOf)));
      return text.toString().stripTrailing();
    }
  }

  /** Dates before the first one that is in the lake were dropped with what tells of their runs. */
  private SortedSet<LocalDate> open(
      Table table, Set<String> succeeded, SortedSet<LocalDate> dates) {
    if (tellsOfRuns(table) || dates.isEmpty()) {
      return new TreeSet<>();
    }
    return upkeep.unfinished(table, succeeded).tailSet(dates.first());
  }

  private String line(Table table, Optional<LocalDate> first, boolean mayDeleteFiles) {
    Dropped dropped = first.map(date -> upkeep.dropBefore(table, date)).orElse(new Dropped(0, 0));
    return String.format(
        Locale.ROOT,
        LINE,
        table.name(),
        number(dropped.dates()),
        number(dropped.rows()),
        number(grows(table) ? upkeep.compact(table) : 0),
        number(mayDeleteFiles ? upkeep.vacuum(table, retention) : 0));
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

  private static boolean tellsOfRuns(Table table) {
    return RunTables.all(Catalogue.inputNames()).contains(table);
  }

  /** What tells of runs first, so that nobody is sent to rows that are gone. */
  private static List<Table> tables() {
    List<Table> tables = new ArrayList<>(RunTables.all(Catalogue.inputNames()));
    Catalogue.kpis().forEach(kpi -> tables.add(kpi.output().dated()));
    return tables;
  }

  private Optional<LocalDate> firstKept(SortedSet<LocalDate> dates) {
    return keepLast.isPresent() && keepLast.getAsInt() < dates.size()
        ? dates.stream().skip(dates.size() - keepLast.getAsInt()).findFirst()
        : Optional.empty();
  }
}
