package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.CommandLineRunner;
import io.clientela.CommandLineRunner.Answer;
import io.clientela.kpi.Catalogue;
import io.clientela.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lake as of 2024-12-01 that the version before 1.0 wrote (commit da4d45b, over its demo of 100
 * customers) is read, continued and maintained.
 */
@Tag("minutes")
final class UpgradeTest {

  private static final Path BEFORE = Path.of("src/test/resources/lakes/da4d45b.zip");
  private static final String THEN = "as_of = DATE '2024-12-01'";
  private static final String NOW = "as_of = DATE '2025-01-01'";

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void lake() throws IOException {
    work = new Workplace(folder);
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(BEFORE))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path to = folder.resolve("lake").resolve(entry.getName());
        Files.createDirectories(entry.isDirectory() ? to : to.getParent());
        if (!entry.isDirectory()) {
          Files.copy(zip, to);
        }
      }
    }
    CommandLineRunner.run("demo-data", "--out", work.path("data"), "--customers", "100");
    String demo = Files.readString(Path.of("conf/clientela.yaml"));
    work.file(
        "settings.yaml",
        demo.replace("./demo-data", work.path("data")).replace("./demo-lake", work.path("lake")));
  }

  @Test
  void isReadContinuedAndMaintained() {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    Map<String, List<String>> before = new LinkedHashMap<>();
    for (String table : published()) {
      columns.put(table, List.of(work.table(table).columns()));
      before.put(table, rows(table, columns.get(table), THEN));
    }
    assertTrue(before.size() >= 25, () -> "only " + before.keySet());

    String lake = work.path("lake");
    work.says(CommandLineRunner.run("runs", "--lake", lake), 0, "2024-12-01");
    work.says(CommandLineRunner.run("head", "--lake", lake, "order_value"), 0, "period_start");
    work.says(work.command("explain", "order_value", "--as-of", "2024-12-01"), 0, "2024-12-01");
    work.says(report("2024-12-01"), 0);

    work.says(work.run(), 0, "order_value");
    for (String table : before.keySet()) {
      List<String> then = rows(table, columns.get(table), THEN);
      assertEquals(keepsHistory(table) ? before.get(table) : List.of(), then, table);
    }
    assertTrue(rows("order_value", List.of("orders"), NOW).size() > 10);
    work.says(report("2025-01-01"), 0);

    work.says(work.run("--as-of", "2024-12-01", "--only", "order_value"), 0);
    assertTrue(rows("order_value", List.of("orders"), THEN).size() > 10);

    work.says(work.command("maintain", "--keep-last", "1"), 0);
    for (String table : before.keySet()) {
      assertEquals(List.of(), rows(table, List.of("as_of"), THEN), table);
    }
    work.says(report("2025-01-01"), 0);
  }

  private Answer report(String asOf) {
    return work.command("report", "--as-of", asOf, "--out", work.path("report.html"));
  }

  /** The tables of the catalogue that the lake has. */
  private Set<String> published() {
    Set<String> tables = new TreeSet<>(work.published());
    tables.removeIf(Predicate.not(UpgradeTest::isOfCatalogue));
    return tables;
  }

  private static Stream<Table> catalogue() {
    return Catalogue.kpis().stream().map(kpi -> kpi.output().dated());
  }

  private static boolean isOfCatalogue(String name) {
    return catalogue().anyMatch(table -> table.name().equals(name));
  }

  private static boolean keepsHistory(String name) {
    return catalogue()
        .anyMatch(table -> table.name().equals(name) && table.keeps() != Table.Keeps.LATEST_AS_OF);
  }

  private List<String> rows(String table, List<String> columns, String condition) {
    List<String> named = new ArrayList<>();
    columns.forEach(column -> named.add("`" + column + "`"));
    return work
        .table(table)
        .where(condition)
        .selectExpr(named.toArray(String[]::new))
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }
}
