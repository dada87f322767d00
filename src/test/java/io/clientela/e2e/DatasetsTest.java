package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.CommandLineRunner;
import io.clientela.CommandLineRunner.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples run as they are, on public data, against published numbers and against DuckDB. */
final class DatasetsTest {

  private static final String CDNOW_ROWS =
      """
      orders AS (
        SELECT word[2] AS customer, strptime(word[3], '%Y%m%d')::DATE AS ordered_on,
               word[5]::DECIMAL(18,2) AS amount
        FROM (SELECT string_split_regex(trim(line), ' +') AS word
              FROM read_csv('src/test/resources/datasets/cdnow_sample.txt',
                            header = false, sep = '|', columns = {'line': 'VARCHAR'}))),
      events AS (SELECT customer, ordered_on AS day, amount FROM orders)
      """;
  private static final String ECOM_ROWS =
      """
      events AS (
        SELECT user_id AS customer, "timestamp"::TIMESTAMP::DATE AS day, 0 AS amount
        FROM read_csv('src/test/resources/datasets/ecom.csv.gz'))
      """;

  /**
   * Every month of every cohort until the last; money in cents, so that rounding half up is exact.
   */
  private static final String COHORTS =
      """
      , cohorts AS (
        SELECT customer, date_trunc('month', min(day))::DATE AS cohort FROM events GROUP BY customer),
      sizes AS (SELECT cohort, count(*) AS customers FROM cohorts GROUP BY cohort),
      cells AS (
        SELECT cohort, customers, unnest(range(date_diff('month', cohort, %s) + 1)) AS since FROM sizes),
      facts AS (
        SELECT cohort, date_diff('month', cohort, day) AS since, count(DISTINCT customer) AS active,
               count(*) AS orders, sum(100 * amount)::BIGINT AS cents
        FROM events JOIN cohorts USING (customer) GROUP BY ALL),
      matrix AS (
        SELECT cohort, customers, since, coalesce(active, 0) AS active, coalesce(orders, 0) AS orders,
               coalesce(cents, 0) AS cents,
               sum(coalesce(cents, 0)) OVER (PARTITION BY cohort ORDER BY since)::BIGINT AS total
        FROM cells LEFT JOIN facts USING (cohort, since))
      """;

  private static final String RETENTION =
      "SELECT concat_ws('|', cohort_start, periods_since, cohort_customers, active_customers) FROM"
          + " t WHERE grain = 'month' AND clock = 'calendar' AND cohort_start IS NOT NULL"
          + " AND dimension = 'all' AND activity = '%s'";

  @TempDir static Path folder;
  private static Workplace cdnow;
  private static Workplace ecom;
  private static Workplace increasing;

  @BeforeAll
  static void runs() throws IOException {
    cdnow = example("cdnow");
    ecom = example("ecom");
    increasing = new Workplace(folder.resolve("increasing"));
    increasing.file(
        "ecom.yaml",
        Files.readString(Path.of("conf/examples/ecom.yaml"))
            .replace(", steps:", ", mode: strictly-increasing, steps:"));
    run(increasing, increasing.path("ecom.yaml"), "--only", "funnel_conversion");
  }

  private static Workplace example(String name) {
    Workplace work = new Workplace(folder.resolve(name));
    run(work, "conf/examples/" + name + ".yaml");
    return work;
  }

  private static void run(Workplace work, String settings, String... more) {
    List<String> command =
        new ArrayList<>(List.of("run", "--config", settings, "--lake", work.path("lake")));
    command.addAll(List.of(more));
    Answer answer = CommandLineRunner.run(command.toArray(String[]::new));
    assertEquals(0, answer.exitCode(), answer.text());
  }

  @Test
  void cdnowHasThePublishedTotals() {
    assertEquals(
        List.of("[2357,6919,6696,244091.9400,1997-01-01,1998-06-30]"),
        cdnow.rows(
            "customer_value",
            "SELECT count(*), sum(orders), sum(order_days), sum(revenue), min(first_ordered_on),"
                + " max(last_ordered_on) FROM t"));
  }

  @Test
  void cdnowCohortsEqualThoseOfDuckDb() {
    assertSame(
        duckDb(CDNOW_ROWS, "DATE '1998-06-01'", "concat_ws('|', cohort, since, customers, active)"),
        cdnow.rows("cohort_retention", RETENTION.formatted("order")));
  }

  @Test
  void cdnowLifetimeValueEqualsThatOfDuckDb() {
    assertSame(
        duckDb(
            CDNOW_ROWS,
            "DATE '1998-06-01'",
            "concat_ws('|', cohort, since, customers, orders, (cents / 100)::DECIMAL(28,4),"
                + " (total / 100)::DECIMAL(28,4),"
                + " ((200 * total + customers) // (2 * customers) / 10000)::DECIMAL(28,4))"),
        cdnow.rows(
            "cohort_ltv",
            "SELECT concat_ws('|', cohort_start, periods_since, cohort_customers, orders, revenue,"
                + " cumulative_revenue, ltv) FROM t WHERE grain = 'month' AND dimension = 'all'"));
  }

