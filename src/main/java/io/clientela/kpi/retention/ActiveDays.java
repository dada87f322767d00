package io.clientela.kpi.retention;

import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.ActivityPair;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.Counter;
import io.clientela.model.History;
import io.clientela.model.HistoryCells;
import io.clientela.model.HistoryReadOut;
import io.clientela.model.PeriodNumbers;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The customers of a month by the number of days on which they were active in it. */
public record ActiveDays(
    @Meaning(
            "What counts as being active: order, interaction (of any type), an interaction type, or"
                + " a pair such as visit->order: the orders of those who visited, from then on")
        List<String> activities)
    implements Kpi, HistoryReadOut {

  static final Field DAYS_ACTIVE =
      Field.days("days_active", "Business dates of the month with an activity, 1 or more");
  static final Field CUSTOMERS = Field.count("customers", "Customers active on so many days");

  static final Table TABLE =
      Table.named("active_days")
          .titled("Active days", "Histograma de dias ativos")
          .grain(
              "One row per activity, segment, month and number of active days that occurs",
              "Uma linha por atividade, segmento, mês e número de dias ativos que ocorre")
          .key(
              History.ACTIVITY,
              Breakdowns.DIMENSION,
              Breakdowns.SEGMENT,
              Timeline.PERIOD_START,
              DAYS_ACTIVE)
          .values(CUSTOMERS, Timeline.IS_COMPLETE)
          .definedBy(
              "Every customer who was active in the month counts once; a day counts once however"
                  + " much was done on it",
              "Cada cliente ativo no mês conta uma vez; um dia conta uma vez, por mais que"
                  + " nele se tenha feito");

  public ActiveDays {
    activities =
        activities == null
            ? List.of(History.ORDER, History.INTERACTION)
            : ActivityPair.namesOf(activities);
  }

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.all(HistoryCells.TABLE)
        .holding(Asks.NOTHING.withActivities(Set.copyOf(activities)));
  }

  @Override
  public Counter counter(Facts facts) {
    PeriodNumbers months = new PeriodNumbers(Grain.MONTH, facts);
    return new ActiveDaysCounter(Set.copyOf(activities), months, facts.dimensions());
  }

  @Override
  public List<Field> series() {
    return List.of(
        History.ACTIVITY, Breakdowns.DIMENSION, Breakdowns.SEGMENT, Activity.PERIOD, DAYS_ACTIVE);
  }

  @Override
  public List<Field> order() {
    return List.of();
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    Cell any = cells.next();
    Sums sums = new Sums(CUSTOMERS);
    sums.add(any);
    cells.forEachRemaining(sums::add);
    int month = any.integer(Activity.PERIOD);
    out.put(any, series())
        .put(sums)
        .put(Timeline.PERIOD_START, dates.startOf(Grain.MONTH, month))
        .put(Timeline.IS_COMPLETE, dates.isOver(Grain.MONTH, month))
        .add();
  }
}
