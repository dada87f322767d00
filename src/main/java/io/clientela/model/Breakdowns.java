package io.clientela.model;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.clientela.table.Field;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The breakdowns of a KPI: each configured dimension beside the total. Tables that follow customers
 * break down by the customer's value, those that count what happens by the row's own, where it has
 * one.
 */
public final class Breakdowns {

  public static final Field DIMENSION =
      Field.label("dimension", "Breakdown, or all for the total over every customer");
  public static final Field SEGMENT =
      Field.label(
          "segment",
          "Value of the dimension for the customer, whatever its later orders carry: of customers where that has"
              + " the dimension, else of the customer's first activity; (none) where it is unknown");

  /** One value per configured dimension, in their order. */
  public static final Field SEGMENTS =
      new Field(
          "segments",
          DataTypes.createArrayType(DataTypes.StringType),
          Unit.ANY,
          true,
          "Values of the configured dimensions, in order");

  public static final String ALL = "all";
  public static final String NONE = "(none)";

  private Breakdowns() {}

  /** The dimensions that the rows carry themselves, as text; null where they carry none. */
  public static Column own(Dataset<Row> rows, List<String> dimensions) {
    Set<String> found = Set.copyOf(Arrays.asList(rows.columns()));
    if (dimensions.stream().noneMatch(found::contains)) {
      return SEGMENTS.isNull();
    }
    Column[] values =
        dimensions.stream()
            .map(dimension -> found.contains(dimension) ? col(dimension) : lit(null))
            .map(value -> value.cast(DataTypes.StringType))
            .toArray(Column[]::new);
    return SEGMENTS.is(array(values));
  }

  /** A column of the rows; null where they lack it. */
  public static Column ifAny(Dataset<Row> rows, Field label) {
    boolean isThere = Arrays.asList(rows.columns()).contains(label.name());
    return isThere ? label.col() : label.isNull();
  }

  /** Each row once for the total and once per dimension, with its dimension and segment. */
  public static Dataset<Row> each(Dataset<Row> rows, List<String> dimensions) {
    List<Column> pairs = new ArrayList<>();
    pairs.add(struct(DIMENSION.is(lit(ALL)), SEGMENT.is(lit(ALL))));
    for (int i = 0; i < dimensions.size(); i++) {
      Column value = element_at(SEGMENTS.col(), lit(i + 1));
      pairs.add(struct(DIMENSION.is(lit(dimensions.get(i))), SEGMENT.is(value)));
    }
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      if (!name.equals(SEGMENTS.name())) {
        columns.add(col(name));
      }
    }
    columns.add(inline(array(pairs.toArray(Column[]::new))));
    return rows.select(columns.toArray(Column[]::new));
  }
}
