package io.clientela.laws;

import static io.clientela.testing.Tables.assertSame;

import io.clientela.testing.Shop;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The law book, second part: what must change nothing. */
final class IndifferenceLawsTest {

  private static final Dataset<Row> EXPECTED = Published.ONCE.lines();

  @Test
  void theOrderOfRowsAndManyPartitions() {
    assertChangesNothing(
        RandomShop.shuffled(Published.SHOP), Map.of("spark.sql.shuffle.partitions", "7"));
  }

  @Test
  void aRerunInOnePartitionWithGeneratedCodeAndPlansThatDoNotAdapt() {
    assertChangesNothing(
        RandomShop.of(7),
        Map.of(
            "spark.sql.shuffle.partitions", "1",
            "spark.sql.codegen.wholeStage", "true",
            "spark.sql.adaptive.enabled", "false"));
  }

  @Test
  void whatHappensFromAsOfOn() {
    assertChangesNothing(RandomShop.withFuture(Published.SHOP), Map.of());
  }

  @Test
  void rowsThatComeTwice() {
    assertChangesNothing(RandomShop.doubled(Published.SHOP), Map.of());
  }

  private static void assertChangesNothing(Shop shop, Map<String, String> how) {
    assertSame(EXPECTED, Published.of(shop, how).lines());
  }
}
