package io.clientela.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;

import io.clientela.table.Table;
import io.delta.tables.DeltaTable;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What keeps the tables of a Delta lake small; tried, it only tells what it would do. */
public record Upkeep(SparkSession spark, DeltaLake lake, boolean isTried) {

  /** Of a table that has a folder per as-of date; Spark's default makes thousands of tasks. */
  private static final String TASKS_OF_LISTING =
      "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  private static final String IGNORES_RETAIN =
      "spark.databricks.delta.vacuum.retentionWindowIgnore.enabled";
  private static final String FILES_KEPT = "delta.deletedFileRetentionDuration";
  private static final String LOG_KEPT = "delta.logRetentionDuration";
  private static final int DAYS_OF_LOG = 30;

  public Upkeep {
    spark.conf().set(TASKS_OF_LISTING, 8);
    spark.conf().set(IGNORES_RETAIN, false);
  }

  /** Rows and as-of dates that went. */
  public record Dropped(long dates, long rows) {}

  public boolean exists(Table table) {
    return DeltaTable.isDeltaTable(spark, lake.path(table));
  }

  /** Deletes the rows of the as-of dates before this one. */
  public Dropped dropBefore(Table table, LocalDate first) {
    DeltaTable stored = DeltaTable.forPath(spark, lake.path(table));
    Column isOld = Table.AS_OF.col().lt(lit(first));
    Row old =
        stored.toDF().where(isOld).agg(countDistinct(Table.AS_OF.col()), count(lit(1))).head();
    Dropped dropped = new Dropped(old.getLong(0), old.getLong(1));
    if (!isTried && dropped.rows() > 0) {
      stored.delete(isOld);
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
    for (Row commit : replacements(table)) {
      LocalDate asOf = asOf(commit.getString(0));
      boolean hasEnded = succeeded.contains(commit.getString(1));
      if (hasEnded && table.keeps() == Table.Keeps.LATEST_AS_OF) {
        break;
      } else if (hasEnded) {
        finished.add(asOf);
      } else if (!finished.contains(asOf)) {
        unfinished.add(asOf);
      }
    }
    return unfinished;
  }

  /**
   * Which rows runs replaced, and the ids of these runs, as far back as Delta knows; newest first.
   */
  private List<Row> replacements(Table table) {
    Column said = col("userMetadata");
    Column replaced = col("operationParameters").getItem("predicate");
    return DeltaTable.forPath(spark, lake.path(table))
        .history()
        .where(said.startsWith(DeltaLake.COMMIT_OF_RUN).and(replaced.isNotNull()))
        .orderBy(col("version").desc())
        .select(replaced, substring(said, DeltaLake.COMMIT_OF_RUN.length() + 1, Integer.MAX_VALUE))
        .collectAsList();
  }

  /** Of a condition such as {@code as_of = DATE '2025-01-01'}. */
  private static LocalDate asOf(String condition) {
    String quoted = condition.substring(condition.indexOf('\'') + 1);
    return LocalDate.parse(quoted.substring(0, quoted.indexOf('\'')));
  }

  /** Joins the files of each as-of date into one; returns how many there were of such dates. */
  public long compact(Table table) {
    Map<String, Long> files =
        Stream.of(spark.read().format("delta").load(lake.path(table)).inputFiles())
            .collect(
                Collectors.groupingBy(
                    file -> file.substring(0, file.lastIndexOf('/')), Collectors.counting()));
    long joined = files.values().stream().filter(many -> many > 1).mapToLong(many -> many).sum();
    if (!isTried && joined > 0) {
      DeltaTable.forPath(spark, lake.path(table)).optimize().executeCompaction();
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
    String statement = "VACUUM " + lake.inSql(table) + " RETAIN " + age.toHours() + " HOURS";
    long files = spark.sql(statement + " DRY RUN").count();
    if (!isTried && files > 0) {
      spark.sql(statement);
    }
    return files;
  }

  /** For Delta forgets after a week that a file was replaced, and takes it for older than it is. */
  private void remember(Table table, Duration age) {
    String files = "interval " + age.toDays() + " days";
    String log = "interval " + Math.max(age.toDays(), DAYS_OF_LOG) + " days";
    Row detail = DeltaTable.forPath(spark, lake.path(table)).detail().head();
    Map<String, String> set = detail.getJavaMap(detail.fieldIndex("properties"));
    if (!files.equals(set.getOrDefault(FILES_KEPT, "interval 7 days"))) {
      spark.sql(
          String.format(
              "ALTER TABLE %s SET TBLPROPERTIES ('%s' = '%s', '%s' = '%s')",
              lake.inSql(table), FILES_KEPT, files, LOG_KEPT, log));
    }
  }
}
