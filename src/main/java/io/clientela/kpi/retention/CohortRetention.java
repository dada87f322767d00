package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.ActivityPair;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.PeriodNumbers;
import io.clientela.model.Timeline;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Proportion;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

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
    implements Kpi {

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
      if (brackets.get(i) <= (i == 0 ? 0 : brackets.get(i - 1))) {
        throw new IllegalArgumentException(
            "brackets is " + brackets + ", expected days above 0 that grow, such as [1, 3, 7]");
      }
    }
    if (minActivities < 1) {
      throw new IllegalArgumentException(
          "min-activities is " + minActivities + ", expected 1 or more");
    }
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
  public Asks asks() {
    Asks asks = Asks.NOTHING.withActivities(Set.copyOf(activities));
    return clocks.contains(CohortClock.ELAPSED) ? asks.withElapsed() : asks;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(History.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    Column isAsked = History.ACTIVITY.col().isin(activities.toArray());
    Dataset<Row> histories = facts.of(History.TABLE).where(isAsked);
    return CohortCells.of(histories, rulers(facts), minActivities, facts)
        .transform(CohortReadings::of)
        .transform(rows -> rate(rows, facts));
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

  private Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Proportion retention = Proportion.of(ACTIVE_CUSTOMERS, COHORT_CUSTOMERS);
    return rows.select(
        History.ACTIVITY.col(),
        CohortCells.CLOCK.col(),
        Activity.GRAIN.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        COHORT_START.is(cohortStart(0, facts)),
        PERIODS_SINCE.is(periodsSince()),
        COHORT_CUSTOMERS.col(),
        ACTIVE_CUSTOMERS.col(),
        RETURNED_LATER.col(),
        KEPT_EVERY_PERIOD.col(),
        RETURNED_BY_THEN.col(),
        RETENTION_RATE.is(retention.share()),
        Proportion.low(RETENTION_RATE).is(retention.low()),
        Proportion.high(RETENTION_RATE).is(retention.high()),
        RETURNED_LATER_RATE.is(Proportion.of(RETURNED_LATER, COHORT_CUSTOMERS).share()),
        KEPT_EVERY_PERIOD_RATE.is(Proportion.of(KEPT_EVERY_PERIOD, COHORT_CUSTOMERS).share()),
        RETURNED_BY_THEN_RATE.is(Proportion.of(RETURNED_BY_THEN, COHORT_CUSTOMERS).share()),
        Timeline.IS_COMPLETE.is(isComplete(facts)));
  }

  private static Column isBracket() {
    return Activity.GRAIN.col().equalTo(Ruler.BRACKET);
  }

  /** First day of the cohort, or of the cohort some periods later. */
  private static Column cohortStart(int later, Facts facts) {
    Column cohort = Activity.COHORT.col().plus(later);
    return when(isBracket(), Ruler.BRACKET_COHORTS.startOf(cohort, facts.weekStart()))
        .otherwise(Timeline.startOf(cohort, facts));
  }

  private Column periodsSince() {
    if (brackets.isEmpty()) {
      return CohortCells.SINCE.col();
    }
    return when(isBracket(), lastDay()).otherwise(CohortCells.SINCE.col());
  }

  private Column lastDay() {
    Column[] values = lastDays().stream().map(day -> lit(day)).toArray(Column[]::new);
    return try_element_at(array(values), CohortCells.SINCE.col().plus(1));
  }

  /** The first activity's own day is a bracket too. */
  private List<Integer> lastDays() {
    List<Integer> lastDays = new ArrayList<>(List.of(0));
    lastDays.addAll(brackets);
    return lastDays;
  }

  /** Every customer that the cohort can still get has had the period; pooled cells always. */
  private Column isComplete(Facts facts) {
    Column cohortEnd = cohortStart(1, facts);
    Column days = when(isBracket(), lastDay().plus(1));
    for (Grain grain : Grain.values()) {
      Column isGrain = Activity.GRAIN.col().equalTo(grain.label());
      days = days.when(isGrain, CohortCells.SINCE.col().plus(1).multiply(Ruler.days(grain)));
    }
    Column calendar =
        when(isBracket(), date_add(cohortEnd, lastDay()).leq(lit(facts.asOf())))
            .otherwise(Timeline.isOver(Activity.COHORT.col().plus(CohortCells.SINCE.col()), facts));
    Column elapsed =
        unix_micros(cohortEnd.cast(DataTypes.TimestampType))
            .plus(days.cast(DataTypes.LongType).multiply(lit(CohortCells.MICROS_OF_DAY)))
            .leq(Timeline.asOfMicros(facts));
    Column isElapsed = CohortCells.CLOCK.col().equalTo(CohortClock.ELAPSED.label());
    return Activity.COHORT.col().isNull().or(when(isElapsed, elapsed).otherwise(calendar));
  }
}
