package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Money;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that cells of several shapes share: each has its first text in the first column of
 * texts, its first count in the first of counts, and null where it has none.
 */
record CellLayout(List<Place> places) {

  private static final List<Field> LABELS =
      List.of(HistoryCells.COUNTED_FOR, History.ACTIVITY, Breakdowns.DIMENSION, Breakdowns.SEGMENT);

  private enum Kind {
    TEXT(DataTypes.StringType),
    NUMBER(DataTypes.IntegerType),
    COUNT(DataTypes.LongType),
    MONEY(DataTypes.LongType);

    private final DataType type;

    Kind(DataType type) {
      this.type = type;
    }
  }

  /** The column of so many of its kind. */
  private record Place(Kind kind, int number) {

    private String name() {
      return kind.name().toLowerCase(Locale.ROOT) + "_" + number;
    }

    private Column col() {
      return functions.col(name());
    }
  }

  static CellLayout of(List<Counter.Shape> shapes) {
    return new CellLayout(
        shapes.stream().flatMap(shape -> places(shape).stream()).distinct().toList());
  }

  /** Of the keys, then of the measures. */
  private static List<Place> places(Counter.Shape shape) {
    Map<Kind, Integer> taken = new EnumMap<>(Kind.class);
    return kinds(shape).map(kind -> new Place(kind, taken.merge(kind, 1, Integer::sum))).toList();
  }

  private static Stream<Kind> kinds(Counter.Shape shape) {
    return Stream.concat(
        shape.keys().stream()
            .map(key -> key.type().equals(DataTypes.IntegerType) ? Kind.NUMBER : Kind.TEXT),
        shape.measures().stream()
            .map(measure -> measure.type().equals(Field.MONEY) ? Kind.MONEY : Kind.COUNT));
  }

  StructType schema() {
    StructType schema = new StructType();
    for (Field label : LABELS) {
      schema = schema.add(label.in(DataTypes.StringType));
    }
    for (Place place : places) {
      schema = schema.add(place.name(), place.kind().type);
    }
    return schema;
  }

  Rows rows(String countedFor, Counter.Shape shape) {
    int[] indexes =
        places(shape).stream().mapToInt(place -> LABELS.size() + places.indexOf(place)).toArray();
    return new Rows(countedFor, shape, indexes, LABELS.size() + places.size());
  }

  /**
   * The rows of one table.
   *
   * @param indexes where its keys and measures are in a row
   */
  record Rows(String countedFor, Counter.Shape shape, int[] indexes, int width) {

    Row of(State state, int cell) {
      Object[] values = new Object[width];
      values[0] = countedFor;
      List<String> labels = state.labels(cell);
      for (int i = 0; i < labels.size(); i++) {
        values[1 + i] = labels.get(i);
      }
      int next = 0;
      for (int i = 0; i < shape.numbers().size(); i++) {
        for (Object key : shape.numbers().get(i).values().apply(state.number(cell, i))) {
          values[indexes[next++]] = key instanceof Boolean ? key.toString() : key;
        }
      }
      for (int i = 0; i < shape.measures().size(); i++) {
        values[indexes[next++]] = state.sum(cell, i);
      }
      return RowFactory.create(values);
    }
  }

  /** The cells of all partitions, each once; money is as it is published. */
  Dataset<Row> merged(Dataset<Row> parts) {
    List<Column> keys = new ArrayList<>(LABELS.stream().map(Field::col).toList());
    List<Column> sums = new ArrayList<>();
    for (Place place : places) {
      switch (place.kind()) {
        case TEXT, NUMBER -> keys.add(place.col());
        case COUNT -> sums.add(functions.sum(place.col()).as(place.name()));
        case MONEY -> sums.add(Money.total(place.col()).as(place.name()));
      }
    }
    return parts
        .groupBy(keys.toArray(Column[]::new))
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
  }

  /** The columns of one shape under the names of its fields. */
  static Column[] columns(Counter.Shape shape) {
    List<Column> columns = new ArrayList<>();
    LABELS.stream().skip(1).forEach(label -> columns.add(label.col()));
    List<Field> fields = Stream.concat(shape.keys().stream(), shape.measures().stream()).toList();
    List<Place> places = places(shape);
    for (int i = 0; i < fields.size(); i++) {
      columns.add(fields.get(i).is(places.get(i).col()));
    }
    return columns.toArray(Column[]::new);
  }
}
