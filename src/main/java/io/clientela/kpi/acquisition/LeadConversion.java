package io.clientela.kpi.acquisition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Distribution;
import io.clientela.model.KaplanMeier;
import io.clientela.model.Leads;
import io.clientela.model.OwnCells;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Proportion;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
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
    implements Kpi, PeriodReadOut {

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

  private static final Field SEEN =
      Field.integer("seen", "Days from creation to conversion, else to the last known day");
  private static final Field IS_CONVERTED = Field.flag("is_converted", "Converted so far");
  private static final Field IS_MATURED = Field.flag("is_matured", "The window is over");
  private static final Field SCORED = Field.count("scored", "Leads that have a score");
  private static final Field SCORES = Field.count("scores", "Their scores together");
  private static final Field[] MEASURES = {
    QUALIFIED_LEADS,
    SCORED,
    SCORES,
    MATURED_LEADS,
    CONVERTED_IN_WINDOW,
    KaplanMeier.EVENTS,
    KaplanMeier.CENSORED
  };

  public LeadConversion {
    grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
    windowDays = windowDays == null ? 90 : windowDays;
    Kpi.require(windowDays >= 1, "window-days", windowDays, "1 or more");
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
  public Needs needs() {
    return Needs.all(Leads.TABLE);
  }

  /** Leads by the day on which they converted, or up to which they were seen. */
  @Override
  public Dataset<Row> cells(Facts facts) {
    Column created = unix_date(Leads.CREATED_ON.col());
    Column days = unix_date(Leads.CONVERTED_ON.col()).minus(created);
    Column seen = lit(facts.lastDay()).minus(created);
    Column isInWindow = IS_CONVERTED.col().and(SEEN.col().leq(windowDays));
    return OwnCells.by(DIMENSIONS, grains)
        .of(
            facts.of(Leads.TABLE),
            created,
            facts,
            SEEN.is(coalesce(days, seen)),
            IS_CONVERTED.is(days.isNotNull()),
            IS_MATURED.is(seen.geq(windowDays)),
            Leads.SCORE.col(),
            Leads.IS_QUALIFIED.col())
        .groupBy(OwnCells.cell(KaplanMeier.DAY.is(SEEN.col())))
        .agg(
            QUALIFIED_LEADS.is(count_if(Leads.IS_QUALIFIED.col())),
            SCORED.is(count(Leads.SCORE.col())),
            SCORES.is(coalesce(sum(Leads.SCORE.col()), lit(0))),
            MATURED_LEADS.is(count_if(IS_MATURED.col())),
            CONVERTED_IN_WINDOW.is(count_if(IS_MATURED.col().and(isInWindow))),
            KaplanMeier.EVENTS.is(count_if(IS_CONVERTED.col())),
            KaplanMeier.CENSORED.is(count_if(not(IS_CONVERTED.col()))));
  }

  @Override
  public List<Field> order() {
    return List.of(Activity.PERIOD, KaplanMeier.DAY);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    for (Period period : Period.ofCells(cells, MEASURES)) {
      Sums sums = period.sums();
      Distribution days = Distribution.of(period.cells(), KaplanMeier.DAY, KaplanMeier.EVENTS);
      long converted = sums.count(KaplanMeier.EVENTS);
      long scored = sums.count(SCORED);
      LocalDate lastWindow =
          dates.startOf(period.grain(), period.number() + 1).plusDays(windowDays);
      period
          .row(out, dates, series())
          .put(sums)
          .put(LEADS, converted + sums.count(KaplanMeier.CENSORED))
          .put(MEAN_SCORE, scored == 0 ? null : (double) sums.count(SCORES) / scored)
          .put(CONVERTED, converted)
          .put(MEAN_DAYS, days.mean())
          .put(MEDIAN_DAYS, days.quantile(0.5))
          .put(P90_DAYS, days.quantile(0.9))
          .put(CENSORED_MEDIAN, KaplanMeier.median(period.cells()))
          .put(Timeline.IS_COMPLETE, !lastWindow.isAfter(dates.asOf()))
          .add();
    }
  }
}
