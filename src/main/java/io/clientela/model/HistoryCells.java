package io.clientela.model;

import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
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

  /** Where a partition has more cells it hands them over and goes on. */
  private static final int MOST_CELLS = 400_000;

  public HistoryCells {
    tables = tables.stream().filter(CountsHistories::isCounting).toList();
  }

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(History.TABLE);
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
    MapPartitionsFunction<Row, Row> pass = rows -> new Pass(rows, names, counters);
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

  private static List<State.Shape> shapes(List<Counter> counters) {
    return counters.stream().map(Counter::shape).toList();
  }

  /** Each table is counted into a state of its own. */
  private static final class Pass implements Iterator<Row> {
    private final Iterator<Row> histories;
    private final List<String> names;
    private final List<Counter> counters;
    private final List<State> states;
    private final CellLayout layout;
    private final List<int[]> indexes;
    private int table;
    private int next;

    Pass(Iterator<Row> histories, List<String> names, List<Counter> counters) {
      this.histories = histories;
      this.names = names;
      this.counters = counters;
      this.states = shapes(counters).stream().map(State::new).toList();
      this.layout = CellLayout.of(shapes(counters));
      this.indexes = shapes(counters).stream().map(layout::indexes).toList();
    }

    @Override
    public boolean hasNext() {
      if (isAtEnd() && histories.hasNext()) {
        count();
      }
      return !isAtEnd();
    }

    private boolean isAtEnd() {
      while (table < states.size() && next == states.get(table).size()) {
        table++;
        next = 0;
      }
      return table == states.size();
    }

    private void count() {
      states.forEach(State::clear);
      while (histories.hasNext() && size() < MOST_CELLS) {
        CustomerHistory customer = CustomerHistory.of(histories.next());
        for (int i = 0; i < counters.size(); i++) {
          counters.get(i).update(states.get(i), customer);
        }
      }
      IntStream.range(0, counters.size()).forEach(i -> counters.get(i).finish(states.get(i)));
      table = 0;
      next = 0;
    }

    private int size() {
      int size = 0;
      for (State state : states) {
        size += state.size();
      }
      return size;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return layout.row(names.get(table), states.get(table), next++, indexes.get(table));
    }
  }
}
