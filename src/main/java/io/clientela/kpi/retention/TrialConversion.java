package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.Customers;
import io.clientela.model.Distribution;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.PeriodSeries;
import io.clientela.model.Subscriptions;
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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How many trials become paid subscriptions, by the period in which the trial started. */
public record TrialConversion(
    @Meaning("Lengths of the period in which the trial started: day, week, month, quarter")
        List<Grain> grains,
    @Meaning("Days after the end of a trial within which a paid subscription counts for it")
        Integer windowDays)
    implements Kpi, PeriodReadOut {

  static final Field TRIALS = Field.count("trials", "Trials started in the period");
  static final Field MATURED_TRIALS =
      Field.count("matured_trials", "Trials that ended and whose window was over at as-of");
  static final Field CONVERTED =
      Field.count("converted", "Matured trials that were paid for within the window");
  static final Field CONVERSION_RATE =
      Field.share("conversion_rate", CONVERTED.over(MATURED_TRIALS));
  static final Field MEDIAN_DAYS =
      Field.meanDays(
          "median_days_to_conversion",
          "From the start of the trial to that of the paid subscription, of converted, exact; null"
              + " where none is");

  public TrialConversion {
    grains = grains == null ? List.of(Grain.MONTH) : List.copyOf(grains);
    windowDays = windowDays == null ? 30 : windowDays;
    Kpi.require(windowDays >= 0, "window-days", windowDays, "0 or more");
  }

  @Override
  public Table output() {
    return Table.named("trial_conversion")
        .titled("Trial conversion", "Conversão de testes")
        .grain(
            "One row per grain, segment and period in which trials started",
            "Uma linha por granularidade, segmento e período em que começaram testes")
        .key(PeriodSeries.KEY)
        .values(
            TRIALS,
            MATURED_TRIALS,
            CONVERTED,
            CONVERSION_RATE,
            Proportion.low(CONVERSION_RATE),
            Proportion.high(CONVERSION_RATE),
            MEDIAN_DAYS,
            Timeline.IS_COMPLETE)
        .definedBy(
            "A trial is a subscription with is_trial. It converts if its customer starts a paid"
                + " subscription (no trial, monthly_amount above 0) on or after its first day and"
                + " at most "
                + windowDays
                + " days after ended_on; a paid subscription counts for the latest trial before it"
                + " only. A trial is matured once it has ended and these days are over, converted"
                + " or not; one that has not matured, as one without ended_on, is in neither"
                + " matured_trials nor converted. is_complete: the period is over and all its"
                + " trials are matured. A breakdown that customers does not have is that of the"
                + " customer's first subscription, trials included",
            "Um teste é uma assinatura com is_trial. Converte se o cliente começa uma assinatura"
                + " paga (não é teste, monthly_amount acima de 0) a partir do primeiro dia do"
                + " teste e até "
                + windowDays
                + " dias depois de ended_on; uma assinatura paga só conta para o último teste"
                + " antes dela. Um teste está maduro quando terminou e esses dias passaram,"
                + " convertido ou não; o que ainda não está, como o que não tem ended_on, não"
                + " entra em matured_trials nem em converted. is_complete: o período terminou e"
                + " todos os seus testes estão maduros. Um recorte que customers não tem é o da"
                + " primeira assinatura do cliente, incluídos os testes");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(CONVERSION_RATE, "Trials that become paid", "Testes que viram assinatura paga")
            .named("trial_conversion_rate")
            .higherIsBetter());
  }

  @Override
  public Needs needs() {
    return Needs.all(Subscriptions.TABLE).optional(Customers.TABLE);
  }

  /** Trials by the days that they took to convert. */
  @Override
  public Dataset<Row> cells(Facts facts) {
    List<Column> periods = new ArrayList<>();
    for (Grain grain : grains) {
      Column period = grain.indexOf(Trials.STARTED_DAY.col(), facts.weekStart());
      periods.add(struct(Activity.GRAIN.is(lit(grain.label())), Activity.PERIOD.is(period)));
    }
    return Trials.of(facts.of(Subscriptions.TABLE), windowDays, facts)
        .select(
            Breakdowns.SEGMENTS.col(),
            Trials.IS_MATURED.col(),
            Trials.DAYS.col(),
            inline(array(periods.toArray(Column[]::new))))
        .transform(rows -> Breakdowns.each(rows, facts.dimensions()))
        .groupBy(
            Activity.GRAIN.col(),
            Breakdowns.DIMENSION.col(),
            Breakdowns.SEGMENT.col(),
            Activity.PERIOD.col(),
            Trials.DAYS.col())
        .agg(
            TRIALS.is(count(lit(1))),
            MATURED_TRIALS.is(count_if(Trials.IS_MATURED.col())),
            CONVERTED.is(count(Trials.DAYS.col())));
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    for (Period period : Period.ofCells(cells, TRIALS, MATURED_TRIALS, CONVERTED)) {
      Sums sums = period.sums();
      Distribution days = Distribution.of(period.cells(), Trials.DAYS, CONVERTED);
      boolean areMatured = sums.count(MATURED_TRIALS) == sums.count(TRIALS);
      boolean isOver = dates.isOver(period.grain(), period.number());
      period
          .row(out, dates, series())
          .put(sums)
          .put(MEDIAN_DAYS, days.quantile(0.5))
          .put(Timeline.IS_COMPLETE, isOver && areMatured)
          .add();
    }
  }
}
