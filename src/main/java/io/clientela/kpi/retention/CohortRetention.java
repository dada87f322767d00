package io.clientela.kpi.retention;

import io.clientela.kpi.Headline;
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
import io.clientela.table.Proportion;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Share of each cohort that is active again, period by period, in four readings and on two clocks.
 */
public record CohortRetention(
    @Meaning("Lengths of cohort and period: day, week, month, quarter") List<Grain> grains,
    @Meaning(
            "What counts as being active: order, interaction (of any type), an interaction type, or a"
                + " pair such as visit->order: who visits first, and orders from then on")
        List<String> activities,
    @Meaning("How periods are told: calendar, elapsed (24 hours, 7, 30 and 90 days)")
        List<CohortClock> clocks,
    @Meaning(
            "Last days of periods of unequal length, such as [1, 3, 7, 14, 30, 90], for monthly"
                + " cohorts; none by default")
        List<Integer> brackets,
    @Meaning("Activities that make a period an active one, 1 or more") Integer minActivities)
    implements Kpi, HistoryReadOut {

  static final Field GRAIN =
      Activity.GRAIN.renamed(
          Activity.GRAIN.name(),
          "day, week, month, quarter; on the elapsed clock periods of 1, 7, 30 and 90 days; bracket:"
              + " monthly cohorts, periods as configured");
  static final Field COHORT_START =
      Field.date(
              "cohort_start",
              "First day of the period of the customer's first activity, over all history; null = all"
                  + " cohorts, pooled over the cells that are complete")
          .orNull();
  static final Field PERIODS_SINCE =
      Field.integer(
          "periods_since",
          "Whole periods after the cohort's own (calendar) or the first activity (elapsed), 0 = the"
              + " first; of a bracket its last day");
  static final Field COHORT_CUSTOMERS =
      Field.count(
          "cohort_customers",
          "Customers of the cohort; on the elapsed clock and for brackets those who have had the whole"
              + " period");
  static final Field ACTIVE_CUSTOMERS =
      Field.count("active_customers", "Of them, active in this period");
  static final Field RETURNED_LATER =
      Field.count(
          "returned_later", "Of them, active in this period or any later one, as known at as-of");
  static final Field KEPT_EVERY_PERIOD =
      Field.count("kept_every_period", "Of them, active in every period from 1 to this one");
  static final Field RETURNED_BY_THEN =
      Field.count(
          "returned_by_then", "Of them, active in any period from 1 to this one; 0 in period 0");
  static final Field RETENTION_RATE =
      Field.share("retention_rate", ACTIVE_CUSTOMERS.over(COHORT_CUSTOMERS));
  static final Field RETURNED_LATER_RATE =
      Field.share("returned_later_rate", RETURNED_LATER.over(COHORT_CUSTOMERS));
  static final Field KEPT_EVERY_PERIOD_RATE =
      Field.share("kept_every_period_rate", KEPT_EVERY_PERIOD.over(COHORT_CUSTOMERS));
  static final Field RETURNED_BY_THEN_RATE =
      Field.share("returned_by_then_rate", RETURNED_BY_THEN.over(COHORT_CUSTOMERS));

  public CohortRetention {
    grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
    activities =
        activities == null
            ? List.of(History.ORDER, History.INTERACTION)
            : ActivityPair.namesOf(activities);
    clocks = clocks == null ? List.of(CohortClock.values()) : List.copyOf(clocks);
    brackets = brackets == null ? List.of() : List.copyOf(brackets);
    minActivities = minActivities == null ? 1 : minActivities;
    for (int i = 0; i < brackets.size(); i++) {
      Kpi.require(
          brackets.get(i) > (i == 0 ? 0 : brackets.get(i - 1)),
          "brackets",
          brackets,
          "days above 0 that grow, such as [1, 3, 7]");
    }
    Kpi.require(minActivities >= 1, "min-activities", minActivities, "1 or more");
  }

  @Override
  public Table output() {
    return Table.named("cohort_retention")
        .titled("Cohort retention", "Retenção por coorte")
        .grain(
            "One row per activity, clock, grain, segment, cohort and period since",
            "Uma linha por atividade, relógio, granularidade, segmento, coorte e período"
                + " desde o início")
        .key(
            History.ACTIVITY,
            CohortCells.CLOCK,
            GRAIN,
            Breakdowns.DIMENSION,
            Breakdowns.SEGMENT,
            COHORT_START,
            PERIODS_SINCE)
        .values(
            COHORT_CUSTOMERS,
            ACTIVE_CUSTOMERS,
            RETURNED_LATER,
            KEPT_EVERY_PERIOD,
            RETURNED_BY_THEN,
            RETENTION_RATE,
            Proportion.low(RETENTION_RATE),
            Proportion.high(RETENTION_RATE),
            RETURNED_LATER_RATE,
            KEPT_EVERY_PERIOD_RATE,
            RETURNED_BY_THEN_RATE,
            Timeline.IS_COMPLETE)
        .definedBy(
            "Active customers of the cohort / its customers, over those who have had the period. Calendar periods that"
                + " have begun by as-of have a row, later ones do not exist; elapsed periods and brackets have one once a"
                + " customer has had them. Rows of day grain without an active customer are left out, those of"
                + " all cohorts are not",
            "Clientes ativos da coorte / seus clientes, entre os que já tiveram o"
                + " período. Períodos de calendário que começaram até a data da posição têm"
                + " linha, os posteriores não existem; períodos decorridos e faixas têm linha"
                + " assim que um cliente os teve. Linhas diárias sem cliente ativo ficam de"
                + " fora, menos as de todas as coortes");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(
                RETENTION_RATE,
                "Customers of a cohort who order in the period after",
                "Clientes da coorte que compram no período seguinte")
            .named("cohort_retention")
            .higherIsBetter()
            .where(History.ACTIVITY, History.ORDER)
            .where(CohortCells.CLOCK, CohortClock.CALENDAR.label())
            .where(PERIODS_SINCE, 1)
            .whereNot(GRAIN, Ruler.BRACKET)
            .whereNot(COHORT_START, null));
  }

  @Override
  public Needs needs() {
    Asks asks = Asks.NOTHING.withActivities(Set.copyOf(activities));
    return Needs.all(HistoryCells.TABLE)
        .holding(clocks.contains(CohortClock.ELAPSED) ? asks.withElapsed() : asks);
  }

  @Override
  public Counter counter(Facts facts) {
    return new CohortCounter(
        Set.copyOf(activities), rulers(facts), facts.dimensions(), minActivities, facts.dates());
  }

  @Override
  public List<Field> series() {
    return CohortCells.COHORT;
  }

  @Override
  public List<Field> order() {
    return List.of(CohortCells.SINCE);
  }

  private List<Ruler> rulers(Facts facts) {
    List<Ruler> rulers = new ArrayList<>();
    PeriodNumbers months = new PeriodNumbers(Ruler.BRACKET_COHORTS, facts);
    for (CohortClock clock : clocks) {
      for (Grain grain : grains) {
        PeriodNumbers cohorts = new PeriodNumbers(grain, facts);
        rulers.add(
            clock == CohortClock.CALENDAR
                ? new Ruler.OfCalendar(cohorts, facts.isOver(grain))
                : new Ruler.OfElapsed(cohorts));
      }
      if (!brackets.isEmpty()) {
        rulers.add(new Ruler.OfBrackets(clock, months, lastDays()));
      }
    }
    return rulers;
  }

  /** Running sums give every reading over the customers who have had the period. */
  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    List<Since> periods = Since.of(cells);
    Sums toCome = new Sums(CohortCells.KEPT);
    periods.forEach(period -> toCome.add(period.sums()));
    long customers = toCome.count(CohortCells.ENDING);
    long returnedLater = toCome.count(CohortCells.LAST_SEEN);
    long returned = 0;
    for (Since period : periods) {
      Sums sums = period.sums();
      returned += sums.count(CohortCells.FIRST_RETURNS);
      if (customers > 0 && (!period.isOfManyCohorts() || sums.count(CohortCells.ACTIVE) > 0)) {
        boolean isOwn = period.number() == 0;
        period(out, period, dates)
            .put(COHORT_CUSTOMERS, customers)
            .put(ACTIVE_CUSTOMERS, sums.count(CohortCells.ACTIVE))
            .put(RETURNED_LATER, returnedLater)
            .put(KEPT_EVERY_PERIOD, isOwn ? customers : sums.count(CohortCells.UNBROKEN))
            .put(RETURNED_BY_THEN, returned)
            .add();
      }
      customers -= sums.count(CohortCells.ENDING);
      returnedLater -= sums.count(CohortCells.LAST_SEEN);
      returned -= sums.count(CohortCells.ENDING_RETURNED);
    }
  }

  private RowsOut period(RowsOut out, Since period, RunDates dates) {
    int since = period.isBracket() ? lastDays().get(period.number()) : period.number();
    return out.put(period.any(), CohortCells.COHORT)
        .put(COHORT_START, period.cohort().map(number -> dates.startOf(period.grain(), number)))
        .put(PERIODS_SINCE, since)
        .put(Timeline.IS_COMPLETE, period.isComplete(since, dates));
  }

  /** The first activity's own day is a bracket too. */
  private List<Integer> lastDays() {
    List<Integer> lastDays = new ArrayList<>(List.of(0));
    lastDays.addAll(brackets);
    return lastDays;
  }
}
