package io.clientela.model;

import io.clientela.table.Cell;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A period of a series.
 *
 * @param any a cell of the series
 * @param number of the period, in its grain
 * @param cells of the period, none where nothing happened in it
 * @param sums of these cells
 */
public record Period(Cell any, Grain grain, int number, List<Cell> cells, Sums sums) {

  /**
   * The periods of a series without gaps, from its first up to the last known one.
   *
   * @param cells in the order of {@link Activity#PERIOD}
   */
  public static List<Period> ofSeries(Iterator<Cell> cells, RunDates dates, Field... measures) {
    return of(cells, cell -> cell.integer(Activity.PERIOD), dates, measures);
  }

  /** The same of a cohort: what lies before its own period counts in that. */
  public static List<Period> ofCohort(Iterator<Cell> cells, RunDates dates, Field... measures) {
    return of(
        cells,
        cell -> Math.max(cell.integer(Activity.COHORT), cell.integer(Activity.PERIOD)),
        dates,
        measures);
  }

  private static List<Period> of(
      Iterator<Cell> cells, ToIntFunction<Cell> number, RunDates dates, Field... measures) {
    List<Period> periods = new ArrayList<>();
    while (cells.hasNext()) {
      Cell cell = cells.next();
      Grain grain = Grain.of(cell.label(Activity.GRAIN));
      fill(periods, cell, grain, number.applyAsInt(cell), measures);
      periods.get(periods.size() - 1).add(cell);
    }
    Period last = periods.get(periods.size() - 1);
    fill(periods, last.any(), last.grain(), dates.lastPeriod(last.grain()), measures);
    return periods;
  }

  /** The periods that have cells. */
  public static List<Period> ofCells(Iterator<Cell> cells, Field... measures) {
    List<Period> periods = new ArrayList<>();
    while (cells.hasNext()) {
      Cell cell = cells.next();
      int number = cell.integer(Activity.PERIOD);
      if (periods.isEmpty() || periods.get(periods.size() - 1).number() != number) {
        periods.add(of(cell, measures));
      }
      periods.get(periods.size() - 1).add(cell);
    }
    return periods;
  }

  /** The period of a cell, which is not added yet. */
  public static Period of(Cell cell, Field... measures) {
    Grain grain = Grain.of(cell.label(Activity.GRAIN));
    return new Period(
        cell, grain, cell.integer(Activity.PERIOD), new ArrayList<>(), new Sums(measures));
  }

  private void add(Cell cell) {
    cells.add(cell);
    sums.add(cell);
  }

  private static void fill(
      List<Period> periods, Cell any, Grain grain, int last, Field[] measures) {
    int next = periods.isEmpty() ? last : periods.get(periods.size() - 1).number() + 1;
    for (int number = next; number <= last; number++) {
      periods.add(new Period(any, grain, number, new ArrayList<>(), new Sums(measures)));
    }
  }

  /** A row of the table, of which the series and the period are put. */
  public RowsOut row(RowsOut out, RunDates dates, List<Field> series) {
    return out.put(any, series)
        .put(Timeline.PERIOD_START, dates.startOf(grain, number))
        .put(Timeline.IS_COMPLETE, dates.isOver(grain, number));
  }
}
