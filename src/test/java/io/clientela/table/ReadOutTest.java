package io.clientela.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.testing.Sessions;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Cells are read in the same series in the driver and on the cluster. */
final class ReadOutTest {

  private static final Field NAME = Field.label("name", "");
  private static final Field CELLS = Field.count("cells", "Of the series");
  private static final Table IN = Table.named("in").key(NAME);
  private static final StructType SCHEMA = IN.schema(new StructType());

  private static final Facts NONE =
      new Facts(
          new RunDates(LocalDate.parse("2024-01-01"), DayOfWeek.MONDAY, Sessions.UTC),
          List.of(),
          Map.of());

  /** Counts the cells of each series. */
  private record Counting(List<Field> series, boolean isCellByCell) implements ReadOut {

    @Override
    public Table output() {
      return Table.named("out").key(CELLS);
    }

    @Override
    public Needs needs() {
      return Needs.all(IN);
    }

    @Override
    public Dataset<Row> cells(Facts facts) {
      return facts.of(IN);
    }

    @Override
    public List<Field> order() {
      return List.of();
    }

    @Override
    public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
      long count = 0;
      while (cells.hasNext()) {
        cells.next();
        count++;
      }
      out.put(CELLS, count).add();
    }
  }

  @Test
  void cellsThatAgreeMakeASeries() {
    Counting byName = new Counting(List.of(NAME), false);
    assertEquals(List.of(1L, 2L), counts(byName, "ana", "bia", "bia"));
    assertEquals(List.of(), counts(byName));
  }

  @Test
  void withoutColumnsAllCellsAreReadTogetherEvenIfThereAreNone() {
    Counting together = new Counting(List.of(), false);
    assertEquals(List.of(3L), counts(together, "ana", "bia", "bia"));
    assertEquals(List.of(0L), counts(together));
  }

  @Test
  void orEachByItself() {
    Counting alone = new Counting(List.of(), true);
    assertEquals(List.of(1L, 1L, 1L), counts(alone, "ana", "bia", "bia"));
    assertEquals(List.of(), counts(alone));
  }

  @Test
  void tooManyRowsAreNotMadeInTheDriver() {
    LocalRows cells = LocalRows.of(SCHEMA, rows("ana", "bia", "bia"));
    Counting alone = new Counting(List.of(), true);
    assertEquals(Optional.empty(), alone.read(cells, NONE, 2));
    assertEquals(3, alone.read(cells, NONE, 3).orElseThrow().size());
  }

  private static List<Long> counts(Counting counting, String... names) {
    LocalRows cells = LocalRows.of(SCHEMA, rows(names));
    Dataset<Row> rows = Sessions.in(Sessions.UTC).createDataFrame(rows(names), SCHEMA);
    List<Long> inDriver = counts(counting.read(cells, NONE, 10).orElseThrow().outside());
    assertEquals(inDriver, counts(counting.compute(NONE.with(IN, rows)).collectAsList()));
    return inDriver;
  }

  private static List<Row> rows(String... names) {
    return List.of(names).stream().map(RowFactory::create).toList();
  }

  private static List<Long> counts(List<Row> rows) {
    return rows.stream().map(row -> row.<Long>getAs(CELLS.name())).sorted().toList();
  }
}
