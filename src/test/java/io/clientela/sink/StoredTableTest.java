package io.clientela.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.sink.StoredTable.Replacement;
import io.clientela.sink.Upkeep.Dropped;
import io.clientela.table.Field;
import io.clientela.table.LocalRows;
import io.clientela.table.Table;
import io.clientela.testing.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of many runs, some of whose files are of no use any more. */
final class StoredTableTest {

  private static final Table VISITS =
      Table.named("visits")
          .key(Table.AS_OF, Field.label("shop", ""))
          .values(Field.count("visits", ""))
          .definedBy("");
  private static final LocalDate FIRST = LocalDate.of(2024, 3, 1);

  @TempDir Path folder;
  private Path table;

  /** Replaced and appended rows, a checkpoint, and what killed runs left. */
  @BeforeEach
  void runs() throws IOException {
    table = folder.resolve("visits");
    for (int run = 0; run < 13; run++) {
      DeltaLake lake = lake("run " + run);
      LocalDate asOf = FIRST.plusDays(run % 4);
      lake.replace(VISITS, rows(asOf, run + 1), asOf);
      if (run % 5 == 0) {
        lake.append(VISITS, rows(asOf, 2), asOf);
      }
    }
    Files.writeString(table.resolve("as_of=2024-03-01/orphan.parquet"), "old");
    Files.writeString(table.resolve("as_of=2024-03-02/.hidden"), "old");
    Files.createDirectories(table.resolve("as_of=2024-02-01/empty"));
    makeOld();
    Files.createDirectories(table.resolve("as_of=2024-02-02"));
    Files.writeString(table.resolve("as_of=2024-02-02/young.parquet"), "new");
    DeltaLog.clearCache();
  }

  @Test
  void kernelFindsWhatSparkFinds() {
    StoredTable kernel = KernelStored.of(KernelLake.at(folder.toString()), VISITS).orElseThrow();
    StoredTable spark = new SparkStored(lake(""), VISITS);

    for (int days : List.of(7, 9)) {
      Duration age = Duration.ofDays(days);
      assertEquals(spark.unneeded(age), kernel.unneeded(age), days + " days");
    }
    assertTrue(kernel.unneeded(Duration.ofDays(7)) > 7);
    LocalDate third = FIRST.plusDays(2);
    assertEquals(spark.before(third), kernel.before(third));
    assertEquals(new Dropped(1, 13), kernel.before(FIRST.plusDays(1)));
    assertEquals(spark.properties(), kernel.properties());
    assertEquals(spark.paths().size(), kernel.paths().size());
    assertEquals(replacements(spark), replacements(kernel));
    assertEquals(new Replacement(FIRST, "run 12"), replacements(kernel).get(0));
  }

  @Test
  void laterFeaturesAreForSpark() {
    Sessions.utc()
        .sql(
            "ALTER TABLE delta.`"
                + table
                + "` SET TBLPROPERTIES ('delta.enableDeletionVectors' = true)");

    assertEquals(Optional.empty(), KernelStored.of(KernelLake.at(folder.toString()), VISITS));
  }

  private DeltaLake lake(String run) {
    return new DeltaLake(Sessions.utc(), folder.toString(), Optional.empty(), run);
  }

  private static LocalRows rows(LocalDate asOf, int many) {
    return LocalRows.of(
        VISITS.schema(new StructType()),
        Stream.iterate(0, i -> i < many, i -> i + 1)
            .map(i -> RowFactory.create(Date.valueOf(asOf), "shop " + i, 1L))
            .toList());
  }

  private static List<Replacement> replacements(StoredTable stored) {
    List<Replacement> all = new ArrayList<>();
    stored.replacements(all::add);
    return all;
  }

  /** Files and what the log says of them, but for the checkpoint. */
  private void makeOld() throws IOException {
    Instant then = Instant.now().minus(Duration.ofDays(8));
    try (Stream<Path> files = Files.walk(table)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith(".json")) {
          String log = Files.readString(file);
          Files.writeString(
              file,
              log.replaceAll(
                  "\"deletionTimestamp\":\\d+", "\"deletionTimestamp\":" + then.toEpochMilli()));
          Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        }
        if (!file.getFileName().toString().endsWith(".crc")) {
          Files.setLastModifiedTime(file, FileTime.from(then));
        }
      }
    }
  }
}
