package io.clientela.kpi.service;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.CellColumns;
import io.clientela.model.OwnCells;
import io.clientela.model.Sales;
import io.clientela.model.Tickets;
import io.clientela.model.compact.Durations;
import io.clientela.model.service.TicketTimes;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Unit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The tickets of a period: what became of them is in {@link #MEASURES}; beside that, how long they
 * took, and who complained.
 */
final class TicketCounts {

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

  static final Field CLOSED = Field.count("closed", "Tickets resolved in the period");

  private static final Field CUSTOMER = Field.label("customer", "Customer who complained").orNull();

  static final List<Field> DURATIONS =
      List.of(
          TicketTimes.RESPONSE,
          TicketTimes.BUSINESS_RESPONSE,
          TicketTimes.RESOLUTION,
          TicketTimes.BUSINESS_RESOLUTION);

  /** Exact, and too large for 64 bits in a busy year. */
  private static final DataType TOTAL = DataTypes.createDecimalType(30, 0);

  static final Field[] MEASURES = {
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

  private static final CellColumns COLUMNS =
      new CellColumns(List.of(), List.of(MEASURES), DURATIONS, List.of(CUSTOMER));

  private final Map<Field, Durations> times = new HashMap<>();
  private final Set<String> customers = new HashSet<>();

  TicketCounts(List<Cell> cells) {
    for (Field duration : DURATIONS) {
      Durations all = new Durations();
      cells.stream()
          .filter(cell -> !cell.isNull(duration))
          .forEach(cell -> all.add(cell.bytes(duration)));
      times.put(duration, all);
    }
    cells.forEach(cell -> customers.addAll(cell.labels(CUSTOMER)));
  }

  Durations times(Field duration) {
    return times.get(duration);
  }

  long complainingCustomers() {
    return customers.size();
  }

  /**
   * Tickets in the period in which they came in, and again in that in which they were resolved.
   *
   * @param targetMicros time within which a ticket should get its first answer
   */
  static Dataset<Row> cells(Facts facts, OwnCells cells, long targetMicros) {
    Dataset<Row> times = facts.of(TicketTimes.TABLE);
    Column[] columns =
        Stream.concat(
                cells.dimensions().stream().map(times::col),
                Stream.of(inline(array(opened(targetMicros), closed()))))
            .toArray(Column[]::new);
    return cells.counted(times.select(columns), Sales.DAY.col(), facts, COLUMNS);
  }

  private static Column opened(long targetMicros) {
    Column isReopened = Tickets.REOPENED.col().gt(0);
    Column isResolved = TicketTimes.RESOLUTION.col().isNotNull();
    Column isTouchKnown = isResolved.and(Tickets.REPLIES.col().isNotNull());
    Column isOneTouch = isTouchKnown.and(Tickets.REPLIES.col().leq(1));
    Column isOnce = coalesce(Tickets.REOPENED.col(), lit(0)).equalTo(0);
    Column isDue = worked(TicketTimes.BUSINESS_WAITED, TicketTimes.WAITED).geq(targetMicros);
    Column isTimely = worked(TicketTimes.BUSINESS_RESPONSE, TicketTimes.RESPONSE).leq(targetMicros);
    Map<Field, Column> found = new HashMap<>();
    found.put(TICKETS, lit(1));
    found.put(ANSWERED, TicketTimes.RESPONSE.col().isNotNull());
    found.put(BUSINESS_ANSWERED, TicketTimes.BUSINESS_RESPONSE.col().isNotNull());
    found.put(TARGET_DUE, isDue);
    found.put(WITHIN_TARGET, isDue.and(isTimely));
    found.put(RESOLVED, isResolved);
    found.put(BUSINESS_RESOLVED, TicketTimes.BUSINESS_RESOLUTION.col().isNotNull());
    found.put(EVER_RESOLVED, isResolved.or(isReopened));
    found.put(REOPENED, isReopened);
    found.put(REPLIES_KNOWN, isTouchKnown);
    found.put(ONE_TOUCH, isOneTouch.and(isOnce));
    found.put(FLAGGED, Tickets.IS_COMPLAINT.col().isNotNull());
    found.put(COMPLAINING, Tickets.IS_COMPLAINT.col());
    for (Field duration : DURATIONS) {
      found.put(total(duration), duration.col());
      found.put(duration, duration.col());
    }
    found.put(CUSTOMER, when(Tickets.IS_COMPLAINT.col(), Tickets.CUSTOMER_ID.col()));
    return event(Tickets.CREATED_ON, found);
  }

  private static Column closed() {
    return event(Tickets.RESOLVED_ON, Map.of(CLOSED, lit(1)));
  }

  private static Column event(Field on, Map<Field, Column> found) {
    return struct(
        Stream.of(
                Stream.of(Sales.DAY.is(unix_date(on.col()))),
                Stream.of(MEASURES).map(field -> field.is(found.getOrDefault(field, lit(0)))),
                Stream.concat(DURATIONS.stream(), Stream.of(CUSTOMER))
                    .map(field -> field.is(found.getOrDefault(field, lit(null)))))
            .flatMap(columns -> columns)
            .toArray(Column[]::new));
  }

  private static Column worked(Field business, Field calendar) {
    return TicketTimes.worked(business, calendar);
  }
}
