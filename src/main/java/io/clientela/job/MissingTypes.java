package io.clientela.job;

import static org.apache.spark.sql.functions.desc;

import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.model.Interactions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Interaction types that a parameter names and no row has. */
final class MissingTypes {

  private static final int TYPES_TO_NAME = 20;

  private MissingTypes() {}

  static List<String> warnings(Intake intake, Plan plan, List<Kpi> kpis) {
    Dataset<Row> interactions = intake.admitted().get(Interactions.TABLE.name());
    if (interactions == null) {
      return List.of();
    }
    Map<String, Set<String>> named = new LinkedHashMap<>();
    kpis.stream()
        .filter(kpi -> plan.steps().contains(kpi))
        .forEach(kpi -> named.put(kpi.output().name(), Asks.of(List.of(kpi)).types()));
    Set<String> all = named.values().stream().collect(TreeSet::new, Set::addAll, Set::addAll);
    if (all.isEmpty()) {
      return List.of();
    }
    List<String> present =
        interactions
            .select(Interactions.TYPE.col())
            .where(Interactions.TYPE.col().isin(all.toArray()))
            .distinct()
            .as(Encoders.STRING())
            .collectAsList();
    List<String> warnings = new ArrayList<>();
    named.forEach(
        (table, types) -> {
          Set<String> missing = new TreeSet<>(types);
          missing.removeAll(present);
          if (!missing.isEmpty()) {
            warnings.add(
                String.format(
                    "%s names interaction types that do not occur: %s; there are %s",
                    table, missing, typesOf(interactions)));
          }
        });
    return warnings;
  }

  private static List<String> typesOf(Dataset<Row> interactions) {
    return interactions
        .groupBy(Interactions.TYPE.col())
        .count()
        .orderBy(desc("count"), Interactions.TYPE.col())
        .limit(TYPES_TO_NAME)
        .select(Interactions.TYPE.col())
        .as(Encoders.STRING())
        .collectAsList();
  }
}
