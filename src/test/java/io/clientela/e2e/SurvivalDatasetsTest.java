package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Survival curves of published studies, from the files as they come: patients are subscriptions
 * that end, or leads that convert.
 *
 * <p>Everybody's last observed day is June 30, the last that is known as of July 1. Bounds are
 * log-log; those of AML and leukemia are of lifelines 0.30.3, all else is as published.
 */
final class SurvivalDatasetsTest {

  private static final String AML_AND_LEUKEMIA =
      """
      dimensions: [arm]
      sources:
        subscriptions:
          path: src/test/resources/datasets/aml.csv
          format: csv
          sql: |
            SELECT rownames AS subscription_id, rownames AS customer_id,
                   date_sub(DATE'2024-06-30', int(time)) AS started_on,
                   if(cens = 1, DATE'2024-06-30', NULL) AS ended_on,
                   if(group = 1, 'maintained', 'not maintained') AS arm
            FROM source
        leads:
          path: src/test/resources/datasets/leukemia.csv
          format: csv
          options: {sep: " "}
          sql: |
            SELECT row_number() OVER (ORDER BY Rx, logWBC, t, sex) AS lead_id,
                   date_sub(DATE'2024-06-30', int(t)) AS created_at,
                   if(status = 1, DATE'2024-06-30', NULL) AS converted_at,
                   if(Rx = 0, '6-MP', 'placebo') AS arm
            FROM source
      """;
  private static final String LUNG =
      """
      dimensions: [sex]
      sources:
        subscriptions:
          path: src/test/resources/datasets/lung.csv
          format: csv
          sql: |
            SELECT number AS subscription_id, number AS customer_id,
                   date_sub(DATE'2024-06-30', int(time)) AS started_on,
                   if(status = 1, DATE'2024-06-30', NULL) AS ended_on, sex
            FROM (SELECT *, row_number() OVER (ORDER BY time, status, age, sex) AS number FROM source)
      """;

  @TempDir static Path folder;
  private static Workplace amlAndLeukemia;
  private static Workplace lung;

  @BeforeAll
  static void runs() {
    amlAndLeukemia = run("aml-and-leukemia", AML_AND_LEUKEMIA);
    lung = run("lung", LUNG);
  }

  private static Workplace run(String name, String settings) {
    Workplace work = new Workplace(folder.resolve(name));
    work.settings(settings);
    Answer answer = work.run("--only", "survival");
    assertEquals(0, answer.exitCode(), answer.text());
    return work;
  }

  @ParameterizedTest
  @CsvSource({
    "maintained, 9 0.909 13 0.818 18 0.716 23 0.614 31 0.491 34 0.368 48 0.184",
    "not maintained, 9 0.667 23 0.486 34 0.194 48 0.000"
  })
  void survivalOfAml(String arm, String published) {
    assertCurve(amlAndLeukemia, "subscription_churn", arm, published);
  }

  @ParameterizedTest
  @CsvSource({
    "subscription_churn, maintained, 31 13 null",
    "subscription_churn, not maintained, 23 5 33",
    "lead_conversion, 6-MP, 23 13 null",
    "lead_conversion, placebo, 8 4 11"
  })
  void mediansOfAmlAndLeukemia(String event, String arm, String days) {
    assertMedian(amlAndLeukemia, event, arm, days);
  }

  @Test
  void survivalOfLeukemia() {
    assertCurve(
        amlAndLeukemia,
        "lead_conversion",
        "6-MP",
        "6 0.857 7 0.807 10 0.753 13 0.690 16 0.627 22 0.538 23 0.448");
  }

  @Test
  void survivalOfLung() {
    String all = "FROM t WHERE segment = 'all'";
    assertEquals(
        List.of("[228,165]"),
        lung.rows("survival", "SELECT max(at_risk), sum(events) " + all),
        "patients, deaths");
    assertCurve(
        lung, "subscription_churn", "all", "100 0.863969 180 0.721671 365 0.409242 730 0.115693");
    assertEquals(
        List.of("[0.338714,0.478381]"),
        lung.rows(
            "survival",
            "SELECT round(max_by(survival_low, day), 6), round(max_by(survival_high, day), 6) "
                + all
                + " AND day <= 365"));
  }

  @ParameterizedTest
  @CsvSource({"all, 310 284 361", "1, 270 210 306", "2, 426 345 524"})
  void mediansOfLung(String sex, String days) {
    assertMedian(lung, "subscription_churn", sex, days);
  }

  /** Days with the survival after them, to as many digits as are printed. */
  private static void assertCurve(Workplace work, String event, String segment, String published) {
    String[] words = published.split(" ");
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < words.length; i += 2) {
      int digits = words[i + 1].length() - 2;
      String survival =
          String.format(
              "SELECT format_string('%%.%df', max_by(survival, day)) FROM t"
                  + " WHERE event = '%s' AND segment = '%s' AND day <= %s",
              digits, event, segment, words[i]);
      found.append(words[i]).append(' ').append(cell(work, survival)).append(' ');
    }
    assertEquals(published, found.toString().strip());
  }

  /** The median and its bounds, on every row of the curve. */
  private static void assertMedian(Workplace work, String event, String segment, String days) {
    String medians =
        String.format(
            "SELECT DISTINCT median_days, median_days_low, median_days_high FROM t"
                + " WHERE event = '%s' AND segment = '%s'",
            event, segment);
    String found = cell(work, medians);
    assertEquals(Arrays.asList(days.split(" ")), Arrays.asList(found.split(",")));
  }

  /** The only row, without brackets. */
  private static String cell(Workplace work, String query) {
    List<String> rows = work.rows("survival", query);
    assertEquals(1, rows.size(), query);
    return rows.get(0).replaceAll("^\\[|]$", "");
  }
}
