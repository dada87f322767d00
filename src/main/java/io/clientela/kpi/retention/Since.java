package io.clientela.kpi.retention;

import io.clientela.model.Activity;
import io.clientela.table.Cell;
import io.clientela.table.Grain;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A period of a cohort.
 *
 * @param any a cell of the cohort
 * @param number of the period, 0 = the first
 */
record Since(Cell any, int number, Sums sums) {

  /**
   * The periods of a cohort, without gaps but for the many cohorts of day grain.
   *
   * @param cells in the order of {@link CohortCells#SINCE}
   */
  static List<Since> of(Iterator<Cell> cells) {
    List<Since> periods = new ArrayList<>();
    while (cells.hasNext()) {
      Since next = of(cells.next());
      int last = periods.isEmpty() ? -1 : periods.get(periods.size() - 1).number();
      if (last >= 0 && !next.isOfManyCohorts()) {
        for (int i = last + 1; i < next.number(); i++) {
          periods.add(new Since(next.any(), i, new Sums(CohortCells.KEPT)));
        }
      }
      if (next.number() > last) {
        periods.add(next);
      }
      periods.get(periods.size() - 1).sums().add(next.any());
    }
    return periods;
  }

  private static Since of(Cell cell) {
    return new Since(cell, cell.integer(CohortCells.SINCE), new Sums(CohortCells.KEPT));
  }

  /** Number of the cohort; none for all of them. */
  Optional<Integer> cohort() {
    return any.isNull(Activity.COHORT)
        ? Optional.empty()
        : Optional.of(any.integer(Activity.COHORT));
  }

  boolean isBracket() {
    return any.label(Activity.GRAIN).equals(Ruler.BRACKET);
  }

  /** That of the cohorts. */
  Grain grain() {
    return isBracket() ? Ruler.BRACKET_COHORTS : Grain.of(any.label(Activity.GRAIN));
  }

  boolean isOfManyCohorts() {
    return !isBracket() && grain() == Grain.DAY && cohort().isPresent();
  }

  /**
   * Whether every customer that the cohort can still get has had the period; always so for all
   * cohorts.
   *
   * @param last the last day of a bracket
   */
  boolean isComplete(int last, RunDates dates) {
    if (cohort().isEmpty()) {
      return true;
    }
    LocalDate cohortEnd = dates.startOf(grain(), cohort().get() + 1);
    if (any.label(CohortCells.CLOCK).equals(CohortClock.ELAPSED.label())) {
      int days = isBracket() ? last + 1 : (number + 1) * Ruler.days(grain());
      return !dates
          .startOf(cohortEnd)
          .plus(Duration.ofDays(days))
          .isAfter(dates.startOf(dates.asOf()));
    }
    return isBracket()
        ? !cohortEnd.plusDays(last).isAfter(dates.asOf())
        : dates.isOver(grain(), cohort().get() + number);
  }
}
