package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    Map<Table, List<String>> columns = new LinkedHashMap<>();
    Map<Table, List<String>> before = new LinkedHashMap<>();
    for (Table table : published()) {
      columns.put(table, List.of(work.table(table.name()).columns()));
      before.put(table, rows(table, columns.get(table), THEN));
    }
    assertTrue(before.size() >= 25, () -> "only " + before.keySet());
    assertTrue(before.values().stream().noneMatch(List::isEmpty));

    String lake = work.path("lake");
    work.says(CommandLineRunner.run("runs", "--lake", lake), 0, "2024-12-01");
    work.says(CommandLineRunner.run("head", "--lake", lake, "order_value"), 0, "period_start");
    work.says(work.command("explain", "order_value", "--as-of", "2024-12-01"), 0, "2024-12-01");
    work.says(report(THEN), 0);

    work.says(work.run(), 0, "order_value");
    before.forEach(
        (table, rows) -> {
          boolean isReplaced = table.keeps() == Table.Keeps.LATEST_AS_OF;
          List<String> then = rows(table, columns.get(table), THEN);
          assertEquals(isReplaced ? List.of() : rows, then, table.name());
          assertFalse(rows(table, columns.get(table), NOW).isEmpty(), table.name());
        });
    work.says(report(NOW), 0);

    work.says(work.run("--as-of", "2024-12-01", "--only", "order_value"), 0);
    work.says(work.command("maintain", "--keep-last", "1"), 0);
    for (Table table : before.keySet()) {
      assertEquals(List.of(), rows(table, columns.get(table), THEN), table.name());
    }
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

  private List<String> rows(Table table, List<String> columns, LocalDate asOf) {
    LocalRows rows = KernelLake.at(work.path("lake")).fetch(table, Optional.of(asOf)).orElseThrow();
    int[] places =
        columns.stream().mapToInt(List.of(rows.schema().fieldNames())::indexOf).toArray();
    return rows.outside().stream()
        .map(row -> IntStream.of(places).mapToObj(row::get).toList().toString())
        .sorted()
        .toList();
  }
}
