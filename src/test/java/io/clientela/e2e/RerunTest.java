package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.CommandLineRunner.Answer;
import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Kpi;
import io.clientela.sink.KernelLake;
import io.clientela.table.LocalRows;
import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four runs into one lake: in March, in March again for some tables, in May, and for March once
 * more in May.
 */
final class RerunTest {

  private static final String CUSTOMER_VALUE = "customer_value";

  /** The tables with a row per customer or attempt. */
  private static final Set<String> LATEST_ONLY = Set.of(CUSTOMER_VALUE, "funnel_attempts");

  /** Both of them and one that keeps snapshots; the backfill writes all of those again. */
  private static final Set<String> AGAIN =
      Set.of(CUSTOMER_VALUE, "funnel_attempts", "cohort_retention");

  @TempDir static Path folder;
  private static Workplace work;
  private static Map<String, List<String>> once;
  private static Map<String, List<String>> twice;
  private static Map<String, List<String>> may;
  private static Map<String, List<String>> afterBackfill;
  private static Answer backfill;

  @BeforeAll
  static void runs() {
    work = new Workplace(folder);
    GrowingShop shop = new GrowingShop(work);
    shop.settings("");
    shop.asOfMarch();
    once = run(GrowingShop.MARCH);
    twice = run(GrowingShop.MARCH, "--only", String.join(",", AGAIN));
    shop.laterOn();
    may = run(GrowingShop.MAY);
    backfill = work.run("--as-of", GrowingShop.MARCH);
    afterBackfill = contents(work);
  }

  private static Map<String, List<String>> run(String asOf, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--as-of", asOf));
    arguments.addAll(List.of(more));
    work.says(work.run(arguments.toArray(String[]::new)), 0);
    return contents(work);
  }

  /**
   * The sorted rows of every KPI table, each with its as-of date first and the names of its
   * columns.
   */
  private static Map<String, List<String>> contents(Workplace lake) {
    KernelLake stored = KernelLake.at(lake.path("lake"));
    Set<String> published = lake.published();
    Map<String, List<String>> contents = new TreeMap<>();
    Catalogue.kpis().stream()
        .map(Kpi::output)
        .filter(table -> published.contains(table.name()))
        .forEach(
            table -> {
              LocalRows rows = stored.fetch(table, Optional.empty()).orElseThrow();
              String columns = " of " + List.of(rows.schema().fieldNames());
              contents.put(
                  table.name(),
                  rows.outside().stream().map(row -> row + columns).sorted().toList());
            });
    assertEquals(published, contents.keySet());
    return contents;
  }

  private static Map<String, List<String>> of(String asOf, Map<String, List<String>> contents) {
    Map<String, List<String>> dated = new TreeMap<>();
    contents.forEach(
        (table, rows) ->
            dated.put(table, rows.stream().filter(row -> row.startsWith("[" + asOf)).toList()));
    return dated;
  }

  private static Map<String, List<String>> snapshots(Map<String, List<String>> contents) {
    Map<String, List<String>> rest = new TreeMap<>(contents);
    rest.keySet().removeAll(LATEST_ONLY);
    return rest;
  }

  @Test
  void aRunPublishesEveryTableOfTheCatalogue() {
    Set<String> all =
        new TreeSet<>(Catalogue.kpis().stream().map(kpi -> kpi.output().name()).toList());

    assertEquals(all, once.keySet());
    once.forEach((table, rows) -> assertFalse(rows.isEmpty(), table));
  }

  @Test
  void aSecondRunLeavesTheSameTables() {
    assertEquals(once, twice);
  }

  @Test
  void anotherAsOfAddsOneSnapshotAndLeavesTheFirst() {
    assertEquals(snapshots(once), snapshots(of(GrowingShop.MARCH, may)));
    of(GrowingShop.MAY, may).forEach((table, rows) -> assertFalse(rows.isEmpty(), table));
  }

  /** Orders from March on and a refund in April are no news for the first of March. */
  @Test
  void aBackfillEqualsTheRunMadeAtTheTime() {
    assertEquals(may, afterBackfill);
  }

  @Test
  void aTableOfCustomersKeepsItsNewestAsOfOnly() {
    assertEquals(4, may.get(CUSTOMER_VALUE).size());
    for (String table : LATEST_ONLY) {
      assertEquals(List.of(), of(GrowingShop.MARCH, may).get(table));
      work.says(backfill, 0, table + " keeps only its latest as-of date, 2024-05-01; not written");
    }
  }

  /**
   * Into a lake that knows no newer date, the backfill of customers equals that of the time too.
   */
  @Test
  void onlyTheTablesAskedForArePublished() {
    Workplace other = new Workplace(folder.resolve("other"));
    work.says(
        work.run(
            "--only", CUSTOMER_VALUE, "--as-of", GrowingShop.MARCH, "--lake", other.path("lake")),
        0);

    assertEquals(Map.of(CUSTOMER_VALUE, once.get(CUSTOMER_VALUE)), contents(other));
  }

