package io.clientela.model;

import io.clientela.model.compact.Durations;
import io.clientela.table.Field;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The durations of each cell. What is gathered is handed on whenever it is much, so that a large
 * partition needs no more memory than a small one; a cell may then come more than once.
 */
final class OwnCellsPass implements Iterator<Row> {

  private static final int MOST_HELD = 4_000_000;

  private record Cell(int grain, int dimension, String segment, int period) {}

  private final Iterator<Row> rows;
  private final List<PeriodNumbers> grains;
  private final List<String> dimensions;
  private final int measures;
  private Map<Cell, Durations[]> held = new HashMap<>();
  private int size;
  private Iterator<Map.Entry<Cell, Durations[]>> ready = Collections.emptyIterator();

  /**
   * @param rows segments, day, and so many durations
   */
  OwnCellsPass(
      Iterator<Row> rows, List<PeriodNumbers> grains, List<String> dimensions, int measures) {
    this.rows = rows;
    this.grains = grains;
    this.dimensions = dimensions;
    this.measures = measures;
  }

  static StructType schema(Field... durations) {
    StructType schema =
        new StructType()
            .add(Activity.GRAIN.name(), DataTypes.StringType, false)
            .add(Breakdowns.DIMENSION.name(), DataTypes.StringType, false)
            .add(OwnCells.SEGMENT.name(), DataTypes.StringType, false)
            .add(Activity.PERIOD.name(), DataTypes.IntegerType, false);
    for (Field duration : durations) {
      schema = schema.add(duration.name(), DataTypes.BinaryType, false);
    }
    return schema;
  }

  @Override
  public boolean hasNext() {
    if (!ready.hasNext()) {
      while (rows.hasNext() && size < MOST_HELD) {
        gather(rows.next());
      }
      ready = held.entrySet().iterator();
      held = new HashMap<>();
      size = 0;
    }
    return ready.hasNext();
  }

  private void gather(Row row) {
    boolean isEmpty = true;
    for (int measure = 0; measure < measures; measure++) {
      isEmpty &= row.isNullAt(measure + 2);
    }
    if (isEmpty) {
      return;
    }
    List<String> segments = row.isNullAt(0) ? null : row.getList(0);
    for (int grain = 0; grain < grains.size(); grain++) {
      int period = grains.get(grain).of(row.getInt(1));
      gather(row, new Cell(grain, -1, Breakdowns.ALL, period));
      for (int dimension = 0; dimension < dimensions.size(); dimension++) {
        String segment = segments == null ? null : segments.get(dimension);
        gather(
            row, new Cell(grain, dimension, segment == null ? Breakdowns.NONE : segment, period));
      }
    }
  }

  private void gather(Row row, Cell cell) {
    Durations[] durations = held.get(cell);
    if (durations == null) {
      durations = Stream.generate(Durations::new).limit(measures).toArray(Durations[]::new);
      held.put(cell, durations);
    }
    for (int measure = 0; measure < measures; measure++) {
      if (!row.isNullAt(measure + 2)) {
        durations[measure].add(row.getLong(measure + 2));
        size++;
      }
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Map.Entry<Cell, Durations[]> entry = ready.next();
    Cell cell = entry.getKey();
    Object[] values = new Object[4 + measures];
    values[0] = grains.get(cell.grain).grain().label();
    values[1] = cell.dimension < 0 ? Breakdowns.ALL : dimensions.get(cell.dimension);
    values[2] = cell.segment;
    values[3] = cell.period;
    for (int measure = 0; measure < measures; measure++) {
      values[4 + measure] = entry.getValue()[measure].toBytes();
    }
    return RowFactory.create(values);
  }
}
