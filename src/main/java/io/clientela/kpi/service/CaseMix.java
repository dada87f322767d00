package io.clientela.kpi.service;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.unix_date;

import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.OwnCells;
import io.clientela.model.Surveys;
import io.clientela.model.Tickets;
import io.clientela.model.compact.DurationQuantiles;
import io.clientela.model.service.SurveyResponses;
import io.clientela.model.service.TicketTimes;
import io.clientela.table.Exact;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * What agents and teams did, beside what was to be expected of the cases they had: cases of the
 * same channel, priority and category in the same period make a stratum, and each case of an agent
 * stands for what is usual in its stratum, whoever works on it.
 */
record CaseMix(List<Grain> grains) {

  static final Field TICKETS = Field.count("tickets", "Tickets created in the period");
  static final Field ANSWERED = Field.count("answered", "Of them, those with a first answer");
  static final Field RESOLVED = Field.count("resolved", "Tickets resolved so far");
  static final Field EVER_RESOLVED = TicketCounts.EVER_RESOLVED;
  static final Field REOPENED = TicketCounts.REOPENED;
  static final Field CSAT_RESPONSES =
      Field.count("csat_responses", "Answers with a score to csat surveys sent in the period");
  static final Field CSAT_POSITIVE = Field.count("csat_positive", "Of them, scores 4 and 5");

  /** In microseconds, by the clock that the team works by. */
  static final Field MEDIAN_RESPONSE = Field.number("median_response", "Time to the first answer");

  static final Field MEDIAN_RESOLUTION =
      Field.number("median_resolution", "Time to the last resolution");
  static final Field RESPONSE_RATIO =
      Field.ratio(
          "first_response_ratio",
          "Median, over the answered tickets, of the time to the first answer / the median of the"
              + " ticket's stratum: 1 is usual, below is faster");
  static final Field RESOLUTION_RATIO =
      Field.ratio(
          "resolution_ratio",
          "Median, over the resolved tickets, of the time to the last resolution / the median of the"
              + " ticket's stratum: 1 is usual, below is faster");
  static final Field EXPECTED_REOPEN_RATE =
      Field.share(
          "expected_reopen_rate", "Mean, over the tickets ever resolved, of their stratum's rate");
  static final Field EXPECTED_CSAT =
      Field.share("expected_csat", "Mean, over the answers, of their stratum's csat");

  private static final Field RESPONSE = Field.count("response", "Time to the first answer");
  private static final Field RESOLUTION = Field.count("resolution", "Time to the last resolution");
  private static final Field USUAL_RESPONSE =
      Field.number("usual_response", "Median of the stratum, in microseconds");
  private static final Field USUAL_RESOLUTION =
      Field.number("usual_resolution", "Median of the stratum, in microseconds");
  private static final double MICROS_PER_SECOND = 1e6;

  private static final Field STRATUM = Field.label("stratum", "Channel, priority and category");
  private static final Field RATE = Field.share("stratum_rate", "Rate of the stratum");

  /** One row per agent or team and period with tickets. */
  Dataset<Row> ofTickets(Facts facts) {
    Dataset<Row> tickets = facts.of(TicketTimes.TABLE).transform(CaseMix::seeTickets);
    Column created = unix_date(Tickets.CREATED_ON.col());
    Column[] kept = columns(STRATUM, RESPONSE, RESOLUTION, REOPENED, EVER_RESOLVED);
    Dataset<Row> usual =
        strata()
            .quantiles(tickets, created, facts, RESPONSE, RESOLUTION)
            .select(
                ofStratum(
                    USUAL_RESPONSE.is(usual(RESPONSE)), USUAL_RESOLUTION.is(usual(RESOLUTION))));
    Dataset<Row> rates =
        strata()
            .of(tickets, created, facts, columns(REOPENED, EVER_RESOLVED))
            .transform(rows -> rateStrata(rows, REOPENED, EVER_RESOLVED));
    return people()
        .of(tickets, created, facts, kept)
        .where(isNamed())
        .join(usual, stratumNames(), "left")
        .join(rates, stratumNames(), "left")
        .groupBy(OwnCells.cell())
        .agg(
            TICKETS.is(count(lit(1))),
            ANSWERED.is(count(RESPONSE.col())),
            RESOLVED.is(count(RESOLUTION.col())),
            EVER_RESOLVED.is(sum(EVER_RESOLVED.col())),
            REOPENED.is(sum(REOPENED.col())),
            MEDIAN_RESPONSE.is(median(RESPONSE.col())),
            MEDIAN_RESOLUTION.is(median(RESOLUTION.col())),
            RESPONSE_RATIO.is(median(try_divide(RESPONSE.col(), USUAL_RESPONSE.col()))),
            RESOLUTION_RATIO.is(median(try_divide(RESOLUTION.col(), USUAL_RESOLUTION.col()))),
            EXPECTED_REOPEN_RATE.is(expected(EVER_RESOLVED, RATE)));
  }

