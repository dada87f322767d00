package io.clientela.model;

import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The cells of every table that stands on customer histories, counted in one pass over them.
 *
 * @param tables those that a run computes
 */
public record HistoryCells(List<CountsHistories> tables) implements Derivation {

  static final Field COUNTED_FOR = Field.label("counted_for", "Table that is read out of the cell");

  public static final Table TABLE =
      Table.named("history_cells")
          .grain("One row per table, activity, segment and what that table counts under")
          .key(COUNTED_FOR, History.ACTIVITY, Breakdowns.DIMENSION, Breakdowns.SEGMENT);

  /** That a partition holds before it hands them over. */
  private static final int MOST_CELLS = 400_000;

  public HistoryCells {
    tables = tables.stream().filter(CountsHistories::isCounting).toList();
  }

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.all(History.TABLE);
  }

  @Override
  public boolean isSmall() {
    return true;
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    List<String> names = tables.stream().map(table -> table.output().name()).toList();
    List<Counter> counters = tables.stream().map(table -> table.counter(facts)).toList();
    CellLayout layout = CellLayout.of(shapes(counters));
    MapPartitionsFunction<Row, Row> pass =
        rows -> new PartialAggregation(rows, new Buffer(names, counters));
    return facts
        .of(History.TABLE)
        .select(CustomerHistory.columns())
        .mapPartitions(pass, Encoders.row(layout.schema()))
        .transform(layout::merged);
  }

  /** The cells of one table, each once; money has become what is published. */
  public static Dataset<Row> of(CountsHistories table, Facts facts) {
    return facts
        .of(TABLE)
        .where(COUNTED_FOR.col().equalTo(table.output().name()))
        .select(CellLayout.columns(table.counter(facts).shape()));
  }

  private static List<Counter.Shape> shapes(List<Counter> counters) {
    return counters.stream().map(Counter::shape).toList();
  }

  /** One table, counted into a state of its own. */
  private record Counted(Counter counter, State state, CellLayout.Rows rows) {

    private Stream<Row> cells() {
      return IntStream.range(0, state.size()).mapToObj(cell -> rows.of(state, cell));
    }
  }

  private static final class Buffer implements PartialAggregation.Buffer {
    private final List<Counted> tables = new ArrayList<>();

    Buffer(List<String> names, List<Counter> counters) {
      CellLayout layout = CellLayout.of(shapes(counters));
      for (int i = 0; i < counters.size(); i++) {
        Counter.Shape shape = counters.get(i).shape();
        State state = new State(shape.measures().size() + shape.more());
        tables.add(new Counted(counters.get(i), state, layout.rows(names.get(i), shape)));
      }
    }

    @Override
    public void clear() {
      tables.forEach(counted -> counted.state().clear());
    }

    @Override
    public boolean isFull() {
      int cells = 0;
      for (Counted counted : tables) {
        cells += counted.state().size();
      }
      return cells >= MOST_CELLS;
    }

    @Override
    public void update(Row history) {
      CustomerHistory customer = CustomerHistory.of(history);
      tables.forEach(counted -> counted.counter().update(counted.state(), customer));
    }

    @Override
    public Iterator<Row> cells() {
      tables.forEach(counted -> counted.counter().finish(counted.state()));
      tables.forEach(counted -> counted.state().addTotals());
      return tables.stream().flatMap(Counted::cells).iterator();
    }
  }
}
