package io.clientela.laws;

import static io.clientela.testing.Tables.assertSame;

import io.clientela.testing.Sessions;
import io.clientela.testing.Shop;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The law book, second part: what must change nothing. All of it happens at once, in two ways to
 * compute; only if that changes something it happens one by one, so that the failure says what did.
 */
@Tag("minutes")
final class IndifferenceLawsTest {

  private static final Dataset<Row> EXPECTED = Published.ONCE.lines();

  /** In the order in which they happen. */
  private static final Map<String, UnaryOperator<Shop>> CHANGES =
      new TreeMap<>(
          Map.of(
              "1 a rerun", shop -> RandomShop.of(7),
              "2 what happens from as-of on", RandomShop::withFuture,
              "3 rows that come twice", RandomShop::doubled,
              "4 the order of rows", RandomShop::shuffled));

  @Test
  void rerunFutureRepeatedRowsAndOrderInManyPartitions() {
    assertChangesNothing(
        Map.of("spark.sql.shuffle.partitions", "7", Sessions.READ_OUT_ON_CLUSTER, "true"));
  }

  /** As in production, where the tests interpret and do not adapt. */
  @Test
  void theSameInOnePartitionWithGeneratedCodeAndPlansThatAdapt() {
    assertChangesNothing(
        Map.of(
            "spark.sql.shuffle.partitions", "1",
            "spark.sql.codegen.wholeStage", "true",
            "spark.sql.codegen.factoryMode", "FALLBACK",
            "spark.sql.adaptive.enabled", "true"));
  }

  private static void assertChangesNothing(Map<String, String> how) {
    UnaryOperator<Shop> all =
        shop -> {
          Shop changed = shop;
          for (UnaryOperator<Shop> change : CHANGES.values()) {
            changed = change.apply(changed);
          }
          return changed;
        };
    try {
      assertChangesNothing(all, how);
    } catch (AssertionError together) {
      assertChangesNothing("0 " + how, UnaryOperator.identity(), how);
      CHANGES.forEach((name, change) -> assertChangesNothing(name, change, Map.of()));
      throw together;
    }
  }

  private static void assertChangesNothing(
      String name, UnaryOperator<Shop> change, Map<String, String> how) {
    try {
      assertChangesNothing(change, how);
    } catch (AssertionError alone) {
      throw new AssertionError(name.substring(2) + " changes tables", alone);
    }
  }

  private static void assertChangesNothing(UnaryOperator<Shop> change, Map<String, String> how) {
    assertSame(EXPECTED, Published.of(change.apply(Published.SHOP), how).lines());
  }
}
