package io.clientela.kpi.service;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Activity;
import io.clientela.model.OwnCells;
import io.clientela.model.Tickets;
import io.clientela.model.Timeline;
import io.clientela.model.service.TicketTimes;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Unit;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The tickets of each cell, counted by what became of them, and those open at its end.
 *
 * @param targetMicros time within which a ticket should get its first answer
 */
record TicketCounts(OwnCells cells, long targetMicros) {

  static final Field TICKETS = Field.count("tickets", "Tickets created in the period");
  static final Field ANSWERED = Field.count("answered", "Of them, those with a first answer");
  static final Field TARGET_DUE =
      Field.count(
          "target_due",
          "Tickets whose target time for the first answer was over at as-of; it runs in opening"
              + " hours where the team has some");
  static final Field WITHIN_TARGET =
      Field.count("within_target", "Of them, those answered within the target time");
  static final Field RESOLVED = Field.count("resolved", "Tickets resolved so far");
  static final Field EVER_RESOLVED =
      Field.count("ever_resolved", "Tickets resolved, or reopened since");
  static final Field REOPENED = Field.count("reopened", "Tickets reopened at least once");
  static final Field REPLIES_KNOWN =
      Field.count("replies_known", "Tickets resolved whose number of replies is known");
  static final Field ONE_TOUCH =
      Field.count("one_touch", "Of them, those with one reply at most that were never reopened");
  static final Field BACKLOG =
      Field.count("backlog", "Tickets open at the end of the period, or at as-of");

  static final Field BUSINESS_ANSWERED = Field.count("business_answered", "In opening hours");
  static final Field BUSINESS_RESOLVED = Field.count("business_resolved", "In opening hours");
  static final Field FLAGGED = Field.count("flagged", "Tickets known to be a complaint or not");
  static final Field COMPLAINING = Field.count("complaining", "Tickets that are complaints");

  private static final Field CLOSED = Field.count("closed", "Tickets resolved in the period");

  /** Exact, and too large for 64 bits in a busy year. */
  private static final DataType TOTAL = DataTypes.createDecimalType(30, 0);

  private static final Field[] MEASURES = {
    TICKETS,
    ANSWERED,
    TARGET_DUE,
    WITHIN_TARGET,
    RESOLVED,
    EVER_RESOLVED,
    REOPENED,
    REPLIES_KNOWN,
    ONE_TOUCH,
    BUSINESS_ANSWERED,
    BUSINESS_RESOLVED,
    FLAGGED,
    COMPLAINING,
    total(TicketTimes.RESPONSE),
    total(TicketTimes.BUSINESS_RESPONSE),
    total(TicketTimes.RESOLUTION),
    total(TicketTimes.BUSINESS_RESOLUTION),
    CLOSED
  };

  /** Sum of a duration over the tickets of a cell, in microseconds. */
  static Field total(Field micros) {
    return new Field("total_" + micros.name(), TOTAL, Unit.ANY, false, micros.meaning());
  }

  /** A row per cell, without gaps from the first ticket of a segment to the last known period. */
  Dataset<Row> of(Dataset<Row> times, Facts facts) {
    WindowSpec soFar =
        Window.partitionBy(OwnCells.SERIES.stream().map(Field::col).toArray(Column[]::new))
            .orderBy(Activity.PERIOD.col())
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column[] sums =
        Stream.of(MEASURES)
            .map(field -> field.is(coalesce(sum(field.col()), lit(0))))
            .toArray(Column[]::new);
    return countOpened(times, facts)
        .unionByName(countClosed(times, facts), true)
        .groupBy(OwnCells.cell())
        .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length))
        .transform(rows -> Timeline.fill(rows, OwnCells.SERIES, MEASURES, facts))
        .withColumn(BACKLOG.name(), sum(TICKETS.col().minus(CLOSED.col())).over(soFar));
  }

  /** In the period in which the ticket came in. */
  private Dataset<Row> countOpened(Dataset<Row> times, Facts facts) {
    Column isReopened = Tickets.REOPENED.col().gt(0);
    Column isResolved = TicketTimes.RESOLUTION.col().isNotNull();
    Column isTouchKnown = isResolved.and(Tickets.REPLIES.col().isNotNull());
    Column isOneTouch = isTouchKnown.and(Tickets.REPLIES.col().leq(1));
    Column isOnce = coalesce(Tickets.REOPENED.col(), lit(0)).equalTo(0);
    Column isDue = worked(TicketTimes.BUSINESS_WAITED, TicketTimes.WAITED).geq(targetMicros);
    Column isTimely = worked(TicketTimes.BUSINESS_RESPONSE, TicketTimes.RESPONSE).leq(targetMicros);
    Column[] kept =
        Stream.of(
                TicketTimes.RESPONSE,
                TicketTimes.BUSINESS_RESPONSE,
                TicketTimes.RESOLUTION,
                TicketTimes.BUSINESS_RESOLUTION,
                TicketTimes.WAITED,
                TicketTimes.BUSINESS_WAITED,
                Tickets.REOPENED,
                Tickets.REPLIES,
                Tickets.IS_COMPLAINT)
            .map(Field::col)
            .toArray(Column[]::new);
    return cells
        .of(times, unix_date(Tickets.CREATED_ON.col()), facts, kept)
        .groupBy(OwnCells.cell())
        .agg(
            TICKETS.is(count(lit(1))),
            ANSWERED.is(count(TicketTimes.RESPONSE.col())),
            BUSINESS_ANSWERED.is(count(TicketTimes.BUSINESS_RESPONSE.col())),
            TARGET_DUE.is(count(when(isDue, 1))),
            WITHIN_TARGET.is(count(when(isDue.and(isTimely), 1))),
            RESOLVED.is(count(TicketTimes.RESOLUTION.col())),
            BUSINESS_RESOLVED.is(count(TicketTimes.BUSINESS_RESOLUTION.col())),
            EVER_RESOLVED.is(count(when(isResolved.or(isReopened), 1))),
            REOPENED.is(count(when(isReopened, 1))),
            REPLIES_KNOWN.is(count(when(isTouchKnown, 1))),
            ONE_TOUCH.is(count(when(isOneTouch.and(isOnce), 1))),
            FLAGGED.is(count(Tickets.IS_COMPLAINT.col())),
            COMPLAINING.is(count(when(Tickets.IS_COMPLAINT.col(), 1))),
            sumOf(TicketTimes.RESPONSE),
            sumOf(TicketTimes.BUSINESS_RESPONSE),
            sumOf(TicketTimes.RESOLUTION),
            sumOf(TicketTimes.BUSINESS_RESOLUTION));
  }

  /** In the period in which it was resolved. */
  private Dataset<Row> countClosed(Dataset<Row> times, Facts facts) {
    return cells
        .of(times, unix_date(Tickets.RESOLVED_ON.col()), facts)
        .groupBy(OwnCells.cell())
        .agg(CLOSED.is(count(lit(1))));
  }

  private static Column worked(Field business, Field calendar) {
    return TicketTimes.worked(business, calendar);
  }

  private static Column sumOf(Field micros) {
    Column exact = micros.col().cast(DataTypes.createDecimalType(20, 0));
    return total(micros).is(sum(exact));
  }
}
