package io.clientela.e2e;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.CommandLineRunner.Answer;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake with March twice, April and May: what goes, what stays, and who may still read it. */
@Tag("minutes")
final class MaintainTest {

  private static final String DATES = "SELECT DISTINCT as_of FROM t ORDER BY 1";

  @TempDir static Path once;
  @TempDir Path folder;
  private Workplace work;

  @BeforeAll
  static void runs() {
    Workplace before = shop(once);
    for (String asOf : List.of("2024-03-01", "2024-03-01", "2024-04-01", "2024-05-01")) {
      before.says(before.run("--only", "order_value,customer_value", "--as-of", asOf), 0);
    }
  }

  /** Each test has a copy of the lake. */
  @BeforeEach
  void lake() throws IOException {
    work = shop(folder);
    try (Stream<Path> files = Files.walk(once.resolve("lake"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(once.relativize(file)));
      }
    }
  }

  private static Workplace shop(Path folder) {
    Workplace shop = new Workplace(folder);
    shop.file(
        "orders/orders.csv",
        """
        order_id,customer_id,ordered_at,amount
        1,ana,2024-01-05,10
        2,,2024-01-06,20
        """);
    shop.orders("format: csv, options: {header: true}, max-reject-share: 1");
    return shop;
  }

  @Test
  void aDryRunTellsAndDoesNothing() throws IOException {
    old(Duration.ofDays(8));
    Set<Path> before = files();
    Answer answer = work.command("maintain", "--keep-last", "2", "--dry-run");

    work.says(answer, 0, "as-of dates before 2024-04-01 go", "order_value", "Nothing was changed");
    assertEquals(before, files());
    assertTrue(
        answer.out().matches("(?s).*kpi_runs +1 +2 +2 .*"), "two runs of March: " + answer.out());
  }

  @Test
  void oldDatesGoEverywhere() {
    work.says(work.command("maintain", "--keep-last", "2"), 0);

    List<String> kept = List.of("[2024-04-01]", "[2024-05-01]");
    for (String table :
        List.of("order_value", "kpi_runs", "kpi_run_steps", "data_quality", "rejected/orders")) {
      assertEquals(kept, work.rows(table, DATES), table);
    }
    assertEquals(List.of("[2024-05-01]"), work.rows("customer_value", DATES));
    work.says(
        work.command("report", "--out", work.path("r.html"), "--as-of", "2024-03-01"),
        2,
        "There are [2024-04-01, 2024-05-01]");
    work.says(work.command("report", "--out", work.path("r.html"), "--as-of", "2024-04-01"), 0);
  }

  /** What grows by appending has a file a run; joined, each date has one. */
  @Test
  void theRecordsOfADateBecomeOneFileAndFewDatesStayAll() {
    assertEquals(4, work.table("kpi_runs").inputFiles().length);
    List<String> before = work.rows("kpi_runs", "SELECT run_id FROM t ORDER BY 1");
    work.says(work.command("maintain", "--keep-last", "3"), 0);

    assertEquals(3, work.table("kpi_runs").inputFiles().length);
    assertEquals(before, work.rows("kpi_runs", "SELECT run_id FROM t ORDER BY 1"));
    assertEquals(3, work.rows("order_value", DATES).size());
  }

  /** The rows of the first run of March have been no part of the table since the second. */
  @Test
  void onlyFilesThatWereDeadForAWeekAreDeleted() throws IOException {
    Set<Path> before = files();
    work.says(work.command("maintain"), 0);
    Set<Path> young = files();
    assertTrue(young.containsAll(before), "all are younger than a week");

    old(Duration.ofDays(8));
    work.says(work.command("maintain", "--retain-days", "30"), 0);
    assertTrue(files().containsAll(before), "younger than 30 days");

    work.says(work.command("maintain"), 0);
    Set<Path> gone = new TreeSet<>(before);
    gone.removeAll(files());
    assertEquals(
        Set.of(
            "customer_value",
            "kpi_run_steps",
            "kpi_runs",
            "data_quality",
            "order_value",
            "rejected"),
        gone.stream().map(file -> file.getName(0).toString()).collect(Collectors.toSet()));
    work.says(work.command("report", "--out", work.path("r.html"), "--as-of", "2024-03-01"), 0);
  }

  /**
   * Killed before it could say that it ended, a run has replaced what readers are still sent to.
   */
  @Test
  void whatARunThatNeverEndedReplacedStays() throws IOException {
    work.says(work.run("--only", "order_value,customer_value", "--as-of", "2024-05-01"), 0);
    forgetNewestRun();
    old(Duration.ofDays(8));
    Set<Path> before = kpiFiles();
    work.says(
        work.command("maintain", "--keep-last", "3"),
        0,
        "as of 2024-05-01, a run wrote [order_value, customer_value] and never ended",
        "Repeat the run: clientela run --as-of 2024-05-01");
    assertEquals(before, kpiFiles());
    work.says(work.command("report", "--out", work.path("r.html"), "--as-of", "2024-05-01"), 0);

    work.says(work.run("--only", "order_value,customer_value", "--as-of", "2024-05-01"), 0);
    Answer finished = work.command("maintain");
    assertFalse(finished.text().contains("never ended"), finished.text());
    assertFalse(kpiFiles().containsAll(before));
  }

  private void forgetNewestRun() {
    Dataset<Row> runs = work.table("kpi_runs");
    Object newest = runs.agg(max("ended_at")).head().get(0);
    DeltaTable.forPath(runs.sparkSession(), work.path("lake/kpi_runs"))
        .delete(col("ended_at").equalTo(lit(newest)));
  }

  private Set<Path> kpiFiles() throws IOException {
    return files().stream()
        .filter(file -> file.startsWith("order_value") || file.startsWith("customer_value"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatWouldHurtIsRefused() {
    work.says(work.command("maintain", "--retain-days", "1"), 2, "--retain-days: 1", "7 or more");
    work.says(work.command("maintain", "--keep-last", "0"), 2, "--keep-last: 0", "1 or more");
    work.settings("lake-format: parquet\nsources:\n  orders: {path: ROOT/orders, format: csv}\n");
    work.says(work.command("maintain"), 2, "lake-format", "maintain is for Delta");
  }

  /** Data files, from the lake on. */
  private Set<Path> files() throws IOException {
    Path lake = folder.resolve("lake");
    try (Stream<Path> files = Files.walk(lake)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .filter(file -> !file.toString().contains("_delta_log"))
          .map(lake::relativize)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static boolean isNoSum(Path file) {
    return !file.getFileName().toString().startsWith(".");
  }

  /** Everything was so long ago: the files, and what the log says of when they were replaced. */
  private void old(Duration age) throws IOException {
    Instant then = Instant.now().minus(age);
    try (Stream<Path> files = Files.walk(folder.resolve("lake"))) {
      for (Path file : files.filter(Files::isRegularFile).filter(MaintainTest::isNoSum).toList()) {
        if (file.toString().endsWith(".json")) {
          String log = Files.readString(file);
          Files.writeString(
              file,
              log.replaceAll(
                  "\"deletionTimestamp\":\\d+", "\"deletionTimestamp\":" + then.toEpochMilli()));
          Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        }
        Files.setLastModifiedTime(file, FileTime.from(then));
      }
    }
    DeltaLog.clearCache();
  }
}
