package io.clientela.job;

import io.clientela.kpi.Kpi;
import io.clientela.kpi.funnel.FunnelConversion;
import io.clientela.model.Customers;
import io.clientela.model.Interactions;
import io.clientela.model.Leads;
import io.clientela.model.OpportunityStages;
import io.clientela.model.Orders;
import io.clientela.model.Subscriptions;
import io.clientela.model.Surveys;
import io.clientela.source.Raw;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the configured dimensions are columns by which some table can be broken down. */
final class Dimensions {

  /** Others have breakdowns of their own, such as the agent of a ticket. */
  private static final Set<Table> ALWAYS =
      Set.of(
          Orders.TABLE,
          Interactions.TABLE,
          Customers.TABLE,
          Subscriptions.TABLE,
          Leads.TABLE,
          Surveys.TABLE);

  private Dimensions() {}

  /** Names of the raw tables by whose columns tables are broken down. */
  static Set<String> tables(List<Kpi> kpis) {
    Set<String> names = new TreeSet<>();
    ALWAYS.forEach(table -> names.add(table.name()));
    kpis.stream()
        .filter(FunnelConversion.class::isInstance)
        .flatMap(kpi -> kpi.needs().optionals().stream())
        .filter(table -> table != OpportunityStages.TABLE)
        .forEach(table -> names.add(table.name()));
    return names;
  }

  /** Each dimension that breaks no table down, with those that could. */
  static List<String> problems(
      List<String> dimensions, Map<String, Raw> raw, Set<String> brokenDown) {
    List<String> problems = new ArrayList<>();
    for (String dimension : dimensions) {
      List<String> having =
          raw.keySet().stream()
              .filter(table -> columns(raw.get(table)).contains(dimension))
              .toList();
      if (having.stream().noneMatch(brokenDown::contains)) {
        problems.add(
            "dimension "
                + dimension
                + (having.isEmpty()
                    ? " is a column of no source; found "
                    : " is a column of "
                        + String.join(", ", having)
                        + " only, by whose columns no table is broken down; found ")
                + found(raw, brokenDown));
      }
    }
    return problems;
  }

  private static String found(Map<String, Raw> raw, Set<String> brokenDown) {
    String found =
        raw.keySet().stream()
            .filter(brokenDown::contains)
            .map(table -> columns(raw.get(table)) + " in " + table)
            .collect(Collectors.joining(", "));
    return found.isEmpty()
        ? "none of the sources " + String.join(", ", new TreeSet<>(brokenDown))
        : found;
  }

  private static Set<String> columns(Raw raw) {
    return raw.columns().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
