package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lakes that can't be written, or hold what is not ours. */
final class BadLakeTest {

  private static final String TWO = "cohort_ltv,rfm_segments";

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
    work.file("orders/orders.csv", "order_id,customer_id,ordered_at,amount\n1,ana,2024-01-05,10\n");
    work.orders("format: csv");
  }

  /** Told before anything is computed. */
  @Test
  void aLakeBelowAFileCannotBeWritten() {
    work.file("shelf", "a file, no folder");
    Answer answer = work.run("--lake", work.path("shelf/lake"));

    work.says(answer, 4, "lake: ROOT/shelf/lake can't be written", "set lake (--lake)");
    assertEquals(Set.of("orders", "settings.yaml", "shelf"), work.entries("."));
  }

  @Test
  void aFileSystemThatSparkDoesNotHaveIsASettingToMend() {
    Answer answer = work.run("--lake", "abfs://box@account.dfs.core.windows.net/lake");

    work.says(answer, 2, "AzureBlobFileSystem", "--packages");
  }

  @Test
  void aLakeThatDeltaCannotNameIsASettingToMend() {
    Answer answer = work.run("--lake", work.path("la`ke"));

    work.says(answer, 2, "lake: ROOT/la`ke holds a `", "Choose another folder");
    assertEquals(Set.of("orders", "settings.yaml"), work.entries("."));
  }

  /** What a run writes last is looked at first. */
  @Test
  void aLakeThatCannotKeepTheRecordOfARunIsRefusedAtOnce() {
    work.file("lake/kpi_runs/notes.txt", "mine");

    work.refuses(4, "lake: ROOT/lake/kpi_runs holds files that are no Delta table");
    assertEquals(Set.of("kpi_runs"), work.entries("lake"));
  }

  /** The last table's folder is taken; the tables before it are not published either. */
  @Test
  void aFolderWithForeignFilesIsLeftAlone() {
    work.file("lake/rfm_segments/notes.txt", "mine");
    Answer answer = work.run("--only", TWO);

    work.says(
        answer, 4, "lake: ROOT/lake/rfm_segments holds files that are no Delta table", "Move them");
    assertEquals(Set.of("rfm_segments"), work.published());
    assertEquals(Set.of("notes.txt"), work.entries("lake/rfm_segments"));
    assertEquals(Set.of(), work.entries("lake/kpi_runs"));
  }

  @Test
  void aTableWithOtherColumnsIsLeftAlone() {
    work.delta(
        "lake/rfm_segments", "SELECT DATE '2024-01-01' AS as_of, 'x' AS segment, 5 AS customers");
    Answer answer = work.run("--only", TWO);

    work.says(
        answer,
        2,
        "rfm_segments: the table at ROOT/lake/rfm_segments has other columns",
        "customers is INT, now BIGINT",
        "no rfm_segment",
        "choose another lake");
    assertEquals(Set.of("rfm_segments"), work.published());
    assertEquals(1, work.table("rfm_segments").count());
  }
}
