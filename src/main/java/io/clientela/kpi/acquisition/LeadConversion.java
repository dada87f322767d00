package io.clientela.kpi.acquisition;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.KaplanMeier;
import io.clientela.model.Leads;
import io.clientela.model.OwnCells;
import io.clientela.model.Timeline;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Proportion;
import io.clientela.table.Table;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many leads become customers, by the period in which they came in, and how long that takes.
 */
public record LeadConversion(
    @Meaning("Lengths of the period in which the lead was created: day, week, month, quarter")
        List<Grain> grains,
    @Meaning("Days after its creation within which a lead converts in converted_in_window")
        Integer windowDays)
    implements Kpi {

  static final Field LEADS = Field.count("leads", "Leads created in the period");
  static final Field QUALIFIED_LEADS =
      Field.count("qualified_leads", "Of them, those that sales accepted");
  static final Field MEAN_SCORE =
      Field.points("mean_score", "Mean score of the leads that have one; null where none has");
  static final Field CONVERTED = Field.count("converted", "Leads converted so far");
  static final Field CONVERSION_RATE =
      Field.share(
          "conversion_rate", CONVERTED.over(LEADS).but(", as known at as-of: it still grows"));
  static final Field MATURED_LEADS =
      Field.count("matured_leads", "Leads whose window was over at as-of");
  static final Field CONVERTED_IN_WINDOW =
      Field.count("converted_in_window", "Matured leads that converted within the window");
  static final Field WINDOWED_RATE =
      Field.share("windowed_rate", CONVERTED_IN_WINDOW.over(MATURED_LEADS));
  static final Field MEAN_DAYS =
      Field.meanDays("mean_days_to_conversion", "Of the converted; null where none is");
  static final Field MEDIAN_DAYS =
      Field.meanDays("median_days_to_conversion", "Of the converted, exact");
  static final Field P90_DAYS = Field.meanDays("p90_days_to_conversion", "Of the converted, exact");
  static final Field CENSORED_MEDIAN =
      KaplanMeier.MEDIAN_DAYS.renamed(
          "censored_median_days",
          "Kaplan-Meier median over all leads, those not converted censored on the last known day;"
              + " null where less than half convert");

  /** The lead's own columns, whatever breakdowns are configured. */
  private static final List<Field> DIMENSIONS =
      List.of(Leads.SOURCE, Leads.CHANNEL, Leads.CAMPAIGN, Leads.OWNER, Leads.SEGMENT);

  private static final KaplanMeier CURVES = new KaplanMeier(OwnCells.CELL);
  private static final Field CREATED = Field.integer("created_day", "Business day of creation");
  private static final Field DAYS =
      Field.integer("days", "From creation to conversion; null = not converted").orNull();

  public LeadConversion {
    grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
    windowDays = windowDays == null ? 90 : windowDays;
    if (windowDays < 1) {
      throw new IllegalArgumentException("window-days is " + windowDays + ", expected 1 or more");
    }
  }

  @Override
  public Table output() {
    return Table.named("lead_conversion")
        .titled("Lead conversion", "Conversão de leads")
        .grain(
            "One row per grain, segment and period in which leads were created",
            "Uma linha por granularidade, segmento e período em que foram criados leads")
        .key(OwnCells.key())
        .values(
            LEADS,
            QUALIFIED_LEADS,
            MEAN_SCORE,
            CONVERTED,
            CONVERSION_RATE,
            Proportion.low(CONVERSION_RATE),
            Proportion.high(CONVERSION_RATE),
            MATURED_LEADS,
            CONVERTED_IN_WINDOW,
            WINDOWED_RATE,
            Proportion.low(WINDOWED_RATE),
            Proportion.high(WINDOWED_RATE),
            MEAN_DAYS,
            MEDIAN_DAYS,
            P90_DAYS,
            CENSORED_MEDIAN,
            Timeline.IS_COMPLETE)
        .definedBy(
            "Leads that converted / leads, by the period of their creation; the window is "
                + windowDays
                + " days, its last day included. is_complete: the period and the windows of all its"
                + " leads are over",
            "Leads convertidos / leads, pelo período de sua criação; a janela é de "
                + windowDays
                + " dias, incluído o último. is_complete: o período e as janelas de todos os"
                + " seus leads terminaram");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(LEADS, "Leads", "Leads").cases(LEADS).higherIsBetter().additive(),
        Headline.of(
                WINDOWED_RATE,
                "Leads converted in " + windowDays + " days",
                "Leads convertidos em " + windowDays + " dias")
            .named("lead_conversion_rate")
            .higherIsBetter(),
        Headline.of(MEAN_SCORE, "Mean score of leads", "Nota média dos leads")
            .named("lead_score")
            .cases(LEADS)
            .higherIsBetter(),
        Headline.of(MEDIAN_DAYS, "Median days to conversion", "Mediana de dias até a conversão")
            .cases(CONVERTED)
            .lowerIsBetter());
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Leads.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    Dataset<Row> leads = facts.of(Leads.TABLE).transform(rows -> seeLeads(rows, facts));
    return leads
        .transform(rows -> countLeads(rows, facts))
        .join(censoredMedians(leads, facts), OwnCells.names(), "left")
        .transform(rows -> rate(rows, facts));
  }

  private Dataset<Row> seeLeads(Dataset<Row> leads, Facts facts) {
    Column created = unix_date(Leads.CREATED_ON.col());
    return OwnCells.by(DIMENSIONS, grains)
        .of(
            leads,
            created,
            facts,
            CREATED.is(created),
            DAYS.is(unix_date(Leads.CONVERTED_ON.col()).minus(created)),
            Leads.SCORE.col(),
            Leads.IS_QUALIFIED.col());
  }

  private Dataset<Row> countLeads(Dataset<Row> leads, Facts facts) {
    Column isMatured = CREATED.col().plus(windowDays).leq(facts.lastDay());
    Column isInWindow = isMatured.and(DAYS.col().leq(windowDays));
    Column isConverted = DAYS.col().isNotNull();
    return leads
        .groupBy(OwnCells.cell())
        .agg(
            LEADS.is(count(lit(1))),
            QUALIFIED_LEADS.is(count(when(Leads.IS_QUALIFIED.col(), 1))),
            MEAN_SCORE.is(avg(Leads.SCORE.col())),
            CONVERTED.is(count(when(isConverted, 1))),
            MATURED_LEADS.is(count(when(isMatured, 1))),
            CONVERTED_IN_WINDOW.is(count(when(isInWindow, 1))),
            MEAN_DAYS.is(avg(DAYS.col())),
            MEDIAN_DAYS.is(percentile(DAYS.col(), lit(0.5))),
            P90_DAYS.is(percentile(DAYS.col(), lit(0.9))));
  }

  private static Dataset<Row> censoredMedians(Dataset<Row> leads, Facts facts) {
    Column end = coalesce(DAYS.col(), lit(facts.lastDay()).minus(CREATED.col()));
    Dataset<Row> spans =
        leads
            .withColumn(KaplanMeier.DAY.name(), end)
            .groupBy(OwnCells.cell(KaplanMeier.DAY.col()))
            .agg(
                KaplanMeier.EVENTS.is(count(when(DAYS.col().isNotNull(), 1))),
                KaplanMeier.CENSORED.is(count(when(DAYS.col().isNull(), 1))));
    return CURVES
        .estimate(spans)
        .where(KaplanMeier.DAY.col().equalTo(0))
        .select(OwnCells.cell(CENSORED_MEDIAN.is(KaplanMeier.MEDIAN_DAYS.col())));
  }

  private Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Proportion soFar = Proportion.of(CONVERTED, LEADS);
    Proportion windowed = Proportion.of(CONVERTED_IN_WINDOW, MATURED_LEADS);
    Column lastCreated = unix_date(Timeline.startOf(Activity.PERIOD.col().plus(1), facts)).minus(1);
    return rows.select(
        OwnCells.published(
            facts,
            LEADS.col(),
            QUALIFIED_LEADS.col(),
            MEAN_SCORE.col(),
            CONVERTED.col(),
            CONVERSION_RATE.is(soFar.share()),
            Proportion.low(CONVERSION_RATE).is(soFar.low()),
            Proportion.high(CONVERSION_RATE).is(soFar.high()),
            MATURED_LEADS.col(),
            CONVERTED_IN_WINDOW.col(),
            WINDOWED_RATE.is(windowed.share()),
            Proportion.low(WINDOWED_RATE).is(windowed.low()),
            Proportion.high(WINDOWED_RATE).is(windowed.high()),
            MEAN_DAYS.col(),
            MEDIAN_DAYS.col(),
            P90_DAYS.col(),
            CENSORED_MEDIAN.col(),
            Timeline.IS_COMPLETE.is(lastCreated.plus(windowDays).leq(facts.lastDay()))));
  }
}
