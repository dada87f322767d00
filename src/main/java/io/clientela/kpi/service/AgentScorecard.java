package io.clientela.kpi.service;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.OwnCells;
import io.clientela.model.Period;
import io.clientela.model.Timeline;
import io.clientela.model.service.SurveyResponses;
import io.clientela.model.service.TicketTimes;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.ReadOut;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Agents and teams, each beside what was to be expected of the cases they had. */
public record AgentScorecard(
    @Meaning("Lengths of the period: day, week, month, quarter") List<Grain> grains,
    @Meaning("Fewer tickets in the period give no rank") Integer minTickets)
    implements Kpi, ReadOut {

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

  public AgentScorecard {
    grains = grains == null ? List.of(Grain.MONTH) : List.copyOf(grains);
    minTickets = minTickets == null ? 30 : minTickets;
    Kpi.require(minTickets >= 1, "min-tickets", minTickets, "1 or more");
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
                + " tickets. Medians are exact up to 10,000 tickets of one kind in a period, beyond"
                + " that within 0.05 %",
            "Chamados pelo período de sua criação, pesquisas pelo de seu envio; atendente"
                + " e equipe são os do chamado. Esperado é o usual para chamados do mesmo"
                + " canal, prioridade e categoria no período. A classificação exige "
                + minTickets
                + " chamados. As medianas são exatas até 10.000 chamados de um tipo num período,"
                + " além disso com erro de até 0,05 %");
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
  public Needs needs() {
    return Needs.all(TicketTimes.TABLE).optional(SurveyResponses.TABLE);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    return Cases.cells(facts, grains);
  }

  /** Of the same period are all who are compared. */
  @Override
  public List<Field> series() {
    return List.of(Activity.GRAIN, Activity.PERIOD);
  }

  @Override
  public List<Field> order() {
    return List.of(Breakdowns.DIMENSION, OwnCells.SEGMENT);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    Map<String, Cases> usual = new HashMap<>();
    Map<String, Map<String, CaseMix>> levels = new TreeMap<>();
    Cell any = null;
    while (cells.hasNext()) {
      any = cells.next();
      String level = any.label(Breakdowns.DIMENSION);
      String name = any.label(OwnCells.SEGMENT);
      String stratum = any.label(Cases.STRATUM);
      if (level.equals(Breakdowns.ALL)) {
        usual.computeIfAbsent(stratum, none -> new Cases()).add(any);
      } else if (!name.equals(Breakdowns.NONE)) {
        levels
            .computeIfAbsent(level, none -> new TreeMap<>())
            .computeIfAbsent(name, none -> new CaseMix(usual))
            .of(stratum)
            .add(any);
      }
    }
    Period period = Period.of(any);
    levels.forEach((level, mixes) -> read(period, level, AgentScore.of(mixes), dates, out));
  }

  private void read(
      Period period, String level, List<AgentScore> scores, RunDates dates, RowsOut out) {
    List<Double> bestFirst =
        scores.stream()
            .filter(this::isRanked)
            .map(AgentScore::level)
            .sorted(Comparator.reverseOrder())
            .toList();
    Map<Double, Integer> ranks = new HashMap<>();
    for (int i = 0; i < bestFirst.size(); i++) {
      ranks.putIfAbsent(bestFirst.get(i), i + 1);
    }
    for (AgentScore score : scores) {
      period
          .row(score.row(out), dates, List.of(Activity.GRAIN))
          .put(LEVEL, level)
          .put(RANK, isRanked(score) ? ranks.get(score.level()) : null)
          .add();
    }
  }

  private boolean isRanked(AgentScore score) {
    return score.tickets() >= minTickets && score.level() != null;
  }
}
