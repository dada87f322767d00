package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Timeline;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** The four readings of every cohort, as running sums over its {@link CohortCells}. */
final class CohortReadings {

  private CohortReadings() {}

  static Dataset<Row> of(Dataset<Row> cells) {
    Column isSaid = not(isOfManyCohorts()).or(CohortRetention.ACTIVE_CUSTOMERS.col().gt(0));
    return cells
        .transform(CohortReadings::withoutGaps)
        .transform(CohortReadings::readFourWays)
        .where(isSaid.and(CohortRetention.COHORT_CUSTOMERS.col().gt(0)));
  }

  private static Column isOfManyCohorts() {
    return Activity.GRAIN.col().equalTo(Grain.DAY.label()).and(Activity.COHORT.col().isNotNull());
  }

  /** Periods without activity have a row too, but for those of the many cohorts of day grain. */
  private static Dataset<Row> withoutGaps(Dataset<Row> rows) {
    Column own = CohortCells.SINCE.col().plus(1);
    Column next = coalesce(Timeline.next(CohortCells.COHORT, CohortCells.SINCE), own);
    return Timeline.fill(
        rows,
        CohortCells.COHORT,
        CohortCells.SINCE,
        when(isOfManyCohorts(), own).otherwise(next),
        CohortCells.KEPT);
  }

  private static Dataset<Row> readFourWays(Dataset<Row> rows) {
    WindowSpec inOrder =
        Window.partitionBy(CohortCells.COHORT.stream().map(Field::col).toArray(Column[]::new))
            .orderBy(CohortCells.SINCE.col());
    WindowSpec fromHere = inOrder.rowsBetween(Window.currentRow(), Window.unboundedFollowing());
    WindowSpec upToHere = inOrder.rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    WindowSpec before = inOrder.rowsBetween(Window.unboundedPreceding(), -1);
    Column customers = sum(CohortCells.ENDING.col()).over(fromHere);
    Column isOwn = CohortCells.SINCE.col().equalTo(0);
    Column returned = sum(CohortCells.FIRST_RETURNS.col()).over(upToHere);
    Column returnedAndOut = coalesce(sum(CohortCells.ENDING_RETURNED.col()).over(before), lit(0));
    return rows.select(
        History.ACTIVITY.col(),
        CohortCells.CLOCK.col(),
        Activity.GRAIN.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        Activity.COHORT.col(),
        CohortCells.SINCE.col(),
        CohortRetention.COHORT_CUSTOMERS.is(customers),
        CohortRetention.ACTIVE_CUSTOMERS.is(CohortCells.ACTIVE.col()),
        CohortRetention.RETURNED_LATER.is(sum(CohortCells.LAST_SEEN.col()).over(fromHere)),
        CohortRetention.KEPT_EVERY_PERIOD.is(
            when(isOwn, customers).otherwise(CohortCells.UNBROKEN.col())),
        CohortRetention.RETURNED_BY_THEN.is(returned.minus(returnedAndOut)));
  }
}
