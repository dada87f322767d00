package io.clientela.table;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a derivation needs before it can be computed.
 *
 * @param required without one of these it is skipped
 * @param alternatives without all of these it is skipped too; none named = none needed
 * @param optionals used where they exist
 * @param detail what shared facts must hold for it, in a type of the room that makes them
 * @param idle why there is nothing to compute with its parameters, if so
 */
public record Needs(
    List<Table> required,
    List<Table> alternatives,
    List<Table> optionals,
    Optional<Record> detail,
    Optional<String> idle) {

  public static final Needs NOTHING =
      new Needs(List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());

  public Needs {
    required = List.copyOf(required);
    alternatives = List.copyOf(alternatives);
    optionals = List.copyOf(optionals);
  }

  public static Needs all(Table... tables) {
    return new Needs(List.of(tables), List.of(), List.of(), NOTHING.detail, NOTHING.idle);
  }

  /** Nothing, because there is nothing to compute. */
  public static Needs idle(String why) {
    return new Needs(List.of(), List.of(), List.of(), NOTHING.detail, Optional.of(why));
  }

  public Needs anyOf(Table... tables) {
    return new Needs(required, List.of(tables), optionals, detail, idle);
  }

  public Needs optional(Table... tables) {
    return new Needs(required, alternatives, List.of(tables), detail, idle);
  }

  public Needs holding(Record asked) {
    return new Needs(required, alternatives, optionals, Optional.of(asked), idle);
  }

  /** What it asks of shared facts in this type. */
  public <T extends Record> Stream<T> details(Class<T> type) {
    return detail.filter(type::isInstance).map(type::cast).stream();
  }

  /** Names of all that it may read. */
  public Set<String> tables() {
    return Stream.of(required, alternatives, optionals)
        .flatMap(List::stream)
        .map(Table::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
