package io.clientela.model.service;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;

import io.clientela.model.Breakdowns;
import io.clientela.model.Tickets;
import io.clientela.model.Timeline;
import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** How long the tickets took, by the calendar and by the opening hours of their team. */
public record TicketTimes(Schedules schedules) implements Derivation {

  public static final Field RESPONSE = micros("response", "From creation to the first answer");
  public static final Field RESOLUTION = micros("resolution", "From creation to resolution");
  public static final Field WAITED = micros("waited", "From creation to midnight of as-of");
  public static final Field BUSINESS_RESPONSE =
      micros("business_response", "response in opening hours; null where the team has none");
  public static final Field BUSINESS_RESOLUTION =
      micros("business_resolution", "resolution in opening hours; null where the team has none");
  public static final Field BUSINESS_WAITED =
      micros("business_waited", "waited in opening hours; null where the team has none");

  public static final Table TABLE =
      Table.named("ticket_times")
          .grain("One row per ticket")
          .key(Tickets.TICKET_ID)
          .values(
              Tickets.CUSTOMER_ID,
              Tickets.CREATED_ON,
              Tickets.RESOLVED_ON,
              Tickets.CHANNEL,
              Tickets.CATEGORY,
              Tickets.PRIORITY,
              Tickets.IS_COMPLAINT,
              Tickets.AGENT,
              Tickets.TEAM,
              Tickets.REOPENED,
              Tickets.REPLIES,
              RESPONSE,
              RESOLUTION,
              WAITED,
              BUSINESS_RESPONSE,
              BUSINESS_RESOLUTION,
              BUSINESS_WAITED);

  private static Field micros(String name, String meaning) {
    return new Field(name, DataTypes.LongType, Unit.ANY, true, meaning + ", in microseconds");
  }

  /** By the clock that the team works by: opening hours where it has them, else the calendar. */
  public static Column worked(Field business, Field calendar) {
    return coalesce(business.col(), calendar.col());
  }

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.all(Tickets.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    Dataset<Row> tickets = facts.of(Tickets.TABLE);
    Column created = unix_micros(Tickets.CREATED_AT.col());
    Column responded = unix_micros(Tickets.FIRST_RESPONDED_AT.col());
    Column resolved = unix_micros(Tickets.RESOLVED_AT.col());
    Column now = Timeline.asOfMicros(facts);
    Column team = Breakdowns.ifAny(tickets, Tickets.TEAM);
    return tickets.select(
        Tickets.TICKET_ID.col(),
        Tickets.CUSTOMER_ID.col(),
        Tickets.CREATED_ON.col(),
        Tickets.RESOLVED_ON.col(),
        Breakdowns.ifAny(tickets, Tickets.CHANNEL),
        Breakdowns.ifAny(tickets, Tickets.CATEGORY),
        Breakdowns.ifAny(tickets, Tickets.PRIORITY),
        Tickets.IS_COMPLAINT.col(),
        Breakdowns.ifAny(tickets, Tickets.AGENT),
        team,
        Tickets.REOPENED.col(),
        Tickets.REPLIES.col(),
        RESPONSE.is(responded.minus(created)),
        RESOLUTION.is(resolved.minus(created)),
        WAITED.is(now.minus(created)),
        BUSINESS_RESPONSE.is(worked(team, created, responded)),
        BUSINESS_RESOLUTION.is(worked(team, created, resolved)),
        BUSINESS_WAITED.is(worked(team, created, now)));
  }

  /** Opening hours of the team between two instants. */
  private Column worked(Column team, Column from, Column to) {
    return schedules.all().isEmpty() ? lit(null) : clock(schedules.clocks()).apply(team, from, to);
  }

  private static UserDefinedFunction clock(Map<String, BusinessClock> clocks) {
    UDF3<String, Long, Long, Long> between =
        (team, from, to) -> {
          BusinessClock clock = clocks.getOrDefault(team, clocks.get(null));
          return clock == null || to == null ? null : clock.between(from, to);
        };
    return udf(between, DataTypes.LongType);
  }
}
