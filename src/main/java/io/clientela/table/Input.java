package io.clientela.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Column;

/**
 * A raw table that the job accepts, and what its owner promises of it.
 *
 * @param table fields that may not be null are required columns
 * @param columns fields whose column is required although a value may be null
 * @param happensAt the instant or date at which the row happened in the business
 * @param codes the values that a field may have; the first one stands for null
 * @param becomesKnown later facts of a row: while the instant or date (key) is not before as-of it
 *     reads as null, and the money that goes with it (value) as 0
 * @param rules contradictions between fields
 * @param lastDays dates that the source gives as the last day instead of the first day without
 */
public record Input(
    Table table,
    Set<Field> columns,
    Optional<Field> id,
    Field happensAt,
    Map<Field, List<String>> codes,
    Map<Field, Optional<Field>> becomesKnown,
    List<Rule> rules,
    Set<Field> lastDays) {

  private static final String AMOUNT = "amount";

  public static Input of(Table table, Field happensAt) {
    return new Input(
        table, Set.of(), Optional.empty(), happensAt, Map.of(), Map.of(), List.of(), Set.of());
  }

  public String name() {
    return table.name();
  }

  /** The column has to be there; its values may be null. */
  public Input requiringColumn(Field field) {
    return new Input(table, Set.of(field), id, happensAt, codes, becomesKnown, rules, lastDays);
  }

  /** Whether a source without the column is refused. */
  public boolean requires(Field field) {
    return !field.nullable() || columns.contains(field);
  }

  /** Rows with the same id are one thing: copies of one row, or versions of which one counts. */
  public Input identifiedBy(Field field) {
    return new Input(
        table, columns, Optional.of(field), happensAt, codes, becomesKnown, rules, lastDays);
  }

  /** The money that a row is about, where it has one. */
  public Optional<Field> amount() {
    return table.fields().stream()
        .filter(field -> field.unit() == Unit.MONEY && field.name().endsWith(AMOUNT))
        .findFirst();
  }

  public Input coded(Field field, String... values) {
    Map<Field, List<String>> more = new LinkedHashMap<>(codes);
    more.put(field, List.of(values));
    return new Input(table, columns, id, happensAt, more, becomesKnown, rules, lastDays);
  }

  public Input knownFrom(Field instant) {
    return knownFrom(instant, Optional.empty());
  }

  public Input knownFrom(Field instant, Field money) {
    return knownFrom(instant, Optional.of(money));
  }

  private Input knownFrom(Field instant, Optional<Field> money) {
    Map<Field, Optional<Field>> more = new LinkedHashMap<>(becomesKnown);
    more.put(instant, money);
    return new Input(table, columns, id, happensAt, codes, more, rules, lastDays);
  }

  /** The source gives the last day of something where the field is the first day without it. */
  public Input givenAsLastDay(Field date) {
    return new Input(table, columns, id, happensAt, codes, becomesKnown, rules, Set.of(date));
  }

  public Input never(String reason, Column broken) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(Rule.broken(reason, broken));
    return new Input(table, columns, id, happensAt, codes, becomesKnown, more, lastDays);
  }

  /** With further text columns: the configured breakdowns that the source has. */
  public Input alsoWith(Set<String> dimensions) {
    return with(dimensions, name -> Field.label(name, "Breakdown " + name).orNull());
  }

  /** With further columns that the source has, as they are. */
  public Input keeping(Set<String> columns) {
    return with(columns, name -> Field.any(name, "Named by a parameter"));
  }

  private Input with(Set<String> names, Function<String, Field> field) {
    List<Field> values = new ArrayList<>(table.values());
    Set<String> declared = Set.copyOf(table.fields().stream().map(Field::name).toList());
    names.stream().filter(name -> !declared.contains(name)).map(field).forEach(values::add);
    Table wider = table.values(values.toArray(Field[]::new));
    return new Input(wider, columns, id, happensAt, codes, becomesKnown, rules, lastDays);
  }
}
