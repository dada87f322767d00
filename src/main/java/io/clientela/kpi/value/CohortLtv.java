package io.clientela.kpi.value;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.PeriodSeries;
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
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a cohort's customers have brought in so far, per customer of the cohort and not per
 * survivor.
 */
public record CohortLtv(
    @Meaning("Lengths of cohort and period: day, week, month, quarter") List<Grain> grains)
    implements Kpi, PeriodReadOut {

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
  public Needs needs() {
    return Needs.all(Orders.TABLE, Activity.TABLE).holding(Asks.ORDERS.withCohorts(grains));
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    return PeriodSeries.cells(List.of(History.ORDER), facts, grains, MEASURES)
        .where(Activity.COHORT.col().isNotNull());
  }

  @Override
  public List<Field> series() {
    return COHORT;
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    List<Period> periods = Period.ofCohort(cells, dates, MEASURES);
    long customers = periods.stream().mapToLong(each -> each.sums().count(Activity.NEW)).sum();
    Sums soFar = new Sums(MEASURES);
    for (Period period : periods) {
      soFar.add(period.sums());
      int cohort = period.any().integer(Activity.COHORT);
      period
          .row(out, dates, PeriodSeries.SERIES)
          .put(COHORT_START, dates.startOf(period.grain(), cohort))
          .put(PERIODS_SINCE, period.number() - cohort)
          .put(COHORT_CUSTOMERS, customers)
          .put(ORDERS, period.sums().count(Activity.ACTIONS))
          .put(REVENUE, period.sums().money(Activity.REVENUE))
          .put(CUMULATIVE_REVENUE, soFar.money(Activity.REVENUE))
          .put(MARGIN, margin(period.sums()))
          .put(CUMULATIVE_MARGIN, margin(soFar))
          .add();
    }
  }

  /** Null where an order has no known cost. */
  private static BigDecimal margin(Sums sums) {
    return sums.count(Activity.UNCOSTED) == 0
        ? sums.money(Activity.REVENUE).subtract(sums.money(Activity.COST))
        : null;
  }
}
