package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Staging SQL that names the as-of date: an age is that of the run, not of the day it runs on. */
final class AsOfInSqlTest {

  private static final String KEYS =
      """
      format: csv, sql: "SELECT order_id, customer_id, ordered_at, amount,
        CASE WHEN months_between(${as-of}, born_on) < 12 * 30 THEN 'to 29' ELSE '30 and over' END AS age
        FROM source WHERE ordered_at < '${as-of}'"
      """;

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
    work.file(
        "orders/orders.csv",
        """
        order_id,customer_id,ordered_at,amount,born_on
        1,ana,2024-01-05,10,1994-07-15
        2,bia,2024-05-05,20,1990-01-01
        3,caio,2024-07-05,40,1990-01-01
        """);
    work.settings("dimensions: [age]\nsources:\n  orders: {path: ROOT/orders, " + KEYS + "}\n");
  }

  @Test
  void theDateOfTheCommandLineBeatsTheFile() {
    work.says(work.run("--only", "cohort_ltv"), 0);
    assertEquals(List.of("[30 and over,20.0000]", "[to 29,10.0000]"), revenueByAge("2024-07-01"));

    work.says(work.run("--only", "cohort_ltv", "--as-of", "2024-08-01"), 0);
    assertEquals(List.of("[30 and over,70.0000]"), revenueByAge("2024-08-01"));
  }

  @Test
  void runsOfTwoDatesHaveOneFingerprint() {
    work.says(work.run("--only", "cohort_ltv"), 0);
    work.says(work.run("--only", "cohort_ltv", "--as-of", "2024-08-01"), 0);

    assertEquals(
        List.of("[2,1]"),
        work.rows("kpi_runs", "SELECT count(*), count(DISTINCT settings_fingerprint) FROM t"));
  }

  @Test
  void checkReadsItToo() {
    work.says(work.check(), 0, "orders                      2              2");
    work.says(
        work.check("--as-of", "2024-03-01"), 0, "orders                      1              1");
  }

  private List<String> revenueByAge(String asOf) {
    return work.rows(
        "cohort_ltv",
        "SELECT segment, sum(revenue) FROM t WHERE dimension = 'age' AND as_of = '"
            + asOf
            + "' GROUP BY segment ORDER BY segment");
  }
}
