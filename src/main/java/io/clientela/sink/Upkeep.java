package io.clientela.sink;

import static org.apache.spark.sql.functions.lit;

import io.clientela.table.Table;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What keeps the tables of a Delta lake small.
 *
 * @param kernel the lake without Spark, where that is possible
 * @param spark the lake with a session, which starts once something has to be done
 * @param isTried only tells what would be done
 */
public record Upkeep(Optional<KernelLake> kernel, Supplier<DeltaLake> spark, boolean isTried) {

  private static final String FILES_KEPT = "delta.deletedFileRetentionDuration";
  private static final String LOG_KEPT = "delta.logRetentionDuration";
  private static final int DAYS_OF_LOG = 30;

  /** Rows and as-of dates that went. */
  public record Dropped(long dates, long rows) {}

  /** Takes the lake, as {@link Lake#open}. */
  public Lease open(String what, Duration patience, Consumer<String> tell) {
    return isTried && kernel.isPresent()
        ? kernel.get().take(what, patience, tell)
        : spark.get().open(what, patience, tell);
  }

  public ReadableLake lake() {
    return kernel.<ReadableLake>map(lake -> lake).orElseGet(spark);
  }

  public boolean exists(Table table) {
    return kernel.map(lake -> lake.exists(table)).orElseGet(() -> spark.get().exists(table));
  }

  /** Deletes the rows of the as-of dates before this one. */
  public Dropped dropBefore(Table table, LocalDate first) {
    Dropped dropped = stored(table).before(first);
    if (!isTried && dropped.rows() > 0) {
      bySpark(table).delta().delete(Table.AS_OF.col().lt(lit(first)));
    }
    return dropped;
  }

  /**
   * The as-of dates whose newest rows are of a run that never succeeded. Who reads by kpi_runs is
   * sent to the version before, whose files are no part of the table any more.
   *
   * @param succeeded ids of runs
   */
  public SortedSet<LocalDate> unfinished(Table table, Set<String> succeeded) {
    SortedSet<LocalDate> unfinished = new TreeSet<>();
    Set<LocalDate> finished = new HashSet<>();
    stored(table)
        .replacements(
            commit -> {
              boolean hasEnded = succeeded.contains(commit.run());
              if (hasEnded) {
                finished.add(commit.asOf());
              } else if (!finished.contains(commit.asOf())) {
                unfinished.add(commit.asOf());
              }
              return !hasEnded || table.keeps() != Table.Keeps.LATEST_AS_OF;
            });
    return unfinished;
  }

  /** Joins the files of each as-of date into one; returns how many there were of such dates. */
  public long compact(Table table) {
    Map<String, Long> files =
        stored(table).paths().stream()
            .collect(
                Collectors.groupingBy(
                    file -> file.substring(0, file.lastIndexOf('/')), Collectors.counting()));
    long joined = files.values().stream().filter(many -> many > 1).mapToLong(many -> many).sum();
    if (!isTried && joined > 0) {
      bySpark(table).delta().optimize().executeCompaction();
    }
    return joined;
  }

  /**
   * Deletes the files that have been no part of the table for so long, and those that a killed run
   * left; returns how many.
   */
  public long vacuum(Table table, Duration age) {
    if (!isTried) {
      remember(table, age);
    }
    long files = stored(table).unneeded(age);
    if (!isTried && files > 0) {
      SparkStored stored = bySpark(table);
      stored.lake().spark().sql(stored.vacuum(age));
    }
    return files;
  }

  /** For Delta forgets after a week that a file was replaced, and takes it for older than it is. */
  private void remember(Table table, Duration age) {
    String files = "interval " + age.toDays() + " days";
    String log = "interval " + Math.max(age.toDays(), DAYS_OF_LOG) + " days";
    Map<String, String> set = stored(table).properties();
    if (!files.equals(set.getOrDefault(FILES_KEPT, "interval 7 days"))) {
      DeltaLake lake = bySpark(table).lake();
      lake.spark()
          .sql(
              String.format(
                  "ALTER TABLE %s SET TBLPROPERTIES ('%s' = '%s', '%s' = '%s')",
                  lake.inSql(table), FILES_KEPT, files, LOG_KEPT, log));
    }
  }

  private StoredTable stored(Table table) {
    return kernel.flatMap(lake -> KernelStored.of(lake, table)).orElseGet(() -> bySpark(table));
  }

  private SparkStored bySpark(Table table) {
    return new SparkStored(spark.get(), table);
  }
}
