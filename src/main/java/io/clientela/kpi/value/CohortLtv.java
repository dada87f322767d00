package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.model.Timeline;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What a cohort's customers have brought in so far, per customer of the cohort and not per
 * survivor.
 */
public record CohortLtv(
    @Meaning("Lengths of cohort and period: day, week, month, quarter") List<Grain> grains)
    implements Kpi {

  static final Field COHORT_START =
      Field.date(
          "cohort_start",
          "First day of the period of the customer's first order, over all history");
  static final Field PERIODS_SINCE =
      Field.integer("periods_since", "Whole periods after the cohort's own; 0 = its own");
  static final Field COHORT_CUSTOMERS = Field.count("cohort_customers", "Customers of the cohort");
  static final Field ORDERS = Field.count("orders", "Their orders in the period");
  static final Field REVENUE = Field.money("revenue", "Their revenue in the period");
  static final Field CUMULATIVE_REVENUE =
      Field.money("cumulative_revenue", "Their revenue up to the end of the period");
  static final Field LTV = Field.average("ltv", CUMULATIVE_REVENUE.over(COHORT_CUSTOMERS)).orNull();
  static final Field MARGIN =
      Field.money("margin", "revenue less cost; null where an order of the cell has no known cost")
          .orNull();
  static final Field CUMULATIVE_MARGIN =
      Field.money("cumulative_margin", "Margin up to the end of the period; null once a margin is")
          .orNull();
  static final Field MARGIN_LTV =
      Field.average("margin_ltv", CUMULATIVE_MARGIN.over(COHORT_CUSTOMERS)).orNull();

  private static final List<Field> COHORT =
      List.of(Activity.GRAIN, Breakdowns.DIMENSION, Breakdowns.SEGMENT, Activity.COHORT);
  private static final Field[] MEASURES = {
    Activity.NEW, Activity.ACTIONS, Activity.REVENUE, Activity.COST, Activity.UNCOSTED
  };
  private static final int MONTHS_OF_HEADLINE = 12;
  private static final Field CUMULATIVE_COST = Field.money("cumulative_cost", "Known cost so far");
  private static final Field CUMULATIVE_UNCOSTED =
      Field.count("cumulative_uncosted", "Orders without known cost so far");

  public CohortLtv {
    grains = grains == null ? List.of(Grain.MONTH) : List.copyOf(grains);
  }

  @Override
  public Table output() {
    return Table.named("cohort_ltv")
        .titled("Lifetime value by cohort", "LTV por coorte")
        .grain(
            "One row per grain, segment, cohort and period since",
            "Uma linha por granularidade, segmento, coorte e período desde o início")
        .key(Activity.GRAIN, Breakdowns.DIMENSION, Breakdowns.SEGMENT, COHORT_START, PERIODS_SINCE)
        .values(
            COHORT_CUSTOMERS,
            ORDERS,
            REVENUE,
            CUMULATIVE_REVENUE,
            LTV,
            MARGIN,
            CUMULATIVE_MARGIN,
            MARGIN_LTV,
            Timeline.IS_COMPLETE)
        .definedBy(
            "Revenue of the cohort so far / all its customers. A return dated before the first order counts in"
                + " period 0; customers with returns only are in no cohort",
            "Receita da coorte até aqui / todos os seus clientes. Uma devolução com data"
                + " anterior ao primeiro pedido conta no período 0; clientes que só têm"
                + " devoluções não estão em nenhuma coorte");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(LTV, "Lifetime value after 12 months", "LTV em 12 meses")
            .named("ltv_12_months")
            .higherIsBetter()
            .where(Activity.GRAIN, Grain.MONTH.label())
            .where(PERIODS_SINCE, MONTHS_OF_HEADLINE));
  }

  @Override
  public Asks asks() {
    return Asks.ORDERS.withCohorts(grains);
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Orders.TABLE, Activity.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return facts
        .of(Activity.TABLE)
        .where(chosen())
        .transform(CohortLtv::sumByCohort)
        .transform(rows -> Timeline.fill(rows, COHORT, MEASURES, facts))
        .transform(CohortLtv::accumulate)
        .transform(rows -> perCustomer(rows, facts));
  }

  private Column chosen() {
    Column isGrain = Activity.GRAIN.col().isin(grains.stream().map(Grain::label).toArray());
    Column isOrder = History.ACTIVITY.col().equalTo(History.ORDER);
    return isGrain.and(isOrder).and(Activity.COHORT.col().isNotNull());
  }

  private static Dataset<Row> sumByCohort(Dataset<Row> rows) {
    Column[] sums = Activity.sums(MEASURES);
    Column period = greatest(Activity.PERIOD.col(), Activity.COHORT.col());
    return rows.groupBy(
            Activity.GRAIN.col(),
            Breakdowns.DIMENSION.col(),
            Breakdowns.SEGMENT.col(),
            Activity.COHORT.col(),
            Activity.PERIOD.is(period))
        .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
  }

  private static Dataset<Row> accumulate(Dataset<Row> rows) {
    WindowSpec cohort = Window.partitionBy(COHORT.stream().map(Field::col).toArray(Column[]::new));
    WindowSpec upToHere =
        cohort
            .orderBy(Activity.PERIOD.col())
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    return rows.select(
        Activity.GRAIN.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        Activity.COHORT.col(),
        Activity.PERIOD.col(),
        COHORT_CUSTOMERS.is(sum(Activity.NEW.col()).over(cohort)),
        ORDERS.is(Activity.ACTIONS.col()),
        REVENUE.is(Activity.REVENUE.col()),
        Activity.COST.col(),
        Activity.UNCOSTED.col(),
        CUMULATIVE_REVENUE.is(sum(Activity.REVENUE.col()).over(upToHere)),
        CUMULATIVE_COST.is(sum(Activity.COST.col()).over(upToHere)),
        CUMULATIVE_UNCOSTED.is(sum(Activity.UNCOSTED.col()).over(upToHere)));
  }

  private static Dataset<Row> perCustomer(Dataset<Row> rows, Facts facts) {
    Column margin =
        when(Activity.UNCOSTED.col().equalTo(0), REVENUE.col().minus(Activity.COST.col()));
    Column cumulativeMargin =
        when(
            CUMULATIVE_UNCOSTED.col().equalTo(0),
            CUMULATIVE_REVENUE.col().minus(CUMULATIVE_COST.col()));
    return rows.select(
        Activity.GRAIN.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        COHORT_START.is(Timeline.startOf(Activity.COHORT.col(), facts)),
        PERIODS_SINCE.is(Activity.PERIOD.col().minus(Activity.COHORT.col())),
        COHORT_CUSTOMERS.col(),
        ORDERS.col(),
        REVENUE.col(),
        CUMULATIVE_REVENUE.col(),
        LTV.is(try_divide(CUMULATIVE_REVENUE.col(), COHORT_CUSTOMERS.col())),
        MARGIN.is(margin),
        CUMULATIVE_MARGIN.is(cumulativeMargin),
        MARGIN_LTV.is(try_divide(cumulativeMargin, COHORT_CUSTOMERS.col())),
        Timeline.IS_COMPLETE.is(Timeline.isOver(Activity.PERIOD.col(), facts)));
  }
}
