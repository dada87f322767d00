package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Mode;
import io.clientela.kpi.funnel.search.Rules;
import io.clientela.model.Breakdowns;
import io.clientela.model.compact.Durations;
import io.clientela.table.Grain;
import io.clientela.table.Money;
import java.io.Serializable;
import java.time.DayOfWeek;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Counts the attempts of one partition by funnel, segment, entry period and step, before rows are
 * made of them. What it holds is bounded; where there is more, the group-by behind it does the
 * rest.
 */
final class StepCells implements Iterator<Row> {

  /**
   * What to count by.
   *
   * @param rules by funnel
   */
  record Wanted(
      Map<String, Rules> rules, List<String> dimensions, List<Grain> grains, DayOfWeek weekStart)
      implements Serializable {}

  private record Key(
      String funnel, String dimension, String segment, String grain, Integer period) {}

  private static final int MOST_VALUES = 4_000_000;

  private final Iterator<Row> attempts;
  private final Wanted wanted;
  private final Map<Key, Cell> cells = new LinkedHashMap<>();
  private Iterator<Row> rows = List.<Row>of().iterator();
  private int values;

  StepCells(Iterator<Row> attempts, Wanted wanted) {
    this.attempts = attempts;
    this.wanted = wanted;
  }

  @Override
  public boolean hasNext() {
    if (!rows.hasNext() && attempts.hasNext()) {
      cells.clear();
      values = 0;
      while (attempts.hasNext() && values < MOST_VALUES) {
        take(attempts.next());
      }
      rows = cells.entrySet().stream().flatMap(StepCells::rows).iterator();
    }
    return rows.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return rows.next();
  }

  private void take(Row attempt) {
    String funnel = attempt.getString(0);
    List<String> segments = attempt.getList(1);
    Integer day = attempt.isNullAt(2) ? null : attempt.getInt(2);
    Path path = Path.of(attempt.<byte[]>getAs(3));
    add(attempt, path, funnel, segments, null, null);
    for (Grain grain : wanted.grains()) {
      if (day != null) {
        int period = grain.indexOf(day, wanted.weekStart());
        add(attempt, path, funnel, segments, grain.label(), period);
      }
    }
  }

  private void add(
      Row attempt, Path path, String funnel, List<String> segments, String grain, Integer period) {
    add(attempt, path, new Key(funnel, Breakdowns.ALL, Breakdowns.ALL, grain, period));
    for (int i = 0; i < segments.size(); i++) {
      add(
          attempt,
          path,
          new Key(funnel, wanted.dimensions().get(i), segments.get(i), grain, period));
    }
  }

  private void add(Row attempt, Path path, Key key) {
    Cell cell = cells.computeIfAbsent(key, added -> new Cell(wanted.rules().get(key.funnel())));
    values += cell.add(attempt, path);
  }

  private static Stream<Row> rows(Map.Entry<Key, Cell> entry) {
    return IntStream.range(0, entry.getValue().reached.length)
        .mapToObj(step -> row(entry.getKey(), entry.getValue(), step));
  }

  private static Row row(Key key, Cell cell, int step) {
    return RowFactory.create(
        key.funnel(),
        key.dimension(),
        key.segment(),
        key.grain(),
        key.period(),
        step + 1,
        cell.reached[step],
        cell.matured[step],
        cell.open,
        cell.revenue,
        cell.cutKeys,
        cell.cutEvents,
        cell.sincePrevious[step].toBytes(),
        cell.sinceStart[step].toBytes());
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
