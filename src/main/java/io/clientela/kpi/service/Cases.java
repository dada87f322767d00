package io.clientela.kpi.service;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.unix_date;

import io.clientela.model.CellColumns;
import io.clientela.model.OwnCells;
import io.clientela.model.Sales;
import io.clientela.model.Surveys;
import io.clientela.model.Tickets;
import io.clientela.model.compact.Durations;
import io.clientela.model.service.SurveyResponses;
import io.clientela.model.service.TicketTimes;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Quotient;
import io.clientela.table.Sums;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tickets of a stratum and answers to surveys about such, with the times that they took. */
final class Cases {

  static final Field STRATUM = Field.label("stratum", "Channel, priority and category");

  /** By the clock that the team works by. */
  static final Field RESPONSE = Field.count("response", "Time to the first answer");

  static final Field RESOLUTION = Field.count("resolution", "Time to the last resolution");

  private static final double MICROS_PER_SECOND = 1e6;
  private static final List<Field> COUNTS =
      List.of(
          CaseMix.TICKETS,
          CaseMix.ANSWERED,
          CaseMix.RESOLVED,
          CaseMix.EVER_RESOLVED,
          CaseMix.REOPENED,
          CaseMix.CSAT_RESPONSES,
          CaseMix.CSAT_POSITIVE);
  private static final CellColumns COLUMNS =
      new CellColumns(List.of(STRATUM), COUNTS, List.of(RESPONSE, RESOLUTION), List.of());

  private final Sums sums = noSums();
  private final Map<Field, Durations> times =
      Map.of(RESPONSE, new Durations(), RESOLUTION, new Durations());
  private final Map<Field, Double> usual = new HashMap<>();

  static Sums noSums() {
    return new Sums(COUNTS.toArray(Field[]::new));
  }

  /** By agent, by team and in all, each by stratum. */
  static Dataset<Row> cells(Facts facts, List<Grain> grains) {
    Dataset<Row> tickets = facts.of(TicketTimes.TABLE).transform(Cases::ofTickets);
    Dataset<Row> all =
        facts.has(SurveyResponses.TABLE)
            ? tickets.unionByName(facts.of(SurveyResponses.TABLE).transform(Cases::ofAnswers), true)
            : tickets;
    return OwnCells.by(List.of(Tickets.AGENT, Tickets.TEAM), grains)
        .counted(all, Sales.DAY.col(), facts, COLUMNS);
  }

  private static Dataset<Row> ofTickets(Dataset<Row> times) {
    Column response = TicketTimes.worked(TicketTimes.BUSINESS_RESPONSE, TicketTimes.RESPONSE);
    Column resolution = TicketTimes.worked(TicketTimes.BUSINESS_RESOLUTION, TicketTimes.RESOLUTION);
    Column isReopened = coalesce(Tickets.REOPENED.col().gt(0), lit(false));
    return times.select(
        Sales.DAY.is(unix_date(Tickets.CREATED_ON.col())),
        Tickets.AGENT.col(),
        Tickets.TEAM.col(),
        STRATUM.is(stratum()),
        CaseMix.TICKETS.is(lit(1)),
        CaseMix.ANSWERED.is(response.isNotNull()),
        CaseMix.RESOLVED.is(resolution.isNotNull()),
        CaseMix.EVER_RESOLVED.is(isReopened.or(TicketTimes.RESOLUTION.col().isNotNull())),
        CaseMix.REOPENED.is(isReopened),
        CaseMix.CSAT_RESPONSES.is(lit(0)),
        CaseMix.CSAT_POSITIVE.is(lit(0)),
        RESPONSE.is(response),
        RESOLUTION.is(resolution));
  }

  /** Answers have a score; what they do not count is 0. */
  private static Dataset<Row> ofAnswers(Dataset<Row> responses) {
    Column score = SurveyResponses.COUNTED.col();
    return responses
        .where(Surveys.KIND.col().equalTo(Surveys.CSAT).and(score.isNotNull()))
        .select(
            Sales.DAY.is(unix_date(Surveys.SENT_ON.col())),
            Surveys.AGENT.col(),
            Surveys.TEAM.col(),
            STRATUM.is(stratum()),
            CaseMix.CSAT_RESPONSES.is(lit(1)),
            CaseMix.CSAT_POSITIVE.is(score.geq(4)));
  }

  /** Never null; an unknown channel is a channel of its own. */
  private static Column stratum() {
    return to_json(struct(Tickets.CHANNEL.col(), Tickets.PRIORITY.col(), Tickets.CATEGORY.col()));
  }

  void add(Cell cell) {
    sums.add(cell);
    Stream.of(RESPONSE, RESOLUTION)
        .filter(duration -> !cell.isNull(duration))
        .forEach(duration -> times.get(duration).add(cell.bytes(duration)));
  }

  Sums sums() {
    return sums;
  }

  Durations times(Field duration) {
    return times.get(duration);
  }

  /** Median of a duration in microseconds; null where there is none. */
  Double usual(Field duration) {
    return usual.computeIfAbsent(
        duration,
        of -> {
          Double median = times.get(of).seconds(0.5)[0];
          return median == null ? null : (Double) (median * MICROS_PER_SECOND);
        });
  }

  /** Null where there is no whole. */
  Double rate(Field part, Field whole) {
    return Quotient.of((double) sums.count(part), (double) sums.count(whole));
  }
}
