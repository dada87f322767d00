package io.clientela.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.CommandLineRunner;
import io.clientela.demo.DemoShop;
import io.clientela.job.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every table of a run over the generated shop equals plain SQL on DuckDB over the same raw files,
 * row for row.
 */
class OracleTest {

  private static final String SETTINGS =
      """
      lake: %1$s/lake
      lake-format: parquet
      as-of: 2024-07-01
      time-zone: America/Sao_Paulo
      week-start: sunday
      currency: BRL
      refunds: refund-dated
      dimensions: [channel, region]
      sources:
        orders: {path: %1$s/raw/orders, format: parquet}
        interactions: {path: %1$s/raw/interactions, format: parquet}
        customers:
          path: %1$s/raw/customers
          format: csv
          sql: SELECT * EXCEPT (customer_id), try_cast(customer_id AS BIGINT) AS customer_id FROM source
        subscriptions: {path: %1$s/raw/subscriptions, format: parquet}
        leads: {path: %1$s/raw/leads, format: parquet}
        opportunities: {path: %1$s/raw/opportunities.parquet, format: parquet}
      kpis:
        cohort_retention:
          grains: [day, week, month, quarter]
          activities: [order, interaction, cart, visit->order]
          brackets: [1, 3, 7, 14, 30, 90]
        customer_retention: {grains: [day, week, month], inactive-after-days: 45}
        growth_accounting: {grains: [day, week, month, quarter], activities: [order, interaction, visit]}
        order_value: {grains: [day, week, month, quarter]}
        cohort_ltv: {grains: [week, month]}
        repeat_purchase: {within-days: [7, 30, 180]}
        subscription_churn: {grains: [day, week, month, quarter]}
        survival: {inactive-after-days: 45}
        active_days: {activities: [order, interaction, cart]}
        lead_conversion: {grains: [week, month], window-days: 30}
        sales_performance: {grains: [week, quarter]}
        funnel_conversion:
          grains: [week, month]
          funnels:
            - {name: checkout, steps: [visit, view, cart, checkout, order], window: 2d}
            - {name: endless, steps: [visit, cart, order, visit, order]}
            - {name: session, steps: [visit, view, cart, checkout], window: 10m, count-by: session_id}
      """;

  /** Deals of 230 days, some of them created or closed after as-of. */
  private static final String OPPORTUNITIES =
      """
      COPY (
        SELECT i AS opportunity_id, created_at, owner, team, source, amount, outcome,
          CASE WHEN outcome <> 'open' THEN created_at + to_minutes((hash(16 * i + 1) % 90000)::BIGINT) END AS closed_at
        FROM (
          SELECT i, TIMESTAMPTZ '2023-12-15 00:00:00+00' + to_seconds((hash(16 * i) % 19872000)::BIGINT) AS created_at,
            ['Alice', 'Bruno', 'Camila', NULL][1 + (hash(16 * i + 2) % 4)::INT] AS owner,
            ['norte', 'sul', NULL][1 + (hash(16 * i + 3) % 3)::INT] AS team,
            ['evento', 'chat'][1 + (hash(16 * i + 4) % 2)::INT] AS source,
            CASE WHEN hash(16 * i + 5) % 9 > 0
                 THEN CAST((hash(16 * i + 6) % 900000) / 100.0 AS DECIMAL(18, 4)) END AS amount,
            ['won', 'lost', 'open'][1 + (hash(16 * i + 7) % 3)::INT] AS outcome
          FROM range(2000) AS t(i))
      ) TO '{folder}/raw/opportunities.parquet' (FORMAT parquet);
      CREATE VIEW opportunities AS
      SELECT * EXCLUDE (closed_on), CASE WHEN closed_on < DATE '2024-07-01' THEN closed_on END AS closed_on
      FROM (
        SELECT *, CAST(timezone('America/Sao_Paulo', created_at) AS DATE) AS created_on,
          CAST(timezone('America/Sao_Paulo', closed_at) AS DATE) AS closed_on
        FROM read_parquet('{folder}/raw/opportunities.parquet'))
      WHERE created_on < DATE '2024-07-01';
      """;

