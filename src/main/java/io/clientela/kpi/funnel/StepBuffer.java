package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Mode;
import io.clientela.kpi.funnel.search.Rules;
import io.clientela.model.PartialAggregation;
import io.clientela.model.State;
import io.clientela.model.compact.Durations;
import io.clientela.table.Grain;
import io.clientela.table.Money;
import java.io.Serializable;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The attempts counted by funnel, segment, entry period and step. */
final class StepBuffer implements PartialAggregation.Buffer {

  /**
   * What to count by.
   *
   * @param rules by funnel
   */
  record Wanted(
      Map<String, Rules> rules, List<String> dimensions, List<Grain> grains, DayOfWeek weekStart)
      implements Serializable {}

  private static final int MOST_VALUES = 4_000_000;

  /** Stands for the whole time among the grains. */
  private static final int ALL_TIME = -1;

  private final Wanted wanted;
  private final State state = new State(0);
  private final List<Cell> cells = new ArrayList<>();
  private int values;

  StepBuffer(Wanted wanted) {
    this.wanted = wanted;
  }

  @Override
  public void clear() {
    state.clear();
    cells.clear();
    values = 0;
  }

  @Override
  public boolean isFull() {
    return values >= MOST_VALUES;
  }

  @Override
  public void update(Row attempt) {
    int[] groups = state.groups(attempt.getString(0), wanted.dimensions(), attempt.getList(1));
    Path path = Path.of(attempt.<byte[]>getAs(3));
    add(attempt, path, groups, ALL_TIME, State.NULL);
    for (int grain = 0; grain < wanted.grains().size(); grain++) {
      if (!attempt.isNullAt(2)) {
        int period = wanted.grains().get(grain).indexOf(attempt.getInt(2), wanted.weekStart());
        add(attempt, path, groups, grain, period);
      }
    }
  }

  private void add(Row attempt, Path path, int[] groups, int grain, int period) {
    for (int group : groups) {
      int cell = state.cell(group, grain, period, 0);
      if (cell == cells.size()) {
        cells.add(new Cell(wanted.rules().get(attempt.getString(0))));
      }
      values += cells.get(cell).add(attempt, path);
    }
  }

  @Override
  public Iterator<Row> cells() {
    return IntStream.range(0, cells.size()).boxed().flatMap(this::steps).iterator();
  }

  private Stream<Row> steps(int cell) {
    return IntStream.range(0, cells.get(cell).reached.length).mapToObj(step -> row(cell, step));
  }

  private Row row(int number, int step) {
    Cell cell = cells.get(number);
    int grain = state.number(number, 0);
    boolean isOfPeriod = grain != ALL_TIME;
    List<Object> row = new ArrayList<>(state.labels(number));
    row.add(isOfPeriod ? wanted.grains().get(grain).label() : null);
    row.add(isOfPeriod ? state.number(number, 1) : null);
    row.add(step + 1);
    row.add(cell.reached[step]);
    row.add(cell.matured[step]);
    row.add(cell.open);
    row.add(cell.revenue);
    row.add(cell.cutKeys);
    row.add(cell.cutEvents);
    row.add(cell.sincePrevious[step].toBytes());
    row.add(cell.sinceStart[step].toBytes());
    return RowFactory.create(row.toArray());
  }

  private static final class Cell {
    private final Rules rules;
    private final long[] reached;
    private final long[] matured;
    private final Durations[] sincePrevious;
    private final Durations[] sinceStart;
    private long open;
    private long revenue;
    private long cutKeys;
    private long cutEvents;

    Cell(Rules rules) {
      this.rules = rules;
      this.reached = new long[rules.steps()];
      this.matured = new long[rules.steps()];
      this.sincePrevious = durations(rules.steps());
      this.sinceStart = durations(rules.steps());
    }

    private static Durations[] durations(int steps) {
      return Stream.generate(Durations::new).limit(steps).toArray(Durations[]::new);
    }

    /** How many values more it holds. */
    int add(Row attempt, Path path) {
      int furthest = attempt.getInt(4);
      boolean isMatured = attempt.getBoolean(5);
      for (int step = 0; step < furthest; step++) {
        if (!rules.optional()[step]) {
          count(step, isMatured);
        }
      }
      for (int i = 0; i < path.steps().length; i++) {
        int step = rules.mode() == Mode.ANY_ORDER ? i : path.steps()[i] - 1;
        if (rules.optional()[step]) {
          count(step, isMatured);
        }
        if (i > 0) {
          sincePrevious[step].add(path.times()[i] - path.times()[i - 1]);
          sinceStart[step].add(path.times()[i] - path.times()[0]);
        }
      }
      open += isMatured ? 0 : 1;
      revenue = Money.plus(revenue, attempt.getLong(6));
      cutKeys += attempt.getLong(7) > 0 ? 1 : 0;
      cutEvents += attempt.getLong(7);
      return 2 * path.steps().length + 1;
    }

    private void count(int step, boolean isMatured) {
      reached[step]++;
      matured[step] += isMatured ? 1 : 0;
    }
  }
}
