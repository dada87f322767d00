package io.clientela.model;

import io.clientela.table.Derivation;
import io.clientela.table.Grain;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a KPI {@link io.clientela.table.Needs#holding needs the shared facts to hold}: no more than
 * is used.
 *
 * @param cohorts grains for which activity is kept apart by cohort
 * @param periods grains for which activity is kept by period alone
 * @param orderPeriods grains for which orders are kept by the segments that they belong to
 *     themselves
 * @param activities {@code order}, {@code interaction}, interaction types, or pairs of them
 * @param counted those of them whose periods are kept
 * @param types interaction types that parameters name; one that does not occur in the data is worth
 *     a warning
 * @param columns further columns of orders and interactions that parameters name
 */
public record Asks(
    Set<Grain> cohorts,
    Set<Grain> periods,
    Set<Grain> orderPeriods,
    Set<String> activities,
    Set<String> counted,
    Set<String> types,
    Set<String> columns,
    boolean elapsed)
    implements Serializable {

  public static final Asks NOTHING =
      new Asks(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), false);

  /** The histories of orders, without periods. */
  public static final Asks ORDERS = NOTHING.withActivities(Set.of(History.ORDER));

  public Asks {
    cohorts = Set.copyOf(cohorts);
    periods = Set.copyOf(periods);
    orderPeriods = Set.copyOf(orderPeriods);
    activities = Set.copyOf(activities);
    counted = Set.copyOf(counted);
    types = Set.copyOf(types);
    columns = Set.copyOf(columns);
  }

  /** What these ask for together. */
  public static Asks of(Collection<? extends Derivation> derivations) {
    return derivations.stream()
        .flatMap(each -> each.needs().details(Asks.class))
        .reduce(NOTHING, Asks::and);
  }

  /** For the activities that it asks for. */
  public Asks withCohorts(Collection<Grain> grains) {
    return new Asks(
        Set.copyOf(grains), periods, orderPeriods, activities, activities, types, columns, elapsed);
  }

  /** For the activities that it asks for. */
  public Asks withPeriods(Collection<Grain> grains) {
    return new Asks(
        cohorts, Set.copyOf(grains), orderPeriods, activities, activities, types, columns, elapsed);
  }

  /** Of orders, whatever is counted beside them. */
  public Asks withOrderPeriods(Collection<Grain> grains) {
    return new Asks(
        cohorts, periods, Set.copyOf(grains), activities, counted, types, columns, elapsed);
  }

  /** Where nothing is broken down, orders are kept as every activity is. */
  Asks withoutOrderPeriods() {
    if (orderPeriods.isEmpty()) {
      return this;
    }
    return new Asks(
        cohorts,
        union(periods, orderPeriods),
        Set.of(),
        activities,
        union(counted, Set.of(History.ORDER)),
        types,
        columns,
        elapsed);
  }

  public Asks withActivities(Set<String> names) {
    Set<String> named = new HashSet<>();
    for (String name : names) {
      ActivityPair.in(name)
          .ifPresentOrElse(
              pair -> named.addAll(List.of(pair.start(), pair.back())), () -> named.add(name));
    }
    named.removeAll(Set.of(History.ORDER, History.INTERACTION));
    return new Asks(cohorts, periods, orderPeriods, names, counted, named, columns, elapsed);
  }

  public Asks withTypes(Set<String> names) {
    return new Asks(cohorts, periods, orderPeriods, activities, counted, names, columns, elapsed);
  }

  public Asks withColumns(Set<String> names) {
    return new Asks(cohorts, periods, orderPeriods, activities, counted, types, names, elapsed);
  }

  public Asks withElapsed() {
    return new Asks(cohorts, periods, orderPeriods, activities, counted, types, columns, true);
  }

  public Asks and(Asks other) {
    return new Asks(
        union(cohorts, other.cohorts),
        union(periods, other.periods),
        union(orderPeriods, other.orderPeriods),
        union(activities, other.activities),
        union(counted, other.counted),
        union(types, other.types),
        union(columns, other.columns),
        elapsed || other.elapsed);
  }

  private static <T> Set<T> union(Set<T> one, Set<T> other) {
    Set<T> all = new HashSet<>(one);
    all.addAll(other);
    return all;
  }
}
