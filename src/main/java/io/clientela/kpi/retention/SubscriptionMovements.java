package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.CustomerSegments;
import io.clientela.model.Subscriptions;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What subscribers gained and lost in each period: every customer's state at its end beside that at
 * its start, only for periods in which something changed.
 */
final class SubscriptionMovements {

  private static final Field RUNNING = Field.integer("running", "Subscriptions more, or less");
  private static final Field AMOUNT = Field.money("amount", "A month more, or less");
  private static final Field IS_REPEATED =
      Field.flag("is_repeated", "Another change of the customer in the same period came before");
  private static final Field RUNNING_AT_START =
      Field.integer("running_at_start", "Subscriptions before the period; null in the first")
          .orNull();
  private static final Field RUNNING_AT_END =
      Field.integer("running_at_end", "Subscriptions of the customer at the end of the period");
  private static final Field AMOUNT_AT_START =
      Field.money("amount_at_start", "Monthly amounts of the customer before the period");
  private static final Field AMOUNT_AT_END =
      Field.money("amount_at_end", "Monthly amounts of the customer at the end of the period");

  private static final Column NO_MONEY = lit(0).cast(Field.MONEY);

  private SubscriptionMovements() {}

  static Dataset<Row> of(Dataset<Row> subscriptions, List<Grain> grains, Facts facts) {
    return subscriptions
        .transform(rows -> changes(rows, grains, facts))
        .transform(SubscriptionMovements::compareStates)
        .transform(rows -> countMovements(rows, facts));
  }

  /** One or two rows per grain and subscription; one of no days is none. */
  private static Dataset<Row> changes(Dataset<Row> subscriptions, List<Grain> grains, Facts facts) {
    Column startedOn = Subscriptions.STARTED_ON.col();
    Column endedOn = Subscriptions.ENDED_ON.col();
    Column amount = coalesce(Subscriptions.MONTHLY_AMOUNT.col(), lit(0));
    List<Column> changes = new ArrayList<>();
    for (Grain grain : grains) {
      changes.add(change(grain, startedOn, lit(1), amount, facts));
      changes.add(change(grain, endedOn, lit(-1), negate(amount), facts));
    }
    Dataset<Row> ran = subscriptions.where(endedOn.isNull().or(endedOn.gt(startedOn)));
    return CustomerSegments.join(
            ran, facts, Subscriptions.CUSTOMER_ID, startedOn, Subscriptions.SUBSCRIPTION_ID.col())
        .select(
            Subscriptions.CUSTOMER_ID.col(),
            Breakdowns.SEGMENTS.col(),
            inline(array(changes.toArray(Column[]::new))))
        .where(Activity.PERIOD.col().isNotNull());
  }

  private static Column change(Grain grain, Column on, Column running, Column amount, Facts facts) {
    return struct(
        Activity.GRAIN.is(lit(grain.label())),
        Activity.PERIOD.is(grain.indexOf(unix_date(on), facts.weekStart())),
        RUNNING.is(running),
        AMOUNT.is(amount));
  }

  /** One row per customer, grain and period with a change; the first has nothing at the start. */
  private static Dataset<Row> compareStates(Dataset<Row> changes) {
    WindowSpec inTime =
        Window.partitionBy(Subscriptions.CUSTOMER_ID.col(), Activity.GRAIN.col())
            .orderBy(Activity.PERIOD.col());
    WindowSpec before = inTime.rangeBetween(Window.unboundedPreceding(), -1);
    WindowSpec upToEnd = inTime.rangeBetween(Window.unboundedPreceding(), Window.currentRow());
    Column periodBefore = lag(Activity.PERIOD.col(), 1).over(inTime);
    return changes
        .select(
            Activity.GRAIN.col(),
            Breakdowns.SEGMENTS.col(),
            Activity.PERIOD.col(),
            IS_REPEATED.is(coalesce(periodBefore.equalTo(Activity.PERIOD.col()), lit(false))),
            RUNNING_AT_START.is(sum(RUNNING.col()).over(before)),
            RUNNING_AT_END.is(sum(RUNNING.col()).over(upToEnd)),
            AMOUNT_AT_START.is(coalesce(sum(AMOUNT.col()).over(before), NO_MONEY)),
            AMOUNT_AT_END.is(sum(AMOUNT.col()).over(upToEnd)))
        .where(not(IS_REPEATED.col()))
        .select(movements());
  }

  private static Column[] movements() {
    Column isFirst = RUNNING_AT_START.col().isNull();
    Column had = coalesce(RUNNING_AT_START.col(), lit(0)).gt(0);
    Column has = RUNNING_AT_END.col().gt(0);
    Column isNew = has.and(isFirst);
    Column isBack = has.and(not(had)).and(not(isFirst));
    Column isLost = had.and(not(has));
    Column stays = had.and(has);
    Column more = AMOUNT_AT_END.col().minus(AMOUNT_AT_START.col());
    return new Column[] {
      Activity.GRAIN.col(),
      Breakdowns.SEGMENTS.col(),
      Activity.PERIOD.col(),
      SubscriptionChurn.NEW_CUSTOMERS.is(onlyIf(isNew, lit(1))),
      SubscriptionChurn.REACTIVATED_CUSTOMERS.is(onlyIf(isBack, lit(1))),
      SubscriptionChurn.LOST.is(onlyIf(isLost, lit(1))),
      SubscriptionChurn.NEW.is(onlyIf(isNew, AMOUNT_AT_END.col())),
      SubscriptionChurn.EXPANSION.is(onlyIf(stays, greatest(more, NO_MONEY))),
      SubscriptionChurn.CONTRACTION.is(onlyIf(stays, greatest(negate(more), NO_MONEY))),
      SubscriptionChurn.CHURNED.is(onlyIf(isLost, AMOUNT_AT_START.col())),
      SubscriptionChurn.REACTIVATED.is(onlyIf(isBack, AMOUNT_AT_END.col()))
    };
  }

  private static Column onlyIf(Column holds, Column amount) {
    return when(holds, amount).otherwise(0);
  }

  private static Dataset<Row> countMovements(Dataset<Row> movements, Facts facts) {
    Column[] sums = Activity.sums(SubscriptionChurn.MEASURES);
    Column[] others = Arrays.copyOfRange(sums, 1, sums.length);
    Column[] cell = {
      Activity.GRAIN.col(),
      Breakdowns.DIMENSION.col(),
      Breakdowns.SEGMENT.col(),
      Activity.PERIOD.col()
    };
    return movements
        .transform(rows -> Breakdowns.each(rows, facts.dimensions()))
        .groupBy(cell)
        .agg(sums[0], others);
  }
}
