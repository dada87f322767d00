package io.clientela.e2e;

import io.clientela.CommandLineRunner.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not there, not readable or not what the settings say. */
final class BadFilesTest {

  private static final String ORDER =
      "SELECT 1 AS order_id, 7 AS customer_id, TIMESTAMP '2024-01-05' AS ordered_at, 9.5 AS amount";

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  @Test
  void aMissingFileIsNamedWithTheKeyThatSetsIt() {
    work.orders("format: parquet");

    work.refuses(
        2, "orders: nothing at ROOT/orders", "parquet files there", "set sources.orders.path");
  }

  @Test
  void aFileThatIsNoParquetIsNamed() {
    work.file("orders/part.parquet", "These are words, not Parquet.");
    work.orders("format: parquet");

    work.refuses(4, "orders: ROOT/orders can't be read as parquet", "ROOT/orders/part.parquet");
  }

  /**
   * The schema comes from the file that is whole; the broken one shows only when its rows are read.
   */
  @Test
  void aBrokenParquetFileAmongWholeOnesIsNamed() {
    work.parquet("orders", ORDER);
    work.file("orders/zz.parquet", "PAR1 These are words, not Parquet. PAR1");
    work.orders("format: parquet");

    work.refuses(4, "orders", "ROOT/orders/zz.parquet");
  }

  @Test
  void anEmptyFolderIsNoInput() throws IOException {
    Files.createDirectories(folder.resolve("orders"));
    work.orders("format: parquet");

    work.refuses(3, "orders: ROOT/orders", "empty", "sources.orders.path");
  }

  @Test
  void anEmptyFileIsNoInput() {
    work.file("orders/orders.csv", "");
    work.orders("format: csv");

    work.refuses(3, "orders: ROOT/orders", "empty", "sources.orders.path");
  }

  /** Nothing of an empty Parquet folder says which columns it would have. */
  @Test
  void anEmptyFolderStaysRefusedWhereEmptyTablesAreAllowed() throws IOException {
    Files.createDirectories(folder.resolve("orders"));
    work.orders("format: parquet, allow-empty: true");

    work.refuses(3, "orders: ROOT/orders", "empty");
  }

  @Test
  void aHeaderWithoutRowsIsAnErrorThatCanBeAllowed() {
    work.file("orders/orders.csv", "order_id,customer_id,ordered_at,amount\n");
    work.orders("format: csv");

    work.refuses(3, "orders: ROOT/orders has no rows", "set sources.orders.allow-empty: true");

    work.orders("format: csv, allow-empty: true");
    work.says(work.check(), 0, "keep their contract");
  }

  /** It would return rows that were deleted. */
  @Test
  void aDeltaTableIsNotReadAsParquet() {
    work.delta("orders", ORDER);
    work.orders("format: parquet");

    work.refuses(2, "orders: ROOT/orders is a Delta table", "sources.orders.format is parquet");
  }

  @Test
  void aParquetFolderIsNotReadAsDelta() {
    work.parquet("orders", ORDER);
    work.orders("format: delta");

    work.refuses(2, "orders: ROOT/orders is not a Delta table", "sources.orders.format is delta");
  }

  /** Spark has no type for them; pandas and DuckDB write them. */
  @Test
  void nanosecondsAreATypeThatCannotBeRead() throws SQLException, IOException {
    Files.createDirectories(folder.resolve("orders"));
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(
          "COPY (SELECT 1 AS order_id, 7 AS customer_id, 9.5 AS amount,"
              + " TIMESTAMP_NS '2024-01-05 10:00:00.123456789' AS ordered_at) TO '"
              + work.path("orders/nanos.parquet")
              + "'");
    }
    work.orders("format: parquet");

    work.refuses(3, "orders: ROOT/orders", "TIMESTAMP(NANOS", "microseconds");
  }

  /** One JSON document over several lines, where Spark expects one per line. */
  @Test
  void jsonThatIsNotOneDocumentALineSaysSo() {
    work.file("orders/orders.json", "[\n {\"order_id\": 1,\n  \"customer_id\": 7}\n]\n");
    work.orders("format: json");

    work.refuses(3, "orders: no document of ROOT/orders can be read as json", "multiLine");
  }

  /** It is the file that is at fault, not the SQL over it. */
  @Test
  void jsonThatBreaksOffSaysSoUnderStagingSql() {
    work.file("orders/orders.json", "[{\"order_id\": 1, \"customer_id\": 7}, {\"order");
    work.orders("format: json, options: {multiLine: true}, sql: SELECT order_id FROM source");

    work.refuses(3, "orders: no document of ROOT/orders can be read as json", "whole");
  }

  /** Where a part of a document can be read by itself, it still lacks the others. */
  @Test
  void jsonOfWhichOnlyPartsAreDocumentsSaysSo() {
    work.file("orders/orders.json", "{\n \"order_id\": 1, \"more\":\n {\"x\": 1}\n}\n");
    work.orders("format: json");

    work.refuses(3, "orders: required column", "not every document of ROOT/orders", "multiLine");
  }

  /** As the examples read pages. */
  @Test
  void aPageThatBreaksOffIsNamed() {
    work.file("orders/page-1.json", "[{\"id\": 1, \"at\": \"2024-01-02\"}, {\"id");
    work.orders(
        "format: json, options: {multiLine: true, singleVariantColumn: page, mode: FAILFAST}, sql: \""
            + "SELECT row.value:id::BIGINT AS order_id, row.value:id::BIGINT AS customer_id,"
            + " row.value:at::TIMESTAMP AS ordered_at, 1.0 AS amount"
            + " FROM source, LATERAL variant_explode(page) AS row\"");

    work.refuses(3, "orders: ROOT/orders can't be read:", "page-1.json", "Mend the files");
  }

  /** Judging says what a run would say. */
  @Test
  void aCheckRefusesTheSame() {
    work.orders("format: parquet");
    Answer checked = work.check();

    work.says(checked, 2, "orders: nothing at ROOT/orders");
  }
}