  @Test
  void ecomCohortsEqualThoseOfDuckDb() {
    assertSame(
        duckDb(ECOM_ROWS, "DATE '2024-12-01'", "concat_ws('|', cohort, since, customers, active)"),
        ecom.rows("cohort_retention", RETENTION.formatted("interaction")));
  }

  @Test
  void ecomHasThePublishedMonths() {
    String all =
        " FROM t WHERE grain = 'month' AND clock = 'calendar' AND dimension = 'all'"
            + " AND activity = 'interaction' AND ";
    assertEquals(
        List.of("[63]", "[169]", "[309]", "[453]", "[468]", "[462]"),
        ecom.rows(
                "cohort_retention",
                "SELECT sum(active_customers)"
                    + all
                    + "cohort_start IS NOT NULL GROUP BY add_months(cohort_start, periods_since)"
                    + " ORDER BY add_months(cohort_start, periods_since)")
            .subList(0, 6));
    assertEquals(
        List.of("[63]", "[45]", "[38]", "[43]", "[39]", "[32]"),
        ecom.rows(
                "cohort_retention",
                "SELECT active_customers"
                    + all
                    + "cohort_start = '2024-01-01' ORDER BY periods_since")
            .subList(0, 6));
  }

  /** Every user in every 30 days of its own, up to the first that is not over. */
  @Test
  void ecomThirtyDaysAreThoseOfABruteForceCount() {
    assertSame(
        query(
            """
            WITH events AS (
              SELECT user_id, "timestamp"::TIMESTAMP AS happened_at
              FROM read_csv('src/test/resources/datasets/ecom.csv.gz')),
            users AS (SELECT user_id, min(happened_at) AS began_at FROM events GROUP BY user_id),
            periods AS (
              SELECT user_id, began_at, since, began_at + INTERVAL 30 DAY * since AS starts_at
              FROM users CROSS JOIN range(20) AS p(since)
              WHERE began_at + INTERVAL 30 DAY * (since + 1) <= TIMESTAMP '2025-01-01')
            SELECT concat_ws('|', date_trunc('month', began_at)::DATE, since, count(*),
                count(*) FILTER (EXISTS (
                  FROM events WHERE events.user_id = periods.user_id
                    AND happened_at >= starts_at AND happened_at < starts_at + INTERVAL 30 DAY)))
            FROM periods GROUP BY date_trunc('month', began_at), since
            """),
        ecom.rows(
            "cohort_retention", RETENTION.formatted("interaction").replace("calendar", "elapsed")));
  }

  @ParameterizedTest
  @CsvSource({
    "users, 598 517 429 329 222 114",
    "users-7d, 598 487 353 210 109 40",
    "users-1d, 598 482 324 169 69 16",
    "users-30m, 598 480 317 157 62 12",
    "sessions, 2868 944 477 194 72 15",
    "sessions-30m, 2868 942 464 182 65 12"
  })
  void ecomFunnelsHaveThePublishedNumbers(String funnel, String customers) {
    assertEquals(List.of("[" + customers + "]"), customersByStep(ecom, funnel));
  }

  /** Those of an exact search; ClickHouse's strict_increase misses some. */
  @ParameterizedTest
  @CsvSource({
    "users, 598 517 429 329 222 114",
    "users-7d, 598 487 353 210 109 40",
    "users-1d, 598 482 324 168 68 16",
    "users-30m, 598 480 317 157 62 12",
    "sessions, 2868 943 476 193 71 15"
  })
  void ecomFunnelsOfIncreasingTimesHaveThePublishedNumbers(String funnel, String customers) {
    assertEquals(List.of("[" + customers + "]"), customersByStep(increasing, funnel));
  }

  private static List<String> customersByStep(Workplace work, String funnel) {
    return work.rows(
        "funnel_conversion",
        "SELECT array_join(transform(array_sort(collect_list(struct(step_index, customers))),"
            + " step -> step.customers), ' ') FROM t"
            + " WHERE grain IS NULL AND dimension = 'all' AND funnel = '"
            + funnel
            + "'");
  }

  private static void assertSame(List<String> expected, List<String> found) {
    assertEquals(String.join("\n", expected), String.join("\n", found.stream().sorted().toList()));
  }

  private static List<String> duckDb(String events, String lastMonth, String columns) {
    return query(
        "WITH " + events + COHORTS.formatted(lastMonth) + "SELECT " + columns + " FROM matrix");
  }

  private static List<String> query(String sql) {
    List<String> rows = new ArrayList<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add("[" + result.getString(1) + "]");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows.stream().sorted().toList();
  }
}
