package io.clientela.job.settings;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.clientela.job.settings.Settings.Overrides;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsSecretsTest {
  private static final String CANARY = "hunter2";
  private static final String ENDING =
      """
      lake: ./lake
      sources: {orders: {path: ./orders}}
      """;

  @TempDir Path directory;

  @Test
  void onlyKnownSchemes() {
    String expected =
        ", expected a local path or one of abfs, abfss, dbfs, file, gs, hdfs, s3, s3a, wasb, wasbs";
    for (String scheme : List.of("http", "ftp", "jar", "S3A")) {
      assertProblems(
          "3: lake: found the scheme \"" + scheme + '"' + expected,
          ENDING.replace("lake: ./lake\n", "") + "\nlake: " + scheme + "://host/lake\n");
    }
    assertProblems(
        "1: lake: found another scheme" + expected,
        ENDING.replace("./lake", "${LAKE}"),
        Map.of("LAKE", CANARY + "://lake"));
    SettingsTestCatalogue.assertProblems(
        directory,
        "--lake: found the scheme \"http\"" + expected,
        ENDING,
        new Overrides(Optional.empty(), Optional.of("http://host")),
        Map.of());
  }

  @Test
  void noUserInformationAndNoneOfItShown() {
    List<String> paths =
        List.of(
            "s3a://user:hunter2@bucket/lake",
            "s3a://hunter2@bucket/lake",
            "s3a://user:hun/hunter2@bucket/lake",
            "s3a:user:hunter2@bucket",
            "abfss://container:hunter2@account.dfs.core.windows.net/lake");
    for (String path : paths) {
      String told =
          "1: lake: user information in the URI is not supported (not shown here); give credentials"
              + " to Spark's file system configuration";
      assertProblems(told, ENDING.replace("./lake", path));
      assertProblems(told, ENDING.replace("./lake", "${LAKE}"), Map.of("LAKE", path));
    }
    SettingsException misplaced =
        assertProblems(
            """
            1: s3a://***@bucket: unknown key; valid here: lake, lake-format, as-of, time-zone, \
            week-start, currency, dimensions, refunds, business-hours, catalog, plausible-dates, \
            sources, kpis
            2: as-of: found "s3a://***@bucket/lake", expected a date such as 2025-01-01
            """,
            "s3a://user:hunter2@bucket: x\nas-of: s3a://user:hunter2@bucket/lake\n" + ENDING);
    assertFalse(misplaced.getMessage().contains(CANARY), misplaced.getMessage());
  }

  @Test
  void variablesMustExist() {
    assertProblems(
        """
        1: lake: the environment variable BUCKET is not set or empty
        3: sources.orders.path: the environment variable EMPTY is not set or empty
        4: sources.orders.options.a: found ${ without the name of an environment variable and }
        5: sources.orders.options.b: found ${ without the name of an environment variable and }
        6: sources.orders.options.c: found ${ without the name of an environment variable and }
        """,
        """
        lake: s3a://${BUCKET}/lake
        sources:
          orders: {path: "./${EMPTY}", options: {
            a: "${}",
            b: "${hunter2-is:my password}",
            c: "${hunter2"}}
        """,
        Map.of("EMPTY", ""));
  }

  @Test
  void variablesAreForSecretsAndPathsOnly() {
    String told =
        "environment variables may be used in lake, catalog and the path, sql-file and options of"
            + " sources only";
    SettingsException refused =
        assertProblems(
            """
            1: as-of: #
            2: kpis.churn.inactive-after-days: #
            6: sources.orders.sql: #; SQL may name the as-of date of the run as ${as-of}
            """
                .replace("#", told),
            """
            as-of: ${CANARY}
            kpis: {churn: {inactive-after-days: "${CANARY}"}}
            lake: ./lake
            sources:
              orders: {path: ./orders,
                sql: "SELECT '${env:CANARY}' FROM source"}
            """,
            Map.of("CANARY", CANARY));
    assertFalse(refused.getMessage().contains(CANARY), refused.getMessage());
  }

  private SettingsException assertProblems(String expected, String yaml) {
    return assertProblems(expected, yaml, Map.of());
  }

  private SettingsException assertProblems(
      String expected, String yaml, Map<String, String> environment) {
    return SettingsTestCatalogue.assertProblems(
        directory, expected, yaml, Overrides.NONE, environment);
  }
}