  @Test
  void everyRunHasOneRowWithTheVersionsItReadAndWrote() {
    List<String> runs =
        work.rows(
            "kpi_runs",
            "SELECT as_of, status, filter(inputs, i -> i.input = 'orders')[0].version,"
                + " size(outputs), count(*) OVER (PARTITION BY run_id), count(*) OVER (PARTITION BY"
                + " settings_fingerprint) FROM t ORDER BY started_at");

    assertEquals(
        List.of(
            "[2024-03-01,succeeded,0,32,1,4]",
            "[2024-03-01,succeeded,0,3,1,4]",
            "[2024-05-01,succeeded,2,32,1,4]",
            "[2024-03-01,succeeded,2,30,1,4]"),
        runs);
  }

  @Test
  void theVersionsOfARunHoldTheRowsItSays() {
    List<Row> outputs =
        work.table("kpi_runs")
            .selectExpr("as_of", "started_at", "inline(outputs)")
            .orderBy("started_at")
            .collectAsList();

    for (Row output : outputs.subList(0, 10)) {
      long rows =
          Workplace.spark()
              .read()
              .format("delta")
              .option("versionAsOf", output.<Long>getAs("version"))
              .load(work.path("lake/" + output.<String>getAs("table")))
              .count();
      assertEquals(output.<Long>getAs("rows"), rows, output.toString());
    }
  }

  @Test
  void theQualityOfEveryInputAddsUp() {
    assertEquals(
        List.of(
            "[customers,2,2,0,0,0]",
            "[interactions,3,3,0,0,0]",
            "[leads,2,2,0,0,0]",
            "[opportunities,2,2,0,0,0]",
            "[orders,8,6,1,0,1]",
            "[subscriptions,4,4,0,0,0]",
            "[customers,2,2,0,0,0]",
            "[interactions,3,3,0,0,0]",
            "[leads,2,2,0,0,0]",
            "[opportunities,2,2,0,0,0]",
            "[orders,8,6,1,0,1]",
            "[subscriptions,4,4,0,0,0]",
            "[customers,3,3,0,0,0]",
            "[interactions,5,5,0,0,0]",
            "[leads,3,3,0,0,0]",
            "[opportunities,3,3,0,0,0]",
            "[orders,11,9,1,0,1]",
            "[subscriptions,5,5,0,0,0]",
            "[customers,3,2,0,1,0]",
            "[interactions,5,3,0,2,0]",
            "[leads,3,2,0,1,0]",
            "[opportunities,3,2,0,1,0]",
            "[orders,11,6,1,3,1]",
            "[subscriptions,5,4,0,1,0]"),
        runOrder("input, read, admitted, rejected, later, duplicates").stream()
            .filter(counts -> !GrowingService.tables().contains(counts.replaceAll("\\[|,.*", "")))
            .toList());
    assertEquals(
        List.of("[1,1,0]", "[1,1,0]", "[2,2,0]", "[2,1,1]"),
        runOrder("read, admitted, later, input").stream()
            .filter(counts -> counts.contains("tickets"))
            .map(counts -> counts.replace(",tickets", ""))
            .toList());
    assertEquals(
        List.of("[0]"),
        work.rows(
            "data_quality",
            "SELECT count_if(read <> admitted + rejected + later + duplicates) FROM t"));
  }

  private static List<String> runOrder(String columns) {
    work.table("kpi_runs").createOrReplaceTempView("runs");
    return work.rows(
        "data_quality",
        "SELECT "
            + columns
            + " FROM t JOIN (SELECT run_id, started_at FROM runs) USING (run_id)"
            + " ORDER BY started_at, input");
  }

  @Test
  void rejectedRowsAreReplacedToo() {
    assertEquals(
        List.of("[2024-03-01,1]", "[2024-05-01,1]"),
        work.rows("rejected/orders", "SELECT as_of, count(*) FROM t GROUP BY 1 ORDER BY 1"));
  }

  @Test
  void tablesAreDescribedSmallAndReadableByAll() {
    Stream.concat(
            work.published().stream(),
            Stream.of("kpi_runs", "kpi_run_steps", "data_quality", "rejected/orders"))
        .forEach(RerunTest::isWellKept);
  }

  private static void isWellKept(String table) {
    Row detail = DeltaTable.forPath(Workplace.spark(), work.path("lake/" + table)).detail().head();
    assertTrue(detail.<String>getAs("description").length() > 20, table);
    assertEquals(1, detail.<Integer>getAs("minReaderVersion"), table);
    for (StructField column : work.table(table).schema().fields()) {
      assertTrue(
          column.getComment().exists(comment -> comment.length() > 2), table + "." + column.name());
    }
    Map<String, Long> filesByDate =
        Stream.of(work.table(table).inputFiles())
            .collect(
                Collectors.groupingBy(
                    file -> file.replaceAll(".*/as_of=([^/]*)/.*", "$1"), Collectors.counting()));
    boolean grows = Set.of("kpi_runs", "kpi_run_steps", "data_quality").contains(table);
    Map<String, Long> expected = new TreeMap<>(Map.of(GrowingShop.MAY, 1L));
    if (!LATEST_ONLY.contains(table)) {
      expected.put(GrowingShop.MARCH, grows ? 3L : 1L);
    }
    assertEquals(expected, filesByDate, table);
  }
}
