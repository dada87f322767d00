package io.clientela.kpi.service;

import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Breakdowns;
import io.clientela.model.CellColumns;
import io.clientela.model.OwnCells;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.Surveys;
import io.clientela.model.Timeline;
import io.clientela.model.service.SurveyResponses;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Proportion;
import io.clientela.table.Quotient;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How satisfied customers are, and how likely they recommend: CSAT and NPS. */
public record Satisfaction(
    @Meaning("Lengths of the period in which the survey was sent: day, week, month, quarter")
        List<Grain> grains)
    implements Kpi, PeriodReadOut {

  static final Field KIND = Surveys.KIND.renamed("kind", "csat or nps");
  static final Field SENT = Field.count("sent", "Surveys sent in the period");
  static final Field RESPONSES =
      Field.count(
          "responses",
          "Of them, those answered with a score; of several answers of a customer in one wave (where"
              + " there is none: about one ticket) the latest");
  static final Field RESPONSE_RATE = Field.share("response_rate", RESPONSES.over(SENT));
  static final Field MEAN_SCORE =
      Field.points("mean_score", "Mean score: csat 1 to 5, nps 0 to 10; null without responses");
  static final Field POSITIVE = Field.count("positive", "Scores 4 and 5; null for nps").orNull();
  static final Field CSAT = Field.share("csat", POSITIVE.over(RESPONSES).but("null for nps"));
  static final Field PROMOTERS =
      Field.count("promoters", "Scores 9 and 10; null for csat").orNull();
  static final Field PASSIVES = Field.count("passives", "Scores 7 and 8; null for csat").orNull();
  static final Field DETRACTORS =
      Field.count("detractors", "Scores 0 to 6; null for csat").orNull();
  static final Field NPS =
      Field.points(
          "nps",
          Quotient.Terms.of(PROMOTERS)
              .minus(DETRACTORS)
              .over(RESPONSES)
              .times(100)
              .but(", -100 to 100; null for csat"));
  static final Field NPS_STANDARD_ERROR =
      Field.points(
          "nps_standard_error",
          "100 x sqrt(p + d - (p - d)^2) / sqrt(responses), with the shares p and d");
  static final Field NPS_LOW = Field.points("nps_low", "Lower 95 % bound of nps");
  static final Field NPS_HIGH = Field.points("nps_high", "Upper 95 % bound of nps");

  /** What every survey may say of itself or, but for the wave, its ticket says of it. */
  private static final List<Field> DIMENSIONS =
      List.of(Surveys.AGENT, Surveys.TEAM, Surveys.CHANNEL, Surveys.WAVE);

  private static final Field TOTAL_SCORE = Field.count("total_score", "Sum of the scores");

  private static final Field[] COUNTS = {
    SENT, RESPONSES, TOTAL_SCORE, POSITIVE, PROMOTERS, PASSIVES, DETRACTORS
  };

  public Satisfaction {
    grains = grains == null ? List.of(Grain.MONTH, Grain.QUARTER) : List.copyOf(grains);
  }

  @Override
  public Table output() {
    List<Field> key = new ArrayList<>(List.of(KIND));
    key.addAll(List.of(OwnCells.key()));
    List<Field> values = new ArrayList<>(List.of(SENT, RESPONSES));
    values.addAll(List.of(Proportion.fields(RESPONSE_RATE)));
    values.addAll(List.of(MEAN_SCORE, POSITIVE));
    values.addAll(List.of(Proportion.fields(CSAT)));
    values.addAll(List.of(PROMOTERS, PASSIVES, DETRACTORS, NPS, NPS_STANDARD_ERROR));
    values.addAll(List.of(NPS_LOW, NPS_HIGH, Timeline.IS_COMPLETE));
    return Table.named("satisfaction")
        .titled("Satisfaction (CSAT, NPS)", "Satisfação (CSAT, NPS)")
        .grain(
            "One row per kind of survey, grain, segment and period in which surveys were sent",
            "Uma linha por tipo de pesquisa, granularidade, segmento e período em que"
                + " foram enviadas pesquisas")
        .key(key.toArray(Field[]::new))
        .values(values.toArray(Field[]::new))
        .definedBy(
            "CSAT is the share of the scores 4 and 5, NPS promoters less detractors in points. Broken"
                + " down by agent, team, channel and wave of the survey (else of its ticket) and by"
                + " the configured dimensions (of the survey, else of the customer)",
            "CSAT é a proporção das notas 4 e 5; NPS, promotores menos detratores, em"
                + " pontos. Por atendente, equipe, canal e onda da pesquisa (senão de seu"
                + " chamado) e pelas dimensões configuradas (da pesquisa, senão do cliente)");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(CSAT, "Customer satisfaction (CSAT)", "Satisfação (CSAT)")
            .higherIsBetter()
            .where(KIND, Surveys.CSAT),
        Headline.of(NPS, "Net promoter score (NPS)", "NPS")
            .cases(RESPONSES)
            .higherIsBetter()
            .where(KIND, Surveys.NPS));
  }

  @Override
  public Needs needs() {
    return Needs.all(SurveyResponses.TABLE);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    List<String> dimensions = new ArrayList<>(DIMENSIONS.stream().map(Field::name).toList());
    List<String> more =
        facts.dimensions().stream().filter(name -> !dimensions.contains(name)).toList();
    dimensions.addAll(more);
    Dataset<Row> scores =
        facts.of(SurveyResponses.TABLE).transform(rows -> scores(rows, facts, more));
    return new OwnCells(dimensions, grains)
        .counted(
            scores,
            unix_date(Surveys.SENT_ON.col()),
            facts,
            new CellColumns(List.of(KIND), List.of(COUNTS)));
  }

  private static Dataset<Row> scores(Dataset<Row> rows, Facts facts, List<String> more) {
    Column score = SurveyResponses.COUNTED.col();
    List<Column> columns = new ArrayList<>();
    columns.addAll(List.of(Surveys.KIND.col(), Surveys.SENT_ON.col()));
    DIMENSIONS.forEach(field -> columns.add(field.col()));
    for (String name : more) {
      int place = facts.dimensions().indexOf(name) + 1;
      columns.add(element_at(Breakdowns.SEGMENTS.col(), lit(place)).as(name));
    }
    columns.add(SENT.is(lit(1)));
    columns.add(RESPONSES.is(score.isNotNull()));
    columns.add(TOTAL_SCORE.is(score));
    columns.add(POSITIVE.is(score.geq(4)));
    columns.add(PROMOTERS.is(score.geq(9)));
    columns.add(PASSIVES.is(score.between(7, 8)));
    columns.add(DETRACTORS.is(score.leq(6)));
    return rows.select(columns.toArray(Column[]::new));
  }

  @Override
  public List<Field> series() {
    return Stream.concat(Stream.of(KIND), OwnCells.SERIES.stream()).toList();
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    for (Period period : Period.ofCells(cells, COUNTS)) {
      Sums sums = period.sums();
      double n = sums.count(RESPONSES);
      boolean isNps = period.any().label(KIND).equals(Surveys.NPS);
      period.row(out, dates, series()).put(sums);
      out.put(MEAN_SCORE, Quotient.of((double) sums.count(TOTAL_SCORE), n));
      List<Field> ofOthers = isNps ? List.of(POSITIVE) : List.of(PROMOTERS, PASSIVES, DETRACTORS);
      ofOthers.forEach(field -> out.put(field, null));
      putNps(isNps ? n : 0, sums, out);
      out.add();
    }
  }

  /**
   * @param n answers; without any all is null
   */
  private static void putNps(double n, Sums sums, RowsOut out) {
    double p = sums.count(PROMOTERS) / n;
    double d = sums.count(DETRACTORS) / n;
    double nps = (p - d) * 100;
    double spread = p + d - (p - d) * (p - d);
    double error = Math.sqrt(Math.max(spread, 0)) / Math.sqrt(n) * 100;
    double reach = error * Proportion.Z;
    out.put(NPS, n == 0 ? null : nps)
        .put(NPS_STANDARD_ERROR, n == 0 ? null : error)
        .put(NPS_LOW, n == 0 ? null : Math.max(nps - reach, -100))
        .put(NPS_HIGH, n == 0 ? null : Math.min(nps + reach, 100));
  }
}