  private static final String PARAMETERS =
      """
      CREATE VIEW parameters AS SELECT DATE '2024-07-01' AS as_of, 'America/Sao_Paulo' AS time_zone,
        6 AS week_start_offset, 45 AS inactive_after_days, 'refund-dated' AS refunds, 'BRL' AS currency,
        DATE '1990-01-01' AS plausible_from, DATE '2100-01-01' AS plausible_to;
      CREATE VIEW grains AS SELECT * FROM (VALUES
        ('cohort_retention', ['day', 'week', 'month', 'quarter']), ('customer_retention', ['day', 'week', 'month']),
        ('growth_accounting', ['day', 'week', 'month', 'quarter']), ('order_value', ['day', 'week', 'month', 'quarter']),
        ('cohort_ltv', ['week', 'month']),
        ('subscription_churn', ['day', 'week', 'month', 'quarter']), ('funnel_conversion', ['week', 'month']),
        ('lead_conversion', ['week', 'month']),
        ('sales_performance', ['week', 'quarter'])) AS t(table_name, list),
        LATERAL (SELECT unnest(list) AS grain) AS g;
      CREATE VIEW dimensions_configured AS SELECT unnest(['channel', 'region']) AS dimension;
      CREATE VIEW activities AS SELECT unnest(['order', 'interaction', 'cart', 'visit->order']) AS activity;
      CREATE VIEW growth_activities AS SELECT unnest(['order', 'interaction', 'visit']) AS activity;
      CREATE VIEW brackets AS SELECT unnest([1, 3, 7, 14, 30, 90]) AS last_day;
      CREATE VIEW within_days AS SELECT unnest([7, 30, 180, NULL]) AS within_days;
      CREATE VIEW lead_window_days AS SELECT 30 AS days;
      CREATE VIEW funnel_windows AS SELECT * FROM (VALUES ('checkout', 172800, 'customer_id'),
        ('endless', NULL, 'customer_id'), ('session', 600, 'session_id')) AS t(funnel, window_seconds, count_by);
      CREATE VIEW funnel_steps AS SELECT funnel, unnest(range(1, len(steps) + 1))::INT AS step_index,
        unnest(steps) AS step_name
        FROM (VALUES ('checkout', ['visit', 'view', 'cart', 'checkout', 'order']),
          ('endless', ['visit', 'cart', 'order', 'visit', 'order']),
          ('session', ['visit', 'view', 'cart', 'checkout'])) AS t(funnel, steps);
      """;

  @TempDir private static Path folder;
  private static Oracle oracle;

  @BeforeAll
  static void runBoth() throws IOException, SQLException {
    new DemoShop(1_500, 7, 420).write(Session.open(ZoneId.of("UTC")), folder + "/raw");
    oracle = new Oracle();
    oracle.run(OPPORTUNITIES.replace("{folder}", folder.toString()));
    Path settings = Files.writeString(folder.resolve("clientela.yaml"), SETTINGS.formatted(folder));
    CommandLineRunner.Answer run = CommandLineRunner.run("run", "--config", settings.toString());
    assertEquals(0, run.exitCode(), run::err);
    oracle.run(PARAMETERS);
    oracle.run(
        """
        CREATE VIEW raw_orders AS FROM read_parquet('%1$s/raw/orders/*.parquet');
        CREATE VIEW raw_interactions AS FROM read_parquet('%1$s/raw/interactions/*.parquet');
        CREATE VIEW raw_subscriptions AS FROM read_parquet('%1$s/raw/subscriptions/*.parquet');
        CREATE VIEW raw_leads AS FROM read_parquet('%1$s/raw/leads/*.parquet');
        CREATE VIEW raw_customers AS FROM read_csv('%1$s/raw/customers/*.csv', all_varchar = true, header = true);
        """
            .formatted(folder));
    oracle.runFile("admission");
    oracle.runFile("prelude");
  }

  @AfterAll
  static void close() throws SQLException {
    oracle.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cohort_retention",
        "customer_retention",
        "growth_accounting",
        "repeat_purchase",
        "subscription_churn",
        "survival",
        "active_days",
        "stickiness",
        "order_value",
        "cohort_ltv",
        "customer_value",
        "rfm_cuts",
        "rfm_segments",
        "lead_conversion",
        "sales_performance",
        "funnel_conversion"
      })
  void equalsTheOracle(String table) throws IOException, SQLException {
    String published = "read_parquet('" + folder + "/lake/" + table + "/as_of=*/*.parquet')";
    oracle.assertSame(table, published);
  }

  /** read = admitted + rejected + later + duplicates, counted apart by both. */
  @Test
  void countsTheSameRows() throws SQLException {
    List<String> counts =
        oracle.rows(
            "SELECT input, read, rejected, later, duplicates, admitted FROM read_parquet('"
                + folder
                + "/lake/data_quality/as_of=*/*.parquet') WHERE input <> 'opportunities' ORDER BY 1");
    assertEquals(
        oracle.rows(
            "SELECT table_name, read, rejected, later, duplicates, admitted FROM admission_counts ORDER BY 1"),
        counts);
  }
}
