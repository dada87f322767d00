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

  @TempDir private static Path folder;
  private static Oracle oracle;

  @BeforeAll
  static void runBoth() throws IOException, SQLException {
    new DemoShop(1_500, 7, 420).write(Session.open(ZoneId.of("UTC")), folder + "/raw");
    oracle = new Oracle(folder);
    Path settings = Files.writeString(folder.resolve("run.yaml"), oracle.text("run.yaml"));
    CommandLineRunner.Answer run = CommandLineRunner.run("run", "--config", settings.toString());
    assertEquals(0, run.exitCode(), run::err);
    oracle.runFile("parameters");
    oracle.runFile("sources");
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
        "trial_conversion",
        "survival",
        "active_days",
        "stickiness",
        "order_value",
        "cohort_ltv",
        "customer_value",
        "rfm_cuts",
        "rfm_segments",
        "lead_conversion",
        "acquisition_cost",
        "sales_performance",
        "pipeline_stages",
        "service_performance",
        "satisfaction",
        "agent_scorecard",
        "message_performance",
        "social_engagement",
        "funnel_conversion"
      })
  void equalsTheOracle(String table) throws IOException, SQLException {
    String published = "read_parquet('" + folder + "/lake/" + table + "/as_of=*/*.parquet')";
    oracle.assertSame(table, published);
  }

  /** The oracle does not tell a copy of a row from an older version of it. */
  @Test
  void countsTheSameRows() throws SQLException {
    List<String> counts =
        oracle.rows(
            "SELECT input, read, rejected, later, duplicates + superseded, admitted FROM read_parquet('"
                + folder
                + "/lake/data_quality/as_of=*/*.parquet') ORDER BY 1");
    assertEquals(
        oracle.rows(
            "SELECT table_name, read, rejected, later, duplicates, admitted FROM admission_counts ORDER BY 1"),
        counts);
  }
}