  /** One row per agent or team and period with answers to csat surveys. */
  Dataset<Row> ofAnswers(Facts facts) {
    Dataset<Row> answers = facts.of(SurveyResponses.TABLE).transform(CaseMix::seeAnswers);
    Column sent = unix_date(Surveys.SENT_ON.col());
    Column[] counts = columns(CSAT_POSITIVE, CSAT_RESPONSES);
    Dataset<Row> rates =
        strata()
            .of(answers, sent, facts, counts)
            .transform(rows -> rateStrata(rows, CSAT_POSITIVE, CSAT_RESPONSES));
    return people()
        .of(answers, sent, facts, columns(STRATUM, CSAT_POSITIVE, CSAT_RESPONSES))
        .where(isNamed())
        .groupBy(OwnCells.cell(STRATUM.col()))
        .agg(
            CSAT_RESPONSES.is(sum(CSAT_RESPONSES.col())),
            CSAT_POSITIVE.is(sum(CSAT_POSITIVE.col())))
        .join(rates, stratumNames(), "left")
        .groupBy(OwnCells.cell())
        .agg(
            CSAT_RESPONSES.is(sum(CSAT_RESPONSES.col())),
            CSAT_POSITIVE.is(sum(CSAT_POSITIVE.col())),
            EXPECTED_CSAT.is(expected(CSAT_RESPONSES, RATE)));
  }

  private static Dataset<Row> seeTickets(Dataset<Row> times) {
    Column isReopened = coalesce(Tickets.REOPENED.col().gt(0), lit(false));
    Column isEver = isReopened.or(TicketTimes.RESOLUTION.col().isNotNull());
    return times.select(
        Tickets.CREATED_ON.col(),
        Tickets.AGENT.col(),
        Tickets.TEAM.col(),
        STRATUM.is(stratum()),
        TicketTimes.worked(TicketTimes.BUSINESS_RESPONSE, TicketTimes.RESPONSE).as(RESPONSE.name()),
        TicketTimes.worked(TicketTimes.BUSINESS_RESOLUTION, TicketTimes.RESOLUTION)
            .as(RESOLUTION.name()),
        REOPENED.is(isReopened.cast(DataTypes.IntegerType)),
        EVER_RESOLVED.is(isEver.cast(DataTypes.IntegerType)));
  }

  private static Dataset<Row> seeAnswers(Dataset<Row> responses) {
    Column isCsat = Surveys.KIND.col().equalTo(Surveys.CSAT);
    Column score = SurveyResponses.COUNTED.col();
    return responses
        .where(isCsat.and(score.isNotNull()))
        .select(
            Surveys.SENT_ON.col(),
            Surveys.AGENT.col(),
            Surveys.TEAM.col(),
            STRATUM.is(stratum()),
            CSAT_RESPONSES.is(lit(1)),
            CSAT_POSITIVE.is(score.geq(4).cast(DataTypes.IntegerType)));
  }

  /** Never null; an unknown channel is a channel of its own. */
  private static Column stratum() {
    return to_json(struct(Tickets.CHANNEL.col(), Tickets.PRIORITY.col(), Tickets.CATEGORY.col()));
  }

  private OwnCells strata() {
    return OwnCells.by(List.of(STRATUM), grains);
  }

  private OwnCells people() {
    return OwnCells.by(List.of(Tickets.AGENT, Tickets.TEAM), grains);
  }

  private static Column isNamed() {
    Column isTotal = Breakdowns.DIMENSION.col().equalTo(Breakdowns.ALL);
    return not(isTotal.or(OwnCells.SEGMENT.col().equalTo(Breakdowns.NONE)));
  }

  private static Dataset<Row> rateStrata(Dataset<Row> cells, Field part, Field whole) {
    Column rate = try_divide(Exact.real(sum(part.col())), Exact.real(sum(whole.col())));
    return cells.groupBy(OwnCells.cell()).agg(RATE.is(rate)).select(ofStratum(RATE.col()));
  }

  /** Of the cells of strata: the total is no stratum, as its name is not one. */
  private static Column[] ofStratum(Column... values) {
    Column[] key = {
      Activity.GRAIN.col(), Activity.PERIOD.col(), STRATUM.is(OwnCells.SEGMENT.col())
    };
    return Stream.concat(Stream.of(key), Stream.of(values)).toArray(Column[]::new);
  }

  private static String[] stratumNames() {
    return new String[] {Activity.GRAIN.name(), Activity.PERIOD.name(), STRATUM.name()};
  }

  /** Exact: an agent has few tickets in a period. */
  private static Column median(Column of) {
    return percentile(of, lit(0.5));
  }

  private static Column usual(Field duration) {
    return duration.col().getField(DurationQuantiles.MEDIAN).multiply(MICROS_PER_SECOND);
  }

  /** Mean of what is usual in the strata, each as often as there are cases of it. */
  private static Column expected(Field cases, Field usual) {
    Column weighted = Exact.real(cases.col()).multiply(usual.col());
    return try_divide(Exact.real(Exact.sum(weighted)), Exact.real(sum(cases.col())));
  }

  private static Column[] columns(Field... fields) {
    return Stream.of(fields).map(Field::col).toArray(Column[]::new);
  }
}
