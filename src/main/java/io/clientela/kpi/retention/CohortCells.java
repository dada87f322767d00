package io.clientela.kpi.retention;

import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.table.Field;
import java.util.List;

/**
 * Customers counted by cohort and period since, in counts that add up over customers: running sums
 * over them give every reading of retention, each over the customers who have had the period.
 */
final class CohortCells {

  static final Field CLOCK =
      Field.label(
          "clock",
          "calendar: periods of the calendar; elapsed: of 24 hours since the first activity");
  static final Field SINCE = Field.integer("since", "Number of the period, 0 = the first");

  static final Field ACTIVE = Field.count("active", "Customers active in the period");
  static final Field UNBROKEN =
      Field.count("unbroken", "Active ones that were active in every period from 1 on");
  static final Field FIRST_RETURNS =
      Field.count("first_returns", "Active ones that were not since period 0");
  static final Field ENDING = Field.count("ending", "Customers whose last period it is");
  static final Field ENDING_RETURNED =
      Field.count("ending_returned", "Of them, active in any period from 1 on");
  static final Field LAST_SEEN = Field.count("last_seen", "Customers not active later");

  /** What a cell counts, of a cohort or of all. */
  static final Field[] KEPT = {ACTIVE, UNBROKEN, FIRST_RETURNS, ENDING, ENDING_RETURNED, LAST_SEEN};

  /** How many of them are of the last period; counted too as if that were the last that is over. */
  static final int OF_LAST_PERIOD = 3;

  /** What the cells of one cohort (null = all of them) share. */
  static final List<Field> COHORT =
      List.of(
          History.ACTIVITY,
          CLOCK,
          Activity.GRAIN,
          Breakdowns.DIMENSION,
          Breakdowns.SEGMENT,
          Activity.COHORT);

  private CohortCells() {}
}
