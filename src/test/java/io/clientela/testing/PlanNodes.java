package io.clientela.testing;

import io.clientela.kpi.Kpi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.columnar.InMemoryTableScanExec;
import scala.jdk.javaapi.CollectionConverters;

/** The nodes of the physical plans of some tables, those of shared facts once. */
public record PlanNodes(List<SparkPlan> nodes) {

  public static PlanNodes of(Shop shop, List<Kpi> kpis) {
    SparkSession spark =
        Sessions.tuned(
            shop.zone(),
            Map.of("spark.sql.adaptive.enabled", "false", Sessions.READ_OUT_ON_CLUSTER, "true"));
    List<SparkPlan> nodes = new ArrayList<>();
    Set<SparkPlan> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    shop.compute(
        kpis, spark, (name, rows) -> see(rows.queryExecution().executedPlan(), seen, nodes));
    return new PlanNodes(nodes);
  }

  private static void see(SparkPlan plan, Set<SparkPlan> seen, List<SparkPlan> nodes) {
    if (!seen.add(plan)) {
      return;
    }
    nodes.add(plan);
    if (plan instanceof InMemoryTableScanExec scan) {
      see(scan.relation().cachedPlan(), seen, nodes);
    }
    CollectionConverters.asJava(plan.children()).forEach(child -> see(child, seen, nodes));
  }

  public List<SparkPlan> which(Predicate<SparkPlan> isMeant) {
    return nodes.stream().filter(isMeant).toList();
  }
}
