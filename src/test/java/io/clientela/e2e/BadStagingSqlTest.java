package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Staging SQL that can't be run, or does more than select. */
final class BadStagingSqlTest {

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
    work.file("orders/orders.csv", "order_id,customer_id,ordered_at,amount\n1,ana,2024-01-05,10\n");
  }

  private void staging(String sql) {
    work.orders("format: csv, sql: \"" + sql + "\"");
  }

  @Test
  void sqlThatDoesNotParseIsShown() {
    staging("SELECT order_id FROM source WHERE (");
    Answer answer = work.refuses(2, "sources.orders.sql", "SELECT", "Syntax error");

    assertTrue(answer.err().contains("line 1"), "the place in what was written: " + answer.err());
  }

  @Test
  void sqlOverAColumnThatIsNotThereNamesThoseThereAre() {
    staging("SELECT id AS order_id, customer_id, ordered_at, amount FROM source");
    Answer answer =
        work.refuses(
            3,
            "sources.orders.sql",
            "`id` cannot be resolved",
            "[order_id, customer_id, ordered_at, amount]");

    assertFalse(answer.err().contains("Relation ["), "no plan of Spark: " + answer.err());
  }

  @Test
  void sqlThatLeavesARequiredColumnOutIsNamed() {
    staging("SELECT order_id, customer_id, ordered_at FROM source");

    work.refuses(3, "orders: required column amount is missing", "sources.orders.sql");
  }

  @ParameterizedTest
  @CsvSource({
    "CAST(customer_id AS INT), CAST_INVALID_INPUT",
    "1 / (length(customer_id) - 3), DIVIDE_BY_ZERO",
    "(SELECT col1 FROM VALUES (1); (2)), SCALAR_SUBQUERY_TOO_MANY_ROWS",
    "date_format(to_date(ordered_at); 'YYYY'), INCONSISTENT_BEHAVIOR_CROSS_VERSION",
    "element_at(array(1); length(order_id) + 1), INVALID_ARRAY_INDEX"
  })
  void sqlThatFailsOnARowIsToldWithItsRemedy(String expression, String condition) {
    String id = "CAST(" + expression.replace(';', ',') + " AS STRING)";
    staging("SELECT order_id, " + id + " AS customer_id, ordered_at, amount FROM source");

    work.refuses(3, "orders: ROOT/orders", condition, "sources.orders.sql", "try_cast");
  }

  /** While Spark plans, and in a task: which must not end the process. */
  @ParameterizedTest
  @ValueSource(strings = {"'x'", "left(customer_id, 1)"})
  void sqlThatTakesMoreMemoryThanThereIsIsNoBug(String text) {
    staging("SELECT * FROM source WHERE length(repeat(" + text + ", 2147483647)) > 0");

    work.refuses(2, "The driver ran out of memory", "one value above 2 GB", "sources.*.sql");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE staging_victims.victim",
        "SELECT 1) AS x; DROP TABLE staging_victims.victim; SELECT * FROM (SELECT 1",
        "WITH x AS (SELECT 1 AS id) INSERT INTO staging_victims.victim SELECT id FROM x",
        "INSERT INTO staging_victims.victim SELECT 1",
        "TRUNCATE TABLE staging_victims.victim",
        "SET spark.sql.ansi.enabled = false"
      })
  void aStatementThatIsNoSelectIsRefusedAndNotRun(String sql) {
    SparkSession spark = Workplace.spark();
    spark.sql("CREATE SCHEMA IF NOT EXISTS staging_victims LOCATION '" + work.path("db") + "'");
    try {
      spark.sql("CREATE TABLE staging_victims.victim USING parquet AS SELECT 7 AS id");
      staging(sql);
      work.refuses(2, "sources.orders.sql is not a SELECT");

      assertEquals(7, spark.table("staging_victims.victim").head().getInt(0));
      assertEquals(1, spark.table("staging_victims.victim").count());
    } finally {
      spark.sql("DROP SCHEMA staging_victims CASCADE");
    }
  }

  /** The SQL is one query as it is written, not a piece of a greater one. */
  @Test
  void sqlThatClosesABracketItDidNotOpenIsRefused() {
    staging("SELECT * FROM source) AS a CROSS JOIN (SELECT 1 AS one");

    work.refuses(2, "sources.orders.sql is not a SELECT");
  }

  @Test
  void aMissingSqlFileIsNamed() {
    work.orders("format: csv, sql-file: ROOT/orders.sql");

    work.refuses(2, "settings.yaml:5: sources.orders.sql-file", "ROOT/orders.sql");
  }
}
