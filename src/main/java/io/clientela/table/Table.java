package io.clientela.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/**
 * A declared table: its name, columns, and what they mean.
 *
 * @param keeps which as-of dates the lake holds of it
 */
public record Table(
    String name,
    Text title,
    Text grain,
    List<Field> key,
    List<Field> values,
    Text definition,
    Keeps keeps)
    implements Serializable {

  /**
   * The date, exclusive, up to which a published row knows the world; first column of every KPI
   * table.
   */
  public static final Field AS_OF =
      Field.date("as_of", "Business dates before this one are counted; replaced on rerun");

  /** Which as-of dates of a table stay in the lake. */
  public enum Keeps {
    EVERY_AS_OF,
    LATEST_AS_OF
  }

  public Table {
    key = List.copyOf(key);
    values = List.copyOf(values);
  }

  public static Table named(String name) {
    return new Table(
        name, Text.NONE, Text.NONE, List.of(), List.of(), Text.NONE, Keeps.EVERY_AS_OF);
  }

  public Table titled(String english, String portuguese) {
    Text both = new Text(english, portuguese);
    return new Table(name, both, grain, key, values, definition, keeps);
  }

  public Table grain(String english) {
    return grain(english, "");
  }

  public Table grain(String english, String portuguese) {
    Text both = new Text(english, portuguese);
    return new Table(name, title, both, key, values, definition, keeps);
  }

  public Table key(Field... fields) {
    return new Table(name, title, grain, List.of(fields), values, definition, keeps);
  }

  public Table values(Field... fields) {
    return new Table(name, title, grain, key, List.of(fields), definition, keeps);
  }

  public Table definedBy(String english) {
    return definedBy(english, "");
  }

  public Table definedBy(String english, String portuguese) {
    Text both = new Text(english, portuguese);
    return new Table(name, title, grain, key, values, both, keeps);
  }

  public Table latestOnly() {
    return new Table(name, title, grain, key, values, definition, Keeps.LATEST_AS_OF);
  }

  public List<Field> fields() {
    return Stream.concat(key.stream(), values.stream()).toList();
  }

  /** As it lies in the lake: with the as-of date in front. */
  public Table dated() {
    List<Field> dated = new ArrayList<>(key);
    dated.add(0, AS_OF);
    return new Table(name, title, grain, dated, values, definition, keeps);
  }

  /** The declared columns, in order. */
  public Column[] columns() {
    return fields().stream().map(Field::col).toArray(Column[]::new);
  }

  /** The declared schema; fields without own type take theirs from {@code found}. */
  public StructType schema(StructType found) {
    return fields().stream()
        .map(
            field ->
                field.in(field.keepsSourceType() ? found.apply(field.name()).dataType() : null))
        .reduce(new StructType(), StructType::add, (left, right) -> left);
  }

  /** Title, grain and formula, as the lake shows it. */
  public String comment() {
    return String.format(
        "%s (%s). %s. %s",
        title.english(), title.portuguese(), grain.english(), definition.english());
  }
}
