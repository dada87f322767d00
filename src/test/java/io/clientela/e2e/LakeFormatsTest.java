package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the tables may go beside a plain folder of Delta tables; and when they go nowhere. */
final class LakeFormatsTest {

  private static final String TWO = "cohort_ltv,customer_value";
  private static final String DATES = "SELECT as_of, count(*) FROM t GROUP BY as_of ORDER BY as_of";

  @TempDir Path folder;
  private Workplace work;
  private GrowingShop shop;

  @BeforeEach
  void shop() {
    work = new Workplace(folder);
    shop = new GrowingShop(work);
    shop.asOfMarch();
  }

  @Test
  void aCheckWritesNothing() {
    shop.settings("");
    work.says(work.check("--as-of", GrowingShop.MARCH), 0, "nothing was published", "orders", "8");

    assertFalse(Files.exists(folder.resolve("lake")));
  }

  @Test
  void aParquetLakeReplacesWhatItHoldsOfADate() {
    shop.settings("lake-format: parquet\n");
    work.says(work.run("--only", TWO, "--as-of", GrowingShop.MARCH), 0);
    List<String> once = sorted();
    work.says(work.run("--only", TWO, "--as-of", GrowingShop.MARCH), 0);

    assertEquals(Set.of("cohort_ltv", "customer_value"), work.published());
    assertEquals(once, sorted());
    assertEquals(Set.of("as_of=2024-03-01"), work.entries("lake/cohort_ltv"));
    assertEquals(
        List.of("[succeeded,2]", "[succeeded,2]"),
        work.rows("kpi_runs", "SELECT status, size(outputs) FROM t"));

    shop.laterOn();
    work.says(work.run("--only", TWO, "--as-of", GrowingShop.MAY), 0);
    work.says(work.run("--only", TWO, "--as-of", GrowingShop.MARCH), 0);

    assertEquals(Set.of("as_of=2024-03-01", "as_of=2024-05-01"), work.entries("lake/cohort_ltv"));
    assertEquals(once, sorted());
    assertEquals(List.of("[2024-05-01,4]"), work.rows("customer_value", DATES));
  }

  private List<String> sorted() {
    return work.rows("cohort_ltv", "SELECT * FROM t WHERE as_of = '2024-03-01'").stream()
        .sorted()
        .toList();
  }

  @Test
  void aCatalogueOfSparkKnowsTheTables() {
    SparkSession spark = Workplace.spark();
    spark.sql("CREATE SCHEMA kpi_test LOCATION '" + work.path("schema") + "'");
    try {
      shop.settings("catalog: spark_catalog.kpi_test\n");
      work.says(work.run("--only", TWO, "--as-of", GrowingShop.MARCH), 0);
      work.says(work.run("--only", TWO, "--as-of", GrowingShop.MARCH), 0);

      assertEquals(3, spark.sql("SELECT * FROM spark_catalog.kpi_test.customer_value").count());
      assertEquals(work.table("cohort_ltv").count(), spark.table("kpi_test.cohort_ltv").count());
      assertEquals(2, spark.table("kpi_test.kpi_runs").count());
      assertEquals(2 * 14, spark.table("kpi_test.data_quality").count());

      work.says(
          work.run("--only", TWO, "--as-of", GrowingShop.MARCH, "--lake", work.path("other")),
          2,
          "catalog: spark_catalog.kpi_test.",
          "is registered at ROOT/lake/");
      assertEquals(Set.of(), work.entries("other"));
    } finally {
      spark.sql("DROP SCHEMA kpi_test CASCADE");
    }
  }

  @Test
  void aSchemaThatIsNotThereIsASettingToMend() {
    shop.settings("catalog: spark_catalog.kpi_nowhere\n");

    work.says(work.run("--only", TWO, "--as-of", GrowingShop.MARCH), 2, "catalog", "kpi_nowhere");
    assertEquals(Set.of(), work.published());
  }
}
