package io.clientela.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.table.Field;
import io.clientela.table.Table;
import io.clientela.testing.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of four days, read at what a run wrote long ago. */
final class DeltaLakeTest {

  private static final Table TABLE =
      Table.named("visits")
          .titled("Visits", "Visitas")
          .grain("One row per day")
          .key(Table.AS_OF)
          .values(Field.count("visits", "Visits"));
  private static final LocalDate FIRST = LocalDate.of(2024, 3, 1);

  @TempDir Path folder;

  @Test
  void aVersionOfLongAgoIsRead() throws IOException {
    DeltaLake lake = written();
    old();

    assertEquals(List.of("[2024-03-01,0]"), rows(lake.at(TABLE, FIRST, OptionalLong.of(1))));
  }

  /** Delta forgets how a table was after 30 days; what nobody has replaced is still there. */
  @Test
  void rowsOfAVersionThatDeltaHasForgottenAreRead() throws IOException {
    written();
    try (Stream<Path> log = Files.list(folder.resolve("visits/_delta_log"))) {
      for (Path commit :
          log.filter(file -> file.toString().matches(".*/0+[0-2]\\.(json|crc)")).toList()) {
        Files.delete(commit);
      }
    }
    DeltaLake lake = lake();

    assertEquals(List.of("[2024-03-01,0]"), rows(lake.at(TABLE, FIRST, OptionalLong.of(1))));
  }

  private DeltaLake written() {
    DeltaLake lake = lake();
    for (int day = 0; day < 4; day++) {
      LocalDate asOf = FIRST.plusDays(day);
      Dataset<Row> rows =
          Sessions.utc().sql("SELECT DATE '" + asOf + "' AS as_of, " + day + "L AS visits");
      lake.replace(TABLE, rows, asOf, 1);
    }
    return lake;
  }

  /** With a checkpoint soon, before which Delta forgets. */
  private DeltaLake lake() {
    SparkSession spark =
        Sessions.tuned(
            Sessions.UTC,
            Map.of("spark.databricks.delta.properties.defaults.checkpointInterval", "3"));
    return new DeltaLake(spark, folder.toString(), Optional.empty(), "run");
  }

  private static List<String> rows(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).toList();
  }

  private void old() throws IOException {
    FileTime then = FileTime.from(Instant.now().minus(Duration.ofDays(20)));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, then);
      }
    }
  }
}
