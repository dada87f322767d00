package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.PeriodSeries;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Needs;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The share of a month's customers who are active on a day of it, on average. */
public record Stickiness() implements Kpi, PeriodReadOut {

  static final Field ACTIVE_CUSTOMER_DAYS =
      Field.count(
          "active_customer_days",
          "Active customers of each day, added up over the days of the month");
  static final Field DAYS =
      Field.days("days", "Days of the month; of a month that is not over, those before as-of");
  static final Field MEAN_DAILY_ACTIVE =
      Field.ratio("mean_daily_active", ACTIVE_CUSTOMER_DAYS.over(DAYS));
  static final Field MONTHLY_ACTIVE =
      Field.count("monthly_active", "Customers active on at least one day of the month");
  static final Field STICKINESS = Field.share("stickiness", MEAN_DAILY_ACTIVE.over(MONTHLY_ACTIVE));

  @Override
  public Table output() {
    return Table.named("stickiness")
        .titled("Stickiness", "Frequência de uso")
        .grain(
            "One row per activity, segment and month, without gaps from the segment's first",
            "Uma linha por atividade, segmento e mês, sem lacunas desde o primeiro do"
                + " segmento")
        .key(History.ACTIVITY, Breakdowns.DIMENSION, Breakdowns.SEGMENT, Timeline.PERIOD_START)
        .values(
            ACTIVE_CUSTOMER_DAYS,
            DAYS,
            MEAN_DAILY_ACTIVE,
            MONTHLY_ACTIVE,
            STICKINESS,
            Timeline.IS_COMPLETE)
        .definedBy(
            "Mean daily active customers / monthly active customers (DAU/MAU), for the activities"
                + " of active_days. Days without anyone active count in the mean. Null in a month"
                + " without active customers",
            "Média diária de clientes ativos / clientes ativos no mês (DAU/MAU), para as"
                + " atividades de active_days. Dias sem ninguém ativo contam na média. Nulo num"
                + " mês sem clientes ativos");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(STICKINESS, "Stickiness (DAU/MAU)", "Frequência de uso (DAU/MAU)")
            .cases(MONTHLY_ACTIVE)
            .higherIsBetter()
            .where(History.ACTIVITY, History.INTERACTION),
        Headline.of(MONTHLY_ACTIVE, "Monthly active customers", "Clientes ativos no mês")
            .named("monthly_active_customers")
            .cases(MONTHLY_ACTIVE)
            .higherIsBetter()
            .where(History.ACTIVITY, History.INTERACTION));
  }

  @Override
  public Needs needs() {
    return Needs.all(ActiveDays.TABLE);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    Column day = unix_date(Timeline.PERIOD_START.col());
    Column customerDays = ActiveDays.DAYS_ACTIVE.col().multiply(ActiveDays.CUSTOMERS.col());
    return facts
        .of(ActiveDays.TABLE)
        .select(
            History.ACTIVITY.col(),
            Activity.GRAIN.is(lit(Grain.MONTH.label())),
            Breakdowns.DIMENSION.col(),
            Breakdowns.SEGMENT.col(),
            Activity.PERIOD.is(Grain.MONTH.indexOf(day, facts.weekStart())),
            ACTIVE_CUSTOMER_DAYS.is(customerDays),
            MONTHLY_ACTIVE.is(ActiveDays.CUSTOMERS.col()));
  }

  @Override
  public List<Field> series() {
    return PeriodSeries.SERIES_OF_ACTIVITY;
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    for (Period period : Period.ofSeries(cells, dates, ACTIVE_CUSTOMER_DAYS, MONTHLY_ACTIVE)) {
      LocalDate start = dates.startOf(Grain.MONTH, period.number());
      LocalDate following = dates.startOf(Grain.MONTH, period.number() + 1);
      LocalDate end = following.isBefore(dates.asOf()) ? following : dates.asOf();
      long days = ChronoUnit.DAYS.between(start, end);
      double customerDays = period.sums().count(ACTIVE_CUSTOMER_DAYS);
      long possible = days * period.sums().count(MONTHLY_ACTIVE);
      period
          .row(out, dates, series())
          .put(period.sums())
          .put(DAYS, days)
          .put(STICKINESS, possible == 0 ? null : customerDays / possible)
          .add();
    }
  }
}
