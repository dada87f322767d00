package io.clientela.job;

import io.clientela.job.settings.Settings;
import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Headlines;
import io.clientela.kpi.Kpi;
import io.clientela.table.Derivation;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a run computes, in the order of what reads what.
 *
 * @param steps derivations to compute, shared facts first
 * @param published names of the tables to publish
 * @param skipped tables that are not computed, with the reason
 */
record Plan(List<Derivation> steps, Set<String> published, Map<String, String> skipped) {

  /** What a run with these settings computes. */
  static Plan of(Settings settings, Set<String> only) {
    List<Kpi> kpis = settings.kpis();
    List<Kpi> chosen =
        kpis.stream().filter(kpi -> only.isEmpty() || only.contains(kpi.output().name())).toList();
    List<Derivation> facts =
        Catalogue.facts(withReads(chosen, kpis), kpis, settings.refunds(), settings.schedules());
    return of(kpis, facts, settings.sources().keySet(), only);
  }

  /** A KPI may stand on other KPIs, which then ask of the shared facts too. */
  private static List<Kpi> withReads(List<Kpi> chosen, List<Kpi> kpis) {
    Set<Kpi> all = new LinkedHashSet<>(chosen);
    for (Kpi kpi : chosen) {
      Set<String> reads = readNames(kpi, kpis);
      kpis.stream().filter(other -> reads.contains(other.output().name())).forEach(all::add);
    }
    return all.size() == chosen.size() ? List.copyOf(all) : withReads(List.copyOf(all), kpis);
  }

  /** Through the headlines a KPI may stand on all that have some. */
  private static Set<String> readNames(Kpi kpi, List<Kpi> kpis) {
    Set<String> reads = new HashSet<>(kpi.needs().tables());
    if (reads.contains(Headlines.TABLE.name())) {
      reads.addAll(new Headlines(kpis).needs().tables());
    }
    return reads;
  }

  /**
   * @param inputs names of the raw tables that there are
   * @param only tables asked for; empty = all
   */
  static Plan of(List<Kpi> kpis, List<Derivation> facts, Set<String> inputs, Set<String> only) {
    Planner planner = new Planner(kpis, facts, inputs);
    Set<String> published = new LinkedHashSet<>();
    for (Kpi kpi : kpis) {
      String name = kpi.output().name();
      boolean isAsked = only.isEmpty() || only.contains(name);
      if (isAsked && planner.plan(kpi)) {
        published.add(name);
      }
    }
    planner.skipped.keySet().removeIf(name -> !only.isEmpty() && !only.contains(name));
    planner.skipped.keySet().retainAll(kpis.stream().map(kpi -> kpi.output().name()).toList());
    return new Plan(List.copyOf(planner.steps), published, planner.skipped);
  }

  /** How many steps read the table of this one. */
  long readers(Derivation step) {
    String name = step.output().name();
    return steps.stream().filter(other -> other.needs().tables().contains(name)).count();
  }

  /** Visits what a derivation reads before the derivation itself. */
  private static final class Planner {
    private static final String OR = " or ";

    private final Map<String, Derivation> byTable = new LinkedHashMap<>();
    private final Set<String> inputs;
    private final Set<Derivation> steps = new LinkedHashSet<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();

    Planner(List<Kpi> kpis, List<Derivation> facts, Set<String> inputs) {
      Stream.concat(facts.stream(), kpis.stream())
          .forEach(derivation -> byTable.put(derivation.output().name(), derivation));
      this.inputs = inputs;
    }

    boolean plan(Derivation derivation) {
      String name = derivation.output().name();
      if (steps.contains(derivation) || skipped.containsKey(name)) {
        return !skipped.containsKey(name);
      }
      Needs needs = derivation.needs();
      needs.alternatives().forEach(this::canHave);
      Optional<String> why = needs.idle().or(() -> lack(needs));
      if (why.isPresent()) {
        skipped.put(name, why.get());
        return false;
      }
      needs.optionals().forEach(this::canHave);
      steps.add(derivation);
      return true;
    }

    private boolean canHave(Table table) {
      String name = table.name();
      return inputs.contains(name) || byTable.containsKey(name) && plan(byTable.get(name));
    }

    private Optional<String> lack(Needs needs) {
      Set<String> sources = lackingSources(needs);
      if (!sources.isEmpty()) {
        return Optional.of("source " + String.join(", ", sources) + " is not configured");
      }
      return needs.required().stream()
          .filter(read -> !canHave(read))
          .map(read -> skipped.get(read.name()))
          .findFirst();
    }

    /** The raw tables without which the derivation, or what it stands on, has nothing to read. */
    private Set<String> lackingSources(Needs needs) {
      Set<String> lacking = new TreeSet<>();
      needs.required().stream()
          .filter(read -> !canHave(read))
          .forEach(read -> lacking.addAll(sources(read)));
      List<Table> anyOf = needs.alternatives();
      if (!anyOf.isEmpty() && anyOf.stream().noneMatch(this::canHave)) {
        Set<String> either = new TreeSet<>();
        anyOf.forEach(read -> either.addAll(sources(read)));
        lacking.add(String.join(OR, either));
      }
      lacking.removeIf(
          source -> source.contains(OR) && Stream.of(source.split(OR)).anyMatch(lacking::contains));
      return lacking;
    }

    private Set<String> sources(Table read) {
      Derivation derivation = byTable.get(read.name());
      return derivation == null ? Set.of(read.name()) : lackingSources(derivation.needs());
    }
  }
}
