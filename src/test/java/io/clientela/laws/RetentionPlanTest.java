package io.clientela.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Kpi;
import io.clientela.kpi.retention.SubscriptionChurn;
import io.clientela.kpi.retention.TrialConversion;
import io.clientela.kpi.value.OrderValue;
import io.clientela.model.Interactions;
import io.clientela.model.Orders;
import io.clientela.table.Input;
import io.clientela.testing.PlanNodes;
import io.clientela.testing.Sessions;
import io.clientela.testing.Shop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeExec;
import org.apache.spark.sql.execution.joins.BroadcastNestedLoopJoinExec;
import org.apache.spark.sql.execution.joins.CartesianProductExec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all retention tables and order_value together cost, read from their physical plans. */
final class RetentionPlanTest {

  @TempDir private static Path folder;
  private static PlanNodes plans;

  @BeforeAll
  static void planAllTables() {
    Shop shop = fromFiles(fromFiles(Published.SHOP, Orders.INPUT), Interactions.INPUT);
    List<Kpi> kpis = new ArrayList<>(retention());
    kpis.add(new OrderValue(null));
    plans = PlanNodes.of(shop, kpis);
  }

  /** Those that stand on orders and interactions. */
  private static List<Kpi> retention() {
    return Catalogue.kpis().stream()
        .filter(kpi -> kpi.getClass().getPackage().equals(SubscriptionChurn.class.getPackage()))
        .filter(kpi -> !(kpi instanceof SubscriptionChurn || kpi instanceof TrialConversion))
        .toList();
  }

  private static Shop fromFiles(Shop shop, Input input) {
    String path = folder.resolve(input.name()).toString();
    shop.raw().get(input).apply(Sessions.in(shop.zone())).write().parquet(path);
    return shop.with(input, spark -> spark.read().parquet(path));
  }

  @Test
  void ordersAreScannedOnce() {
    assertEquals(1, count(node -> isScanOf(node, "orders")));
    assertEquals(1, count(node -> isScanOf(node, "interactions")));
  }

  private static boolean isScanOf(SparkPlan node, String input) {
    return node instanceof FileSourceScanExec scan
        && scan.relation().location().rootPaths().exists(path -> path.getName().equals(input));
  }

  @Test
  void everythingOfACustomerMeetsInOneExchange() {
    List<SparkPlan> byCustomer =
        plans.which(
            node ->
                node instanceof ShuffleExchangeExec
                    && node.outputPartitioning().toString().contains("customer_id"));

    assertEquals(1, byCustomer.size(), byCustomer::toString);
  }

  @Test
  void nothingIsCountedDistinctOrMultipliedByACalendar() {
    assertEquals(0, count(node -> node.simpleString(1000).contains("distinct")));
    assertEquals(0, count(CartesianProductExec.class::isInstance));
    assertEquals(0, count(BroadcastNestedLoopJoinExec.class::isInstance));
    assertTrue(plans.nodes().size() > 50);
  }

  private static long count(Predicate<SparkPlan> isMeant) {
    return plans.which(isMeant).size();
  }
}
