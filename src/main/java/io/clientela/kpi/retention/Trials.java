package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Breakdowns;
import io.clientela.model.CustomerSegments;
import io.clientela.model.Subscriptions;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** The trials of all customers, each with the paid subscription that followed it, if one did. */
final class Trials {

  static final Field STARTED_DAY = Field.integer("started_day", "Day on which the trial started");
  static final Field IS_MATURED = Field.flag("is_matured", "Ended, and the window is over");
  static final Field DAYS =
      Field.integer("days", "From start to paid start, of matured converted; null = others")
          .orNull();

  private static final Field NUMBER =
      Field.count("number", "Trials of the customer so far; 0 before the first");
  private static final Field ENDED_DAY = Field.integer("ended_day", "Day after the trial").orNull();
  private static final Field PAID_DAY =
      Field.integer("paid_day", "Day of the first paid subscription from then on").orNull();

  private Trials() {}

  /** One row per trial. */
  static Dataset<Row> of(Dataset<Row> subscriptions, int windowDays, Facts facts) {
    Column isTrial = Subscriptions.isTrial();
    Column started = unix_date(Subscriptions.STARTED_ON.col());
    Column ended = unix_date(Subscriptions.ENDED_ON.col());
    Column isPaid =
        not(isTrial)
            .and(Subscriptions.MONTHLY_AMOUNT.col().gt(0))
            .and(coalesce(ended.gt(started), lit(true)));
    Column startOfTrial = min(when(isTrial, started));
    return subscriptions
        .transform(rows -> numbered(rows, facts))
        .where(NUMBER.col().gt(0))
        .groupBy(Subscriptions.CUSTOMER_ID.col(), NUMBER.col(), Breakdowns.SEGMENTS.col())
        .agg(
            STARTED_DAY.is(startOfTrial),
            ENDED_DAY.is(max(when(isTrial, ended))),
            PAID_DAY.is(min(when(isPaid, started))))
        .transform(rows -> judged(rows, windowDays, facts));
  }

  /** A paid subscription has the number of the latest trial before it. */
  private static Dataset<Row> numbered(Dataset<Row> subscriptions, Facts facts) {
    Column started = Subscriptions.STARTED_ON.col();
    Column id = Subscriptions.SUBSCRIPTION_ID.col();
    WindowSpec upToHere =
        Window.partitionBy(Subscriptions.CUSTOMER_ID.col())
            .orderBy(started, not(Subscriptions.isTrial()), id)
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column trials = sum(when(Subscriptions.isTrial(), 1).otherwise(0)).over(upToHere);
    return CustomerSegments.join(subscriptions, facts, Subscriptions.CUSTOMER_ID, started, id)
        .select(
            Subscriptions.CUSTOMER_ID.col(),
            Breakdowns.SEGMENTS.col(),
            started,
            Subscriptions.ENDED_ON.col(),
            Subscriptions.MONTHLY_AMOUNT.col(),
            Subscriptions.IS_TRIAL.col(),
            NUMBER.is(trials));
  }

  private static Dataset<Row> judged(Dataset<Row> trials, int windowDays, Facts facts) {
    Column lastDay = ENDED_DAY.col().plus(windowDays);
    Column isMatured = coalesce(lastDay.leq(facts.lastDay()), lit(false));
    Column isInWindow = isMatured.and(PAID_DAY.col().leq(lastDay));
    return trials.select(
        Breakdowns.SEGMENTS.col(),
        STARTED_DAY.col(),
        IS_MATURED.is(isMatured),
        DAYS.is(when(isInWindow, PAID_DAY.col().minus(STARTED_DAY.col()))));
  }
}
