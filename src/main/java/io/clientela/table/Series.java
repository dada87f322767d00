package io.clientela.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.struct;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Cells in order on their way through a {@link ReadOut}, one series after the other. */
final class Series implements Iterator<InternalRow> {

  private static final String TOGETHER = "cells";

  private final ReadOut readOut;
  private final Optional<List<Cell>> beside;
  private final RunDates dates;
  private final Iterator<InternalRow> cells;
  private final Cell.Columns columns;
  private final int[] places;
  private final Deque<InternalRow> ready = new ArrayDeque<>();
  private final RowsOut out;
  private InternalRow following;
  private boolean isUnread;

  private Series(
      ReadOut readOut,
      StructType schema,
      Iterator<InternalRow> cells,
      Optional<LocalRows> beside,
      RunDates dates) {
    this.readOut = readOut;
    this.beside = beside.map(LocalRows::cells);
    this.dates = dates;
    this.cells = cells;
    this.columns = new Cell.Columns(schema);
    this.places = readOut.series().stream().mapToInt(columns::at).toArray();
    this.out = new RowsOut(readOut.output(), ready::add);
    this.isUnread = isTogether(readOut);
    advance();
  }

  static Optional<LocalRows> inDriver(
      ReadOut readOut, LocalRows cells, Optional<LocalRows> beside, RunDates dates, long most) {
    LocalRows sorted = cells.sorted(order(readOut));
    List<InternalRow> rows = new ArrayList<>();
    Series read = new Series(readOut, sorted.schema(), sorted.rows().iterator(), beside, dates);
    while (rows.size() <= most && read.hasNext()) {
      rows.add(read.next());
    }
    return rows.size() > most
        ? Optional.empty()
        : Optional.of(new LocalRows(schema(readOut), rows));
  }

  static Dataset<Row> onCluster(
      ReadOut readOut, Dataset<Row> cells, Optional<LocalRows> beside, RunDates dates) {
    LocalRows few = beside.orElse(null);
    StructType in = cells.schema();
    StructType declared = schema(readOut);
    MapPartitionsFunction<Row, Row> read =
        rows -> {
          Function1<Object, Object> inside = CatalystTypeConverters.createToCatalystConverter(in);
          Function1<Object, Object> outside =
              CatalystTypeConverters.createToScalaConverter(declared);
          Iterator<Row> all = isTogether(readOut) ? unpacked(rows.next()) : rows;
          Iterator<InternalRow> sorted = mapped(all, row -> (InternalRow) inside.apply(row));
          Series series = new Series(readOut, in, sorted, Optional.ofNullable(few), dates);
          return mapped(series, row -> (Row) outside.apply(row));
        };
    return placed(readOut, cells).mapPartitions(read, Encoders.row(declared));
  }

  private static Dataset<Row> placed(ReadOut readOut, Dataset<Row> cells) {
    if (readOut.isCellByCell()) {
      return cells;
    } else if (isTogether(readOut)) {
      return cells.agg(collect_list(struct(col("*"))).as(TOGETHER));
    }
    return cells
        .repartition(columns(readOut.series()))
        .sortWithinPartitions(columns(order(readOut)));
  }

  private static Iterator<Row> unpacked(Row together) {
    return CollectionConverters.asJava(together.<Seq<Row>>getAs(TOGETHER)).iterator();
  }

  private static boolean isTogether(ReadOut readOut) {
    return readOut.series().isEmpty() && !readOut.isCellByCell();
  }

  private static List<Field> order(ReadOut readOut) {
    return Stream.concat(readOut.series().stream(), readOut.order().stream()).toList();
  }

  private static Column[] columns(List<Field> fields) {
    return fields.stream().map(Field::col).toArray(Column[]::new);
  }

  private static StructType schema(ReadOut readOut) {
    return readOut.output().schema(new StructType());
  }

  private static <A, B> Iterator<B> mapped(
      Iterator<A> some, java.util.function.Function<A, B> change) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return some.hasNext();
      }

      @Override
      public B next() {
        return change.apply(some.next());
      }
    };
  }

  private void advance() {
    following = cells.hasNext() ? cells.next().copy() : null;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && (following != null || isUnread)) {
      isUnread = false;
      Group group = new Group();
      readOut.read(group, beside, dates, out);
      group.forEachRemaining(unread -> {});
    }
    return !ready.isEmpty();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  /** The cells of one series. */
  private final class Group implements Iterator<Cell> {
    private final InternalRow first = following;
    private final Object[] series = new Object[places.length];

    Group() {
      for (int i = 0; i < places.length && first != null; i++) {
        series[i] = columns.value(first, places[i]);
      }
    }

    @Override
    public boolean hasNext() {
      return following != null && isSame();
    }

    private boolean isSame() {
      if (readOut.isCellByCell()) {
        return first == following;
      }
      for (int i = 0; i < places.length; i++) {
        if (!Objects.equals(series[i], columns.value(following, places[i]))) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Cell next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Cell cell = new Cell(columns, following);
      advance();
      return cell;
    }
  }
}
