package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.CommandLineRunner;
import io.clientela.CommandLineRunner.Answer;
import io.clientela.kpi.Catalogue;
import io.clientela.sink.KernelLake;
import io.clientela.table.LocalRows;
import io.clientela.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
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
  private static final LocalDate THEN = LocalDate.of(2024, 12, 1);
  private static final LocalDate NOW = LocalDate.of(2025, 1, 1);

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
    Map<Table, LocalRows> before = new LinkedHashMap<>();
    published().forEach(table -> before.put(table, stored(table, THEN)));
    assertTrue(before.size() >= 25, () -> "only " + before.keySet());
    assertTrue(before.values().stream().noneMatch(rows -> rows.size() == 0));

    String lake = work.path("lake");
    work.says(CommandLineRunner.run("runs", "--lake", lake), 0, "2024-12-01");
    work.says(CommandLineRunner.run("head", "--lake", lake, "order_value"), 0, "period_start");
    work.says(work.command("explain", "order_value", "--as-of", "2024-12-01"), 0, "2024-12-01");
    work.says(report(THEN), 0);

    work.says(work.run(), 0, "order_value");
    before.forEach(
        (table, rows) -> {
          boolean isReplaced = table.keeps() == Table.Keeps.LATEST_AS_OF;
          List<String> columns = List.of(rows.schema().fieldNames());
          assertEquals(
              isReplaced ? List.of() : texts(rows, columns),
              texts(stored(table, THEN), columns),
              table.name());
          assertNotEquals(0, stored(table, NOW).size(), table.name());
        });
    work.says(report(NOW), 0);

    work.says(work.run("--as-of", "2024-12-01", "--only", "order_value"), 0);
    assertNotEquals(
        List.of(), work.rows("order_value", "SELECT 1 FROM t WHERE as_of = '2024-12-01'"));

    work.says(work.command("maintain", "--keep-last", "1"), 0);
    before.keySet().forEach(table -> assertEquals(0, stored(table, THEN).size(), table.name()));
    work.says(report(NOW), 0);
  }

  private Answer report(LocalDate asOf) {
    return work.command("report", "--as-of", asOf.toString(), "--out", work.path("report.html"));
  }

  /** The tables of the catalogue that the lake has. */
  private List<Table> published() {
    Set<String> names = work.published();
    return Catalogue.kpis().stream()
        .map(kpi -> kpi.output().dated())
        .filter(table -> names.contains(table.name()))
        .toList();
  }

  private LocalRows stored(Table table, LocalDate asOf) {
    return KernelLake.at(work.path("lake")).fetch(table, Optional.of(asOf)).orElseThrow();
  }

  /** The rows in these columns, sorted. */
  private static List<String> texts(LocalRows rows, List<String> columns) {
    List<String> names = List.of(rows.schema().fieldNames());
    int[] places = columns.stream().mapToInt(names::indexOf).toArray();
    return rows.outside().stream()
        .map(row -> IntStream.of(places).mapToObj(row::get).toList().toString())
        .sorted()
        .toList();
  }
}
