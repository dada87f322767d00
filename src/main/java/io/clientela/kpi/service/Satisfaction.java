package io.clientela.kpi.service;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.OwnCells;
import io.clientela.model.Surveys;
import io.clientela.model.Timeline;
import io.clientela.model.service.SurveyResponses;
import io.clientela.table.Exact;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Proportion;
import io.clientela.table.Quotient;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How satisfied customers are, and how likely they recommend: CSAT and NPS. */
public record Satisfaction(
    @Meaning("Lengths of the period in which the survey was sent: day, week, month, quarter")
        List<Grain> grains)
    implements Kpi {

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
  public Set<Table> reads() {
    return Set.of(SurveyResponses.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    List<String> dimensions = new ArrayList<>(DIMENSIONS.stream().map(Field::name).toList());
    List<String> more =
        facts.dimensions().stream().filter(name -> !dimensions.contains(name)).toList();
    dimensions.addAll(more);
    OwnCells cells = new OwnCells(dimensions, grains);
    return facts
        .of(SurveyResponses.TABLE)
        .transform(rows -> withDimensions(rows, more, facts))
        .transform(
            rows ->
                cells.of(
                    rows,
                    unix_date(Surveys.SENT_ON.col()),
                    facts,
                    Surveys.KIND.col(),
                    SurveyResponses.COUNTED.col()))
        .transform(Satisfaction::countScores)
        .transform(rows -> rate(rows, facts));
  }

  private static Dataset<Row> withDimensions(Dataset<Row> rows, List<String> more, Facts facts) {
    List<Column> columns = new ArrayList<>();
    columns.addAll(List.of(Surveys.KIND.col(), Surveys.SENT_ON.col()));
    columns.add(SurveyResponses.COUNTED.col());
    DIMENSIONS.forEach(field -> columns.add(field.col()));
    for (String name : more) {
      int place = facts.dimensions().indexOf(name) + 1;
      columns.add(element_at(Breakdowns.SEGMENTS.col(), lit(place)).as(name));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Dataset<Row> countScores(Dataset<Row> surveys) {
    Column score = SurveyResponses.COUNTED.col();
    return surveys
        .groupBy(OwnCells.cell(Surveys.KIND.col()))
        .agg(
            SENT.is(count(lit(1))),
            RESPONSES.is(count(score)),
            TOTAL_SCORE.is(coalesce(sum(score), lit(0))),
            POSITIVE.is(count(when(score.geq(4), 1))),
            PROMOTERS.is(count(when(score.geq(9), 1))),
            PASSIVES.is(count(when(score.between(7, 8), 1))),
            DETRACTORS.is(count(when(score.leq(6), 1))));
  }

  private static Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Column isCsat = Surveys.KIND.col().equalTo(Surveys.CSAT);
    Column isNps = Surveys.KIND.col().equalTo(Surveys.NPS);
    Column n = Exact.real(RESPONSES.col());
    Column p = try_divide(Exact.real(PROMOTERS.col()), n);
    Column d = try_divide(Exact.real(DETRACTORS.col()), n);
    Column nps = when(isNps, p.minus(d).multiply(100));
    Column spread = p.plus(d).minus(p.minus(d).multiply(p.minus(d)));
    Column error = when(isNps, try_divide(sqrt(greatest(spread, lit(0.0))), sqrt(n)).multiply(100));
    Column reach = error.multiply(Proportion.Z);
    Proportion csat = new Proportion(when(isCsat, POSITIVE.col()), when(isCsat, RESPONSES.col()));
    List<Column> values = new ArrayList<>(List.of(SENT.col(), RESPONSES.col()));
    values.addAll(List.of(Proportion.of(RESPONSES, SENT).as(RESPONSE_RATE)));
    values.add(MEAN_SCORE.is(try_divide(Exact.real(TOTAL_SCORE.col()), n)));
    values.add(POSITIVE.is(when(isCsat, POSITIVE.col())));
    values.addAll(List.of(csat.as(CSAT)));
    Stream.of(PROMOTERS, PASSIVES, DETRACTORS)
        .map(field -> field.is(when(isNps, field.col())))
        .forEach(values::add);
    values.add(NPS.is(nps));
    values.add(NPS_STANDARD_ERROR.is(error));
    values.add(NPS_LOW.is(when(nps.isNotNull(), greatest(nps.minus(reach), lit(-100.0)))));
    values.add(NPS_HIGH.is(when(nps.isNotNull(), least(nps.plus(reach), lit(100.0)))));
    values.add(Timeline.IS_COMPLETE.is(Timeline.isOver(Activity.PERIOD.col(), facts)));
    List<Column> columns = new ArrayList<>(List.of(KIND.is(Surveys.KIND.col())));
    columns.addAll(List.of(OwnCells.published(facts, values.toArray(Column[]::new))));
    return rows.select(columns.toArray(Column[]::new));
  }
}
