package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Refusal;
import io.clientela.table.Unit;
import io.clientela.table.UnreadRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * What of an input a source has.
 *
 * @param columns those of the contract, each with where it comes from
 * @param sourceColumns names of all columns of the source
 * @param hasUnreadRows whether it hands on rows that could not be taken apart, too
 */
record Shape(
    Input input, List<Conforming> columns, List<String> sourceColumns, boolean hasUnreadRows) {

  private static final List<String> SEPARATORS = List.of(";", "\t", "|", ",");

  /** Where Spark's JSON reader puts what it can't read. */
  private static final String UNREAD = "_corrupt_record";

  /**
   * @throws Refusal with every problem of the shape at once
   */
  static Shape of(Input input, Dataset<Row> source, Terms terms) {
    List<String> all = List.of(source.columns());
    List<String> names = all.stream().filter(name -> !UnreadRow.isColumn(name)).toList();
    Map<String, String> found = columnsByName(input, source);
    List<String> problems = new ArrayList<>();
    Set<String> dimensions = new LinkedHashSet<>(terms.dimensions());
    dimensions.retainAll(found.keySet());
    List<Conforming> columns = new ArrayList<>();
    for (Field field : input.alsoWith(dimensions).table().fields()) {
      String name = found.get(field.name());
      List<String> codes = input.codes().getOrDefault(field, List.of());
      if (name != null) {
        DataType type = source.schema().apply(name).dataType();
        Conforming column = new Conforming(field, name, type, codes, terms);
        column.mismatch().ifPresent(why -> problems.add(mismatched(input, field, why)));
        columns.add(column);
      } else if (input.requires(field)) {
        problems.add(missing(input, field, names));
      } else if (field.unit() != Unit.LABEL || !codes.isEmpty()) {
        columns.add(Conforming.missing(field, codes, terms));
      }
    }
    Shape shape = new Shape(input, columns, names, all.contains(UnreadRow.REASON));
    if (terms.versions().isPresent() && shape.id().isEmpty()) {
      problems.add(withoutId(input));
    }
    if (!problems.isEmpty()) {
      throw Refusal.contract(separator(input, names).map(List::of).orElse(problems));
    }
    return shape;
  }

  /** The id, if the source has the column. */
  Optional<Conforming> id() {
    return columns.stream()
        .filter(column -> input.id().equals(Optional.of(column.field())) && !column.isMissing())
        .findFirst();
  }

  /** The customer whose row it is, if the source has the column. */
  Optional<Conforming> customer() {
    return columns.stream()
        .filter(column -> column.field().name().equals(CustomerCoverage.ID) && !column.isMissing())
        .findFirst();
  }

  Stream<Field> fields() {
    return columns.stream().map(Conforming::field);
  }

  Optional<Field> currency() {
    return fields().filter(field -> field.unit() == Unit.CURRENCY).findFirst();
  }

  Stream<Field> instants() {
    return fields().filter(field -> field.unit() == Unit.INSTANT);
  }

  /** The business date. */
  Column happensOn() {
    return input.happensAt().businessDate().col();
  }

  /** The row as it came: as JSON, or as it stands in its file where it could not be taken apart. */
  Column asText() {
    Column[] values =
        sourceColumns.stream()
            .map(name -> Accepted.column(Conforming.rawName(name)).as(name))
            .toArray(Column[]::new);
    Column json = to_json(struct(values));
    return hasUnreadRows ? coalesce(unreadText(), json) : json;
  }

  /** Why a row could not be taken apart; null for every other row. */
  Column unreadReason() {
    return col(Conforming.rawName(UnreadRow.REASON));
  }

  private Column unreadText() {
    return col(Conforming.rawName(UnreadRow.TEXT));
  }

  /** The names of the source's columns by their lower case. */
  private static Map<String, String> columnsByName(Input input, Dataset<Row> source) {
    Map<String, String> found = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (String name : source.columns()) {
      String before = found.put(name.toLowerCase(Locale.ROOT), name);
      if (before != null) {
        problems.add(
            String.format(
                "%s: columns %s and %s differ in case only; rename one in the SQL",
                input.name(), before, name));
      }
    }
    if (!problems.isEmpty()) {
      throw Refusal.contract(problems);
    }
    return found;
  }

  private static String mismatched(Input input, Field field, String why) {
    return String.format(
        "%s.%s %s; cast it in sources.%s.sql", input.name(), field.name(), why, input.name());
  }

  private static String withoutId(Input input) {
    String id =
        input.id().map(field -> "lack its id, " + field.name()).orElse("of this table have no id");
    return String.format(
        "%s: sources.%s.versions can't be used: the rows %s. Remove it, or derive the id in"
            + " sources.%s.sql",
        input.name(), input.name(), id, input.name());
  }

  /** A file whose columns are apart by another separator has one column, with all their names. */
  private static Optional<String> separator(Input input, List<String> names) {
    if (names.size() != 1) {
      return Optional.empty();
    }
    String name = names.get(0);
    if (name.toLowerCase(Locale.ROOT).startsWith("sep=")) {
      return Optional.of(
          String.format(
              "%s: the first line of its files is %s, not the names of columns. Leave it out",
              input.name(), name));
    }
    return SEPARATORS.stream()
        .filter(name::contains)
        .findFirst()
        .map(
            separator ->
                String.format(
                    "%s: its files have one column, %s. Its separator seems to be another: set"
                        + " sources.%s.options: {sep: \"%s\"}",
                    input.name(), shown(name), input.name(), shown(separator)));
  }

  private static String shown(String text) {
    return text.replace("\t", "\\t");
  }

  private static String missing(Input input, Field field, List<String> found) {
    String remedy =
        found.contains(UNREAD)
            ? "The documents are not one a line; set sources.%s.options: {multiLine: true}"
            : "Rename or derive it in sources.%s.sql";
    return String.format(
            "%s: required column %s is missing; found %s. ", input.name(), field.name(), found)
        + String.format(remedy, input.name())
        + NearNames.of(input, found).hint(field);
  }
}
