package io.clientela.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.testing.Funnels;
import io.clientela.testing.PlanNodes;
import java.util.List;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeExec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a funnel costs, read from its physical plan. */
final class FunnelPlanTest {

  private static PlanNodes plans;

  @BeforeAll
  static void plan() {
    plans =
        PlanNodes.of(
            Published.SHOP,
            List.of(
                Funnels.conversion(
                    "name: checkout, steps: [view, cart, order], window: 20d",
                    "name: twice, steps: [view, view], attempts: all")));
  }

  @Test
  void eventsMeetInOneExchangeAndCountsInAnother() {
    List<String> exchanges =
        plans.which(ShuffleExchangeExec.class::isInstance).stream()
            .map(node -> node.outputPartitioning().toString())
            .filter(partitioning -> !partitioning.contains("_id"))
            .toList();

    assertEquals(2, exchanges.size(), exchanges::toString);
    assertTrue(exchanges.stream().anyMatch(by -> by.contains("bucket")), exchanges::toString);
    assertTrue(exchanges.stream().anyMatch(by -> by.contains("segment")), exchanges::toString);
  }

  @Test
  void whatIsExchangedAndSortedIsPacked() {
    List<SparkPlan> ofBuckets =
        plans.which(
            node ->
                node instanceof ShuffleExchangeExec
                    && node.outputPartitioning().toString().contains("bucket"));

    assertEquals(
        List.of("bucket", "from", "pack"), List.of(ofBuckets.get(0).schema().fieldNames()));
  }
}
