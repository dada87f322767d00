package io.clientela.table;

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

/** Cells in order on their way through a {@link ReadOut}, one series after the other. */
final class Series implements Iterator<InternalRow> {

  private final ReadOut readOut;
  private final Optional<List<Cell>> beside;
  private final RunDates dates;
  private final Iterator<InternalRow> cells;
  private final Cell.Columns columns;
  private final int[] places;
  private final Deque<InternalRow> ready = new ArrayDeque<>();
  private final RowsOut out;
  private InternalRow following;

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
    advance();
  }

  static LocalRows inDriver(
      ReadOut readOut, LocalRows cells, Optional<LocalRows> beside, RunDates dates) {
    LocalRows sorted = cells.sorted(order(readOut));
    List<InternalRow> rows = new ArrayList<>();
    new Series(readOut, sorted.schema(), sorted.rows().iterator(), beside, dates)
        .forEachRemaining(rows::add);
    return new LocalRows(schema(readOut), rows);
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
          Iterator<InternalRow> sorted = mapped(rows, row -> (InternalRow) inside.apply(row));
          Series series = new Series(readOut, in, sorted, Optional.ofNullable(few), dates);
          return mapped(series, row -> (Row) outside.apply(row));
        };
    return cells
        .repartition(columns(readOut.series()))
        .sortWithinPartitions(columns(order(readOut)))
        .mapPartitions(read, Encoders.row(declared));
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
    while (ready.isEmpty() && following != null) {
      Group group = new Group(following);
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
    private final InternalRow first;

    Group(InternalRow first) {
      this.first = first;
    }

    @Override
    public boolean hasNext() {
      return following != null && isSame();
    }

    private boolean isSame() {
      for (int place : places) {
        if (!Objects.equals(columns.value(first, place), columns.value(following, place))) {
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
