package io.clientela.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.CommandLineRunner;
import io.clientela.demo.DemoShop;
import io.clientela.job.Session;
import io.clientela.kpi.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every table of the catalogue, by a run over the generated shop, equals plain SQL on DuckDB over
 * the same raw files, row for row; one without an oracle says why.
 */
class OracleTest {

  /** Tables that SQL does not say once more, and what shows that they are right. */
  private static final Map<String, String> WITHOUT =
      Map.of(
          "ltv_model", "fitted by maximum likelihood: ltv_test.py has lifetimes fit it again",
          "ltv_validation", "stands on the same fits: LtvDatasetsTest has the numbers of papers",
          "campaign_effect", "tests of significance: campaign_test.py has scipy compute them",
          "funnel_attempts", "FunnelAttemptsTest adds them up to funnel_conversion, which has one",
          "kpi_scorecard", "a copy of values of the others: scorecard_test.py reads them again",
          "target_attainment", "rules on single values: TargetAttainmentTest has each by hand",
          "trend_alerts", "tests of significance: scorecard_test.py has scipy compute them");

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

  private static List<String> published() {
    return Catalogue.kpis().stream().map(kpi -> kpi.output().name()).toList();
  }

  private static List<String> withOracle() {
    return published().stream().filter(table -> !WITHOUT.containsKey(table)).toList();
  }

  @ParameterizedTest
  @MethodSource("withOracle")
  void equalsTheOracle(String table) throws IOException, SQLException {
    String published = "read_parquet('" + folder + "/lake/" + table + "/as_of=*/*.parquet')";
    oracle.assertSame(table, published);
  }

  @Test
  void everyTableHasAnOracleOrAReason() {
    for (String table : published()) {
      boolean isMissing = OracleTest.class.getResource("/oracles/" + table + ".sql") == null;
      assertEquals(WITHOUT.containsKey(table), isMissing, table + ": either SQL or why not");
    }
    assertTrue(published().containsAll(WITHOUT.keySet()), WITHOUT.keySet()::toString);
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
