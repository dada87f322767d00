package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
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
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Share of each cohort that is active again, period by period, in four readings. */
public record CohortRetention(
    @Meaning("Lengths of cohort and period: day, week, month, quarter") List<Grain> grains,
    @Meaning("What counts as being active: order, interaction (of any type) or an interaction type")
        List<String> activities)
    implements Kpi {

  static final Field CLOCK = Field.label("clock", "calendar: periods are those of the calendar");
  static final Field COHORT_START =
      Field.date(
          "cohort_start",
          "First day of the period of the customer's first activity, over all history");
  static final Field PERIODS_SINCE =
      Field.integer("periods_since", "Whole periods after the cohort's own; 0 = its own");
  static final Field COHORT_CUSTOMERS = Field.count("cohort_customers", "Customers of the cohort");
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
      Field.share("retention_rate", "active_customers / cohort_customers");
  static final Field RETURNED_LATER_RATE =
      Field.share("returned_later_rate", "returned_later / cohort_customers");
  static final Field KEPT_EVERY_PERIOD_RATE =
      Field.share("kept_every_period_rate", "kept_every_period / cohort_customers");
  static final Field RETURNED_BY_THEN_RATE =
      Field.share("returned_by_then_rate", "returned_by_then / cohort_customers");

  private static final List<Field> COHORT =
      List.of(
          History.ACTIVITY,
          Activity.GRAIN,
          Breakdowns.DIMENSION,
          Breakdowns.SEGMENT,
          Activity.COHORT);
  private static final Field[] MEASURES = {
    Activity.ACTIVE, Activity.UNBROKEN, Activity.FIRST_RETURNS, Activity.LAST_SEEN
  };

  public CohortRetention {
    grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
    activities =
        activities == null ? List.of(History.ORDER, History.INTERACTION) : List.copyOf(activities);
  }

  @Override
  public Table output() {
    return Table.named("cohort_retention")
        .titled("Cohort retention", "Retenção por coorte")
        .grain("One row per activity, clock, grain, segment, cohort and period since")
        .key(
            History.ACTIVITY,
            CLOCK,
            Activity.GRAIN,
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
            "Active customers of the cohort / its customers. Periods that have begun by as-of have a row, later ones"
                + " do not exist");
  }

  @Override
  public Asks asks() {
    return Asks.NOTHING.withCohorts(grains).withActivities(Set.copyOf(activities));
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Activity.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return facts
        .of(Activity.TABLE)
        .where(chosen())
        .transform(rows -> Breakdowns.each(rows, facts.dimensions()))
        .transform(CohortRetention::countByCohort)
        .transform(rows -> Timeline.fill(rows, COHORT, MEASURES, facts))
        .transform(CohortRetention::readFourWays)
        .transform(rows -> rate(rows, facts));
  }

  private Column chosen() {
    Column isGrain = Activity.GRAIN.col().isin(grains.stream().map(Grain::label).toArray());
    Column isActivity = History.ACTIVITY.col().isin(activities.toArray());
    return isGrain.and(isActivity).and(Activity.COHORT.col().isNotNull()).and(isOfCohort());
  }

  /** Returns before the first order are not the cohort's. */
  private static Column isOfCohort() {
    return Activity.PERIOD.col().geq(Activity.COHORT.col());
  }

  private static Dataset<Row> countByCohort(Dataset<Row> rows) {
    Column[] cell = {
      History.ACTIVITY.col(),
      Activity.GRAIN.col(),
      Breakdowns.DIMENSION.col(),
      Breakdowns.SEGMENT.col(),
      Activity.COHORT.col(),
      Activity.PERIOD.col()
    };
    Column[] sums = Activity.sums(MEASURES);
    return rows.groupBy(cell).agg(sums[0], sums[1], sums[2], sums[3]);
  }

  /** One cohort has one maturity, so that sums along its periods count customers. */
  private static Dataset<Row> readFourWays(Dataset<Row> rows) {
    WindowSpec cohort = Window.partitionBy(COHORT.stream().map(Field::col).toArray(Column[]::new));
    WindowSpec inOrder = cohort.orderBy(Activity.PERIOD.col());
    WindowSpec upToHere = inOrder.rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    WindowSpec fromHere = inOrder.rowsBetween(Window.currentRow(), Window.unboundedFollowing());
    Column own = when(Activity.PERIOD.col().equalTo(Activity.COHORT.col()), Activity.ACTIVE.col());
    return rows.select(
        History.ACTIVITY.col(),
        Activity.GRAIN.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        Activity.COHORT.col(),
        Activity.PERIOD.col(),
        COHORT_CUSTOMERS.is(max(own).over(cohort)),
        ACTIVE_CUSTOMERS.is(Activity.ACTIVE.col()),
        RETURNED_LATER.is(sum(Activity.LAST_SEEN.col()).over(fromHere)),
        KEPT_EVERY_PERIOD.is(Activity.UNBROKEN.col()),
        RETURNED_BY_THEN.is(sum(Activity.FIRST_RETURNS.col()).over(upToHere)));
  }

  private Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Proportion retention = Proportion.of(ACTIVE_CUSTOMERS, COHORT_CUSTOMERS);
    return rows.select(
        History.ACTIVITY.col(),
        CLOCK.is(lit("calendar")),
        Activity.GRAIN.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        COHORT_START.is(Timeline.startOf(Activity.COHORT.col(), facts)),
        PERIODS_SINCE.is(Activity.PERIOD.col().minus(Activity.COHORT.col())),
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
        Timeline.IS_COMPLETE.is(Timeline.isOver(Activity.PERIOD.col(), facts)));
  }
}
