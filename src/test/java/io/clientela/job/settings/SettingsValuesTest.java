package io.clientela.job.settings;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.job.settings.Settings.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsValuesTest {
  private static final String ENDING =
      """
      lake: ./lake
      sources: {orders: {path: ./orders}}
      """;

  @TempDir Path directory;

  @Test
  void valuesAreStrict() {
    String days = "kpis.churn.inactive-after-days: found ";
    String whole = ", expected a whole number such as 90";
    for (String value : List.of("90.5", "0x5A", "1_000", "090", "9e1", "99999999999", "yes")) {
      assertProblems(
          "1: " + days + '"' + value + '"' + whole,
          "kpis: {churn: {inactive-after-days: " + value + "}}\n" + ENDING);
    }
    assertProblems(
        "1: " + days + "a quoted text" + whole + " without quotes",
        "kpis: {churn: {inactive-after-days: '90'}}\n" + ENDING);
    for (String value : List.of(".nan", ".inf", "1.", "1%")) {
      assertProblems(
          "1: kpis.churn.floor: found \"" + value + "\", expected a number such as 0.01",
          "kpis: {churn: {floor: " + value + "}}\n" + ENDING);
    }
    for (String value : List.of("yes", "on", "True", "1")) {
      assertProblems(
          "2: sources.orders.allow-empty: found \"" + value + "\", expected true or false",
          "lake: ./lake\nsources: {orders: {path: ./orders, allow-empty: " + value + "}}\n");
    }
    for (String value : List.of("2025-02-29", "01/02/2025", "2025-1-1", "2025-01-01T00:00:00")) {
      assertProblems(
          "1: as-of: found \"" + value + "\", expected a date such as 2025-01-01",
          "as-of: " + value + "\n" + ENDING);
    }
    for (String value : List.of("0d", "-1d", "7", "7 d", "7D", "1w", "P7D", "123456d")) {
      assertProblems(
          "1: kpis.funnels.funnels[0].window: found \""
              + value
              + "\", expected a time of 1 to 99999 s, m, h or d such as 7d",
          "kpis: {funnels: {funnels: [{name: a, steps: [b], window: " + value + "}]}}\n" + ENDING);
    }
  }

  @Test
  void listsHoldValuesOfTheirType() {
    assertProblems(
        """
        3: kpis.churn.grains[0]: found "Week", expected one of day, week, month, quarter; \
        did you mean week?
        4: kpis.churn.grains[1]: found nothing, expected a value
        """,
        """
        kpis:
          churn:
            grains: [Week,
              ~, month]
        """
            + ENDING);
  }

  @Test
  void currencyIsOfIso4217() {
    String expected = "\", expected an ISO 4217 currency such as BRL";
    assertProblems("1: currency: found \"R$" + expected, "currency: R$\n" + ENDING);
    assertProblems(
        "1: currency: found \"brl" + expected + "; did you mean BRL?", "currency: brl\n" + ENDING);
  }

  @Test
  void dimensionsAreColumnNamesOnce() {
    assertProblems(
        """
        1: dimensions[1]: channel is given twice; keep one
        2: dimensions[2]: found all, expected another name: it stands for the total
        3: dimensions[3]: found "Region", expected a column name of lower-case letters, digits and _
        3: dimensions[4]: found "a b'; DROP", expected a column name of lower-case letters, \
        digits and _
        """,
        """
        dimensions: [channel, channel,
          all,
          Region, "a b'; DROP"]
        """
            + ENDING);
  }

  @Test
  void catalogIsNameAndSchema() {
    for (String value : List.of("main", "a.b.c", "a.b`; DROP")) {
      assertProblems(
          "1: catalog: found \"" + value + "\", expected name.schema of letters, digits and _",
          "catalog: " + value + "\n" + ENDING);
    }
  }

  @Test
  void asOfIsPlausible() {
    String expected = ", expected a date of plausible-dates: 1990-01-01 to 2100-01-01";
    assertProblems("1: as-of: found 1989-12-31" + expected, "as-of: 1989-12-31\n" + ENDING);
    Overrides late = new Overrides(Optional.of(LocalDate.of(9999, 1, 1)), Optional.empty());
    SettingsTestCatalogue.assertProblems(
        directory,
        "--as-of: found 9999-01-01" + expected,
        "as-of: 1989-12-31\n" + ENDING,
        late,
        Map.of());
    assertProblems(
        "1: plausible-dates.from: from 2020-01-01 has to be before to 2019-01-01",
        "plausible-dates: {from: 2020-01-01, to: 2019-01-01}\n" + ENDING);
  }

  @Test
  void stagingSqlIsGivenOnceAndReadable() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.sql"), " \n");
    assertProblems(
        """
        4: sources.orders.sql-file: sql and sql-file are both given; keep one
        5: sources.customers.sql-file: found "./none.sql" (NoSuchFileException), \
        expected a local text file
        6: sources.interactions.sql-file: found an empty file, expected a SELECT over the view source
        """,
        """
        lake: ./lake
        sources:
          orders: {path: ./orders, sql: SELECT 1,
            sql-file: ./orders.sql}
          customers: {path: ./customers, sql-file: ./none.sql}
          interactions: {path: ./interactions, sql-file: "#"}
        """
            .replace("#", empty.toString()));
  }

  @Test
  void blankIsNoText() {
    assertProblems(
        """
        1: lake: found nothing, expected a path such as ./data or s3a://bucket/data
        2: sources.orders.sql: found " ", expected a text
        """,
        """
        lake: ""
        sources: {orders: {path: ./orders, sql: " "}}
        """);
  }

  @Test
  void longTextsAreCut() {
    SettingsException refused =
        assertProblems(
            "1: as-of: found \"" + "x".repeat(60) + "...\", expected a date such as 2025-01-01",
            "as-of: " + "x".repeat(100_000) + "\n" + ENDING);
    assertTrue(refused.getMessage().length() < 1000);
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
