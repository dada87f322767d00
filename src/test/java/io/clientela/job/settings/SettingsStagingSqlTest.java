package io.clientela.job.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.clientela.job.settings.Settings.Overrides;
import io.clientela.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Staging SQL names the as-of date of the run, and nothing else that is not written in it. */
class SettingsStagingSqlTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 7, 1);

  @TempDir Path directory;

  /** In quotes of any kind it is the text of the date, elsewhere a DATE literal. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "ordered_at < '${as-of}'             | ordered_at < '2024-07-01'",
        "ordered_at < ${as-of}               | ordered_at < DATE '2024-07-01'",
        "date_add(${as-of}, -30)             | date_add(DATE '2024-07-01', -30)",
        "DATE '${as-of}'                     | DATE '2024-07-01'",
        "'${as-of}T00:00', ${as-of}          | '2024-07-01T00:00', DATE '2024-07-01'",
        "\"${as-of}\"                        | \"2024-07-01\"",
        "csv.`/data/${as-of}/x.csv`          | csv.`/data/2024-07-01/x.csv`",
        "r'\\', ${as-of}                     | r'\\', DATE '2024-07-01'",
        "'it\\'s', ${as-of}                  | 'it\\'s', DATE '2024-07-01'",
        "'it''s ${as-of}', ${as-of}          | 'it''s 2024-07-01', DATE '2024-07-01'",
        "/* the customer's */ ${as-of}       | /* the customer's */ DATE '2024-07-01'",
        "'$${as-of}'                         | '${as-of}'",
        "$${as-of}                           | ${as-of}",
        "concat('$${x}', '$1')               | concat('${x}', '$1')",
      })
  void theDateOfTheRunIsFilledIn(String written, String run) {
    assertEquals(run, source("sql: |\n        " + written).at(AS_OF).sql().orElseThrow().strip());
  }

  @Test
  void aQuoteInACommentOpensNothing() {
    Source source = source("sql: |\n        SELECT 1 -- the customer's\n        , ${as-of}");

    assertEquals(
        "SELECT 1 -- the customer's\n, DATE '2024-07-01'",
        source.at(AS_OF).sql().orElseThrow().strip());
  }

  @Test
  void aFileOfSqlNamesItToo() throws IOException {
    Path file = Files.writeString(directory.resolve("orders.sql"), "SELECT ${as-of} AS day");
    Source source = source("sql-file: " + file);

    assertEquals(Optional.of("SELECT DATE '2024-07-01' AS day"), source.at(AS_OF).sql());
  }

  @Test
  void theFingerprintDoesNotChangeWithTheDate() {
    String sql = "sql: SELECT ${as-of} AS day FROM source";
    String one = read("as-of: 2024-07-01\n" + yaml(sql)).fingerprint();

    assertEquals(one, read("as-of: 2024-08-01\n" + yaml(sql)).fingerprint());
    assertNotEquals(one, read(yaml(sql.replace("${as-of}", "DATE'2024-07-01'"))).fingerprint());
  }

  @Test
  void nothingElseIsFilledIn() throws IOException {
    Path file = Files.writeString(directory.resolve("orders.sql"), "SELECT '${as_of}'");
    String told =
        "environment variables may be used in lake, catalog and the path, sql-file and options of"
            + " sources only; SQL may name the as-of date of the run as ${as-of}";
    SettingsTestCatalogue.assertProblems(
        directory,
        """
        3: sources.orders.sql: #
        4: sources.customers.sql-file: #
        """
            .replace("#", told),
        """
        lake: ./lake
        sources:
          orders: {path: ./orders, sql: "SELECT '${as-of}', '${HOME}' FROM source"}
          customers: {path: ./customers, sql-file: %s}
        """
            .formatted(file),
        Overrides.NONE,
        Map.of("HOME", "/root"));
  }

  private Source source(String keys) {
    return read(yaml(keys)).sources().get("orders");
  }

  private Settings read(String yaml) {
    return SettingsTestCatalogue.read(directory, yaml, Overrides.NONE, Map.of());
  }

  private static String yaml(String keys) {
    return "lake: ./lake\nsources:\n  orders:\n    path: ./orders\n    " + keys + "\n";
  }
}
