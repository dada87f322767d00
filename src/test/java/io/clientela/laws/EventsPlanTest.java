package io.clientela.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.kpi.Kpi;
import io.clientela.kpi.marketing.MessagePerformance;
import io.clientela.kpi.sales.PipelineStages;
import io.clientela.testing.PlanNodes;
import java.util.List;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.aggregate.ObjectHashAggregateExec;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeExec;
import org.junit.jupiter.api.Test;

/** What events of messages and entries into stages cost, read from their physical plans. */
final class EventsPlanTest {

  @Test
  void eventsOfAMessageMeetInOneExchangeAndCountsInTwoSmallOnes() {
    PlanNodes plan = planOf(new MessagePerformance(null));
    List<String> by = exchanges(plan);

    assertEquals(3, by.size(), by::toString);
    assertEquals(1, by.stream().filter(each -> each.contains("message_id")).count(), by::toString);
    assertEquals(1, by.stream().filter(each -> each.contains("campaign")).count(), by::toString);
    assertEquals(1, by.stream().filter(each -> each.contains("segment")).count(), by::toString);
    assertEquals(0, plan.which(ObjectHashAggregateExec.class::isInstance).size());
  }

  @Test
  void entriesIntoStagesAreExchangedOnce() {
    PlanNodes plan = planOf(new PipelineStages(null));

    List<SparkPlan> ofEntries =
        plan.which(
            node ->
                node instanceof ShuffleExchangeExec
                    && List.of(node.schema().fieldNames()).contains("entered_micros"));

    assertEquals(1, ofEntries.size(), ofEntries::toString);
    assertTrue(ofEntries.get(0).outputPartitioning().toString().contains("opportunity_id"));
  }

  private static PlanNodes planOf(Kpi kpi) {
    return PlanNodes.of(Published.SHOP, List.of(kpi));
  }

  private static List<String> exchanges(PlanNodes plan) {
    return plan.which(ShuffleExchangeExec.class::isInstance).stream()
        .map(node -> node.outputPartitioning().toString())
        .toList();
  }
}
