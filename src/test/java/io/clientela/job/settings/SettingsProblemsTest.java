package io.clientela.job.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.job.settings.Settings.Overrides;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsProblemsTest {
  private static final String ENDING =
      """
      lake: ./lake
      sources: {orders: {path: ./orders}}
      """;

  @TempDir Path directory;

  @Test
  void everythingIsToldAtOnce() {
    assertProblems(
        """
        4: week-start: found "mondya", expected one of monday, tuesday, wednesday, thursday, \
        friday, saturday, sunday; did you mean monday?
        5: time-zone: found "America/Sao_Paolo", expected a time zone such as America/Sao_Paulo; \
        did you mean America/Sao_Paulo?
        6: currencey: unknown key; did you mean currency?; valid here: lake, lake-format, as-of, \
        time-zone, week-start, currency, dimensions, refunds, business-hours, catalog, \
        plausible-dates, sources, kpis
        9: sources.orders.format: found "paquet", expected one of delta, parquet, csv, json; \
        did you mean parquet?
        10: sources.orders.max-reject-share: found 1.5, expected a share of 0 to 1
        11: sources.custmers: unknown key; did you mean customers?; \
        valid here: customers, interactions, orders
        11: sources.custmers.path: found nothing, expected a path such as ./data or \
        s3a://bucket/data
        14: kpis.churn.inactive-after-days: found "12abc", expected a whole number such as 90
        15: kpis.churn.grain: unknown key; did you mean grains?; \
        valid here: grains, inactive-after-days, floor
        16: kpis.funels: unknown key; did you mean funnels?; valid here: churn, funnels
        """,
        """
        # a comment
        lake: ./lake

        week-start: mondya
        time-zone: America/Sao_Paolo
        currencey: BRL
        sources:
          orders: {path: ./orders,
            format: paquet,
            max-reject-share: 1.5}
          custmers: {format: csv}
        kpis:
          churn:
            inactive-after-days: 12abc
            grain: [week]
          funels:
        """);
  }

  @Test
  void messageNamesFileLineAndKey() {
    SettingsException refused =
        assertProblems(
            "1: as-of: found \"soon\", expected a date such as 2025-01-01",
            "as-of: soon\n" + ENDING);

    assertEquals(
        "1 problem in the settings:\n  "
            + directory.resolve("clientela.yaml")
            + ":1: as-of: found \"soon\", expected a date such as 2025-01-01",
        refused.getMessage());
  }

  @Test
  void requiredKeys() {
    String lake = "1: lake: found nothing, expected a path such as ./data or s3a://bucket/data\n";
    String sources =
        "%d: sources: found nothing, expected at least one of customers, interactions, orders\n";
    assertProblems(lake + sources.formatted(1), "");
    assertProblems(lake + sources.formatted(1), "# nothing yet\n---\n");
    assertProblems(lake + sources.formatted(2), "lake:\nsources:\n  orders:\n");
  }

  @Test
  void wrongShapes() {
    assertProblems(
        """
        1: lake: found a list, expected a text
        2: as-of: found keys with values, expected a date such as 2025-01-01
        3: dimensions: found a single value, expected a list such as [a, b]
        4: plausible-dates: found a single value, expected keys with values
        7: sources.orders.options: found a single value, expected keys with values
        8: sources.customers: found a list, expected keys with values
        10: kpis.churn: found a single value, expected keys with values
        13: kpis.funnels.funnels[0]: found a single value, expected keys with values
        14: kpis.funnels.funnels[1].steps: found keys with values, expected a list such as [a, b]
        """,
        """
        lake: [./lake]
        as-of: {date: 2025-01-01}
        dimensions: channel
        plausible-dates: 1990-01-01
        sources:
          orders: {path: ./orders,
            options: password=12345}
          customers: [path, ./customers]
        kpis:
          churn: 90
          funnels:
            funnels:
              - checkout
              - {name: a, steps: {}, window: 7d}
        """
            .replace("steps: {}", "steps: {one: visit}"));
  }

  @Test
  void whatARecordRefusesIsToldAtItsKey() {
    assertProblems(
        "3: kpis.churn.inactive-after-days: inactive-after-days is 7, expected at least 31",
        """
        kpis:
          churn: {grains: [week],
            inactive-after-days: 7}
        """
            + ENDING);
    assertProblems(
        "2: kpis.churn: nothing to count without grains",
        """
        kpis:
          churn:
            grains: []
        """
            + ENDING);
    assertProblems(
        "5: kpis.funnels.funnels[1]: incomplete; not given: steps, window, count-by",
        """
        kpis:
          funnels:
            funnels:
              - {name: a, steps: [visit, order]}
              - {name: b}
        """
            + ENDING);
  }

  private SettingsException assertProblems(String expected, String yaml) {
    return SettingsTestCatalogue.assertProblems(
        directory, expected, yaml, Overrides.NONE, Map.of());
  }
}
