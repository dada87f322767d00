package io.clientela.kpi.service;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.OwnCells;
import io.clientela.model.Timeline;
import io.clientela.model.service.SurveyResponses;
import io.clientela.model.service.TicketTimes;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Proportion;
import io.clientela.table.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Agents and teams, each beside what was to be expected of the cases they had. */
public record AgentScorecard(
    @Meaning("Lengths of the period: day, week, month, quarter") List<Grain> grains,
    @Meaning("Fewer tickets in the period give no rank") Integer minTickets)
    implements Kpi {

  static final Field LEVEL = Field.label("level", "agent or team");
  static final Field NAME = Field.label("name", "Agent or team; tickets without one are left out");
  static final Field MEDIAN_RESPONSE =
      Field.minutes(
          "median_first_response_minutes",
          "Median time to the first answer, in opening hours where the team has some");
  static final Field EXPECTED_RESPONSE =
      Field.minutes(
          "expected_first_response_minutes",
          "What the median would be at the usual pace: median / first_response_ratio");
  static final Field MEDIAN_RESOLUTION =
      Field.hours(
          "median_resolution_hours",
          "Median time to the last resolution, in opening hours where the team has some");
  static final Field EXPECTED_RESOLUTION =
      Field.hours(
          "expected_resolution_hours",
          "What the median would be at the usual pace: median / resolution_ratio");
  static final Field REOPEN_RATE =
      Field.share("reopen_rate", CaseMix.REOPENED.over(CaseMix.EVER_RESOLVED));
  static final Field REOPEN_RATIO =
      Field.ratio(
          "reopen_ratio", REOPEN_RATE.over(CaseMix.EXPECTED_REOPEN_RATE).but("below 1 is better"));
  static final Field SHRUNK_REOPEN_RATE =
      Field.share(
          "shrunk_reopen_rate",
          "reopen_rate drawn towards the mean of all names, the more the fewer the tickets");
  static final Field CSAT = Field.share("csat", CaseMix.CSAT_POSITIVE.over(CaseMix.CSAT_RESPONSES));
  static final Field CSAT_RATIO =
      Field.ratio("csat_ratio", CSAT.over(CaseMix.EXPECTED_CSAT).but("above 1 is better"));
  static final Field SHRUNK_CSAT =
      Field.share(
          "shrunk_csat",
          "csat drawn towards the mean of all names, the more the fewer the answers");
  static final Field PERFORMANCE_INDEX =
      Field.ratio(
          "performance_index",
          "Mean of what is known of 1 / first_response_ratio, 1 / resolution_ratio,"
              + " shrunk / expected csat, and not reopened shrunk / expected; above 1 is"
              + " better than expected");
  static final Field RANK =
      Field.integer(
              "rank",
              "Place by performance_index among the names of the level that have enough tickets; 1 is"
                  + " best, null without enough")
          .orNull();

  private static final double MICROS_PER_MINUTE = 60e6;
  private static final double MICROS_PER_HOUR = 3600e6;

  /** Indexes that differ by less are the same place. */
  private static final int DECIMALS = 9;

  private static final Field[] COUNTS = {
    CaseMix.TICKETS,
    CaseMix.ANSWERED,
    CaseMix.RESOLVED,
    CaseMix.EVER_RESOLVED,
    CaseMix.REOPENED,
    CaseMix.CSAT_RESPONSES,
    CaseMix.CSAT_POSITIVE
  };

  public AgentScorecard {
    grains = grains == null ? List.of(Grain.MONTH) : List.copyOf(grains);
    minTickets = minTickets == null ? 30 : minTickets;
    if (minTickets < 1) {
      throw new IllegalArgumentException("min-tickets is " + minTickets + ", expected 1 or more");
    }
  }

  @Override
  public Table output() {
    return Table.named("agent_scorecard")
        .titled("Agent and team scorecard", "Avaliação de atendentes e equipes")
        .grain(
            "One row per agent or team, grain and period with tickets or answers to surveys",
            "Uma linha por atendente ou equipe, granularidade e período com chamados ou"
                + " respostas a pesquisas")
        .key(LEVEL, NAME, Activity.GRAIN, Timeline.PERIOD_START)
        .values(
            CaseMix.TICKETS,
            CaseMix.ANSWERED,
            MEDIAN_RESPONSE,
            EXPECTED_RESPONSE,
            CaseMix.RESPONSE_RATIO,
            CaseMix.RESOLVED,
            MEDIAN_RESOLUTION,
            EXPECTED_RESOLUTION,
            CaseMix.RESOLUTION_RATIO,
            CaseMix.EVER_RESOLVED,
            CaseMix.REOPENED,
            REOPEN_RATE,
            CaseMix.EXPECTED_REOPEN_RATE,
            REOPEN_RATIO,
            SHRUNK_REOPEN_RATE,
            CaseMix.CSAT_RESPONSES,
            CaseMix.CSAT_POSITIVE,
            CSAT,
            CaseMix.EXPECTED_CSAT,
            CSAT_RATIO,
            SHRUNK_CSAT,
            PERFORMANCE_INDEX,
            RANK,
            Timeline.IS_COMPLETE)
        .definedBy(
            "Tickets by the period of their creation, surveys by that in which they were sent; agent"
                + " and team are those of the ticket. Expected is what is usual for tickets of the"
                + " same channel, priority and category in the period. A rank takes "
                + minTickets
                + " tickets",
            "Chamados pelo período de sua criação, pesquisas pelo de seu envio; atendente"
                + " e equipe são os do chamado. Esperado é o usual para chamados do mesmo"
                + " canal, prioridade e categoria no período. A classificação exige "
                + minTickets
                + " chamados");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(
                PERFORMANCE_INDEX,
                "Performance of agents and teams, 1 = as expected",
                "Desempenho de atendentes e equipes, 1 = o esperado")
            .named("agent_performance_index")
            .cases(CaseMix.TICKETS)
            .higherIsBetter()
            .bySegment(LEVEL, NAME));
  }

  @Override
  public Set<Table> reads() {
    return Set.of(TicketTimes.TABLE);
  }

  @Override
  public Set<Table> mayRead() {
    return Set.of(SurveyResponses.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    CaseMix mix = new CaseMix(grains);
    Dataset<Row> worked = mix.ofTickets(facts);
    Dataset<Row> together =
        facts.has(SurveyResponses.TABLE)
            ? worked.join(mix.ofAnswers(facts), OwnCells.names(), "full_outer")
            : withoutAnswers(worked);
    return together
        .transform(AgentScorecard::fill)
        .transform(AgentScorecard::compare)
        .transform(AgentScorecard::index)
        .transform(rows -> place(rows, facts));
  }

  private static Dataset<Row> withoutAnswers(Dataset<Row> worked) {
    return worked.select(
        col("*"),
        CaseMix.CSAT_RESPONSES.is(lit(0)),
        CaseMix.CSAT_POSITIVE.is(lit(0)),
        CaseMix.EXPECTED_CSAT.isNull());
  }

  /** Who had no tickets, or no answers, had none of them. */
  private static Dataset<Row> fill(Dataset<Row> rows) {
    Column[] counts =
        Stream.of(COUNTS)
            .map(field -> field.is(coalesce(field.col(), lit(0))))
            .toArray(Column[]::new);
    Column[] others = {
      CaseMix.EXPECTED_REOPEN_RATE.col(),
      CaseMix.EXPECTED_CSAT.col(),
      CaseMix.RESPONSE_RATIO.col(),
      CaseMix.RESOLUTION_RATIO.col(),
      MEDIAN_RESPONSE.is(CaseMix.MEDIAN_RESPONSE.col().divide(MICROS_PER_MINUTE)),
      MEDIAN_RESOLUTION.is(CaseMix.MEDIAN_RESOLUTION.col().divide(MICROS_PER_HOUR))
    };
    return rows.select(
        OwnCells.cell(Stream.of(counts, others).flatMap(Stream::of).toArray(Column[]::new)));
  }

  private static Dataset<Row> compare(Dataset<Row> rows) {
    Column[] peers = {Activity.GRAIN.col(), Breakdowns.DIMENSION.col(), Activity.PERIOD.col()};
    Shrinkage reopened = new Shrinkage(CaseMix.REOPENED, CaseMix.EVER_RESOLVED, peers);
    Shrinkage csat = new Shrinkage(CaseMix.CSAT_POSITIVE, CaseMix.CSAT_RESPONSES, peers);
    Column reopenRate = Proportion.of(CaseMix.REOPENED, CaseMix.EVER_RESOLVED).share();
    Column csatRate = Proportion.of(CaseMix.CSAT_POSITIVE, CaseMix.CSAT_RESPONSES).share();
    return rows.select(
        col("*"),
        EXPECTED_RESPONSE.is(try_divide(MEDIAN_RESPONSE.col(), CaseMix.RESPONSE_RATIO.col())),
        EXPECTED_RESOLUTION.is(try_divide(MEDIAN_RESOLUTION.col(), CaseMix.RESOLUTION_RATIO.col())),
        REOPEN_RATE.is(reopenRate),
        REOPEN_RATIO.is(try_divide(reopenRate, CaseMix.EXPECTED_REOPEN_RATE.col())),
        SHRUNK_REOPEN_RATE.is(reopened.rate()),
        CSAT.is(csatRate),
        CSAT_RATIO.is(try_divide(csatRate, CaseMix.EXPECTED_CSAT.col())),
        SHRUNK_CSAT.is(csat.rate()));
  }

  private static Dataset<Row> index(Dataset<Row> rows) {
    Column kept = lit(1).minus(SHRUNK_REOPEN_RATE.col());
    Column expectedKept = lit(1).minus(CaseMix.EXPECTED_REOPEN_RATE.col());
    Column[] parts = {
      try_divide(lit(1.0), CaseMix.RESPONSE_RATIO.col()),
      try_divide(lit(1.0), CaseMix.RESOLUTION_RATIO.col()),
      try_divide(SHRUNK_CSAT.col(), CaseMix.EXPECTED_CSAT.col()),
      try_divide(kept, expectedKept)
    };
    Column total = lit(0.0);
    Column known = lit(0);
    for (Column part : parts) {
      total = total.plus(coalesce(part, lit(0.0)));
      known = known.plus(when(part.isNotNull(), 1).otherwise(0));
    }
    return rows.withColumn(
        PERFORMANCE_INDEX.name(), PERFORMANCE_INDEX.is(try_divide(total, known)));
  }

  private Dataset<Row> place(Dataset<Row> rows, Facts facts) {
    Column isRanked =
        CaseMix.TICKETS.col().geq(minTickets).and(PERFORMANCE_INDEX.col().isNotNull());
    WindowSpec bestFirst =
        Window.partitionBy(Activity.GRAIN.col(), Breakdowns.DIMENSION.col(), Activity.PERIOD.col())
            .orderBy(isRanked.desc(), round(PERFORMANCE_INDEX.col(), DECIMALS).desc());
    return rows.select(
            col("*"),
            RANK.is(when(isRanked, rank().over(bestFirst))),
            Timeline.IS_COMPLETE.is(Timeline.isOver(Activity.PERIOD.col(), facts)),
            LEVEL.is(Breakdowns.DIMENSION.col()),
            NAME.is(OwnCells.SEGMENT.col()),
            Timeline.PERIOD_START.is(Timeline.startOf(Activity.PERIOD.col(), facts)))
        .select(output().columns());
  }
}
