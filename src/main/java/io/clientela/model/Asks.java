package io.clientela.model;

import io.clientela.table.Grain;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What a KPI asks of the shared facts, so that they hold no more than is used.
 *
 * @param cohorts grains for which activity is kept apart by cohort
 * @param periods grains for which activity is kept by period alone
 * @param activities {@code order}, {@code interaction} or interaction types
 * @param types interaction types that parameters name; one that does not occur in the data is worth
 *     a warning
 */
public record Asks(
    Set<Grain> cohorts, Set<Grain> periods, Set<String> activities, Set<String> types) {

  public static final Asks NOTHING = new Asks(Set.of(), Set.of(), Set.of(), Set.of());

  /** The histories of orders, without periods. */
  public static final Asks ORDERS = NOTHING.withActivities(Set.of(History.ORDER));

  public Asks {
    cohorts = Set.copyOf(cohorts);
    periods = Set.copyOf(periods);
    activities = Set.copyOf(activities);
    types = Set.copyOf(types);
  }

  public Asks withCohorts(Collection<Grain> grains) {
    return new Asks(new HashSet<>(grains), periods, activities, types);
  }

  public Asks withPeriods(Collection<Grain> grains) {
    return new Asks(cohorts, new HashSet<>(grains), activities, types);
  }

  public Asks withActivities(Set<String> names) {
    Set<String> named = new HashSet<>(names);
    named.removeAll(Set.of(History.ORDER, History.INTERACTION));
    return new Asks(cohorts, periods, names, named);
  }

  public Asks withTypes(Set<String> names) {
    return new Asks(cohorts, periods, activities, names);
  }

  public Asks and(Asks other) {
    return new Asks(
        union(cohorts, other.cohorts),
        union(periods, other.periods),
        union(activities, other.activities),
        union(types, other.types));
  }

  private static <T> Set<T> union(Set<T> one, Set<T> other) {
    Set<T> all = new HashSet<>(one);
    all.addAll(other);
    return all;
  }
}
