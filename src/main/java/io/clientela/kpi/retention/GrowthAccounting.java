package io.clientela.kpi.retention;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.ActivityPair;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Interactions;
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
import io.clientela.table.Quotient;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import io.clientela.table.Table;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where the active customers and the revenue of a period come from, and where those of the last one
 * went.
 */
public record GrowthAccounting(
    @Meaning("Lengths of the period: day, week, month, quarter") List<Grain> grains,
    @Meaning("What counts as being active: order, interaction (of any type) or an interaction type")
        List<String> activities)
    implements Kpi, PeriodReadOut {

  static final Field RESURRECTED =
      Field.count("resurrected", "Active, earlier active too, but not in the period before");
  static final Field QUICK_RATIO =
      Field.ratio(
          "quick_ratio",
          Quotient.Terms.of(Activity.NEW_REVENUE, Activity.RESURRECTED_REVENUE, Activity.EXPANSION)
              .over(Quotient.Terms.of(Activity.CONTRACTION, Activity.CHURNED_REVENUE)));
  static final Field NET_REVENUE_RETENTION =
      Field.ratio(
          "net_revenue_retention",
          "(S + expansion - contraction - churned_revenue) / S, S = revenue of the period before; null where S is not"
              + " above 0");
  static final Field GROSS_REVENUE_RETENTION =
      Field.ratio("gross_revenue_retention", "(S - contraction - churned_revenue) / S, at most 1");

  private static final Field[] MEASURES = {
    Activity.ACTIVE,
    Activity.NEW,
    Activity.RETAINED,
    Activity.CHURNED,
    Activity.REVENUE,
    Activity.NEW_REVENUE,
    Activity.RESURRECTED_REVENUE,
    Activity.EXPANSION,
    Activity.CONTRACTION,
    Activity.CHURNED_REVENUE
  };

  public GrowthAccounting {
    grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
    activities = activities == null ? List.of(History.ORDER) : ActivityPair.namesOf(activities);
  }

  @Override
  public Table output() {
    return Table.named("growth_accounting")
        .titled("Growth accounting", "Balanço de clientes")
        .grain(
            "One row per activity, grain, segment and period, without gaps from the segment's first",
            "Uma linha por atividade, granularidade, segmento e período, sem lacunas"
                + " desde o primeiro do segmento")
        .key(
            History.ACTIVITY,
            Activity.GRAIN,
            Breakdowns.DIMENSION,
            Breakdowns.SEGMENT,
            Timeline.PERIOD_START)
        .values(
            Activity.ACTIVE,
            Activity.NEW,
            Activity.RETAINED,
            RESURRECTED,
            Activity.CHURNED,
            Activity.REVENUE,
            Activity.NEW_REVENUE,
            Activity.RESURRECTED_REVENUE,
            Activity.EXPANSION,
            Activity.CONTRACTION,
            Activity.CHURNED_REVENUE,
            QUICK_RATIO,
            NET_REVENUE_RETENTION,
            GROSS_REVENUE_RETENTION,
            Timeline.IS_COMPLETE)
        .definedBy(
            "active = new + retained + resurrected; revenue = revenue of the period before + new_revenue +"
                + " resurrected_revenue + expansion - contraction - churned_revenue. Active = at least one activity; revenue"
                + " is that of orders; returns in a period without order count as contraction",
            "active = new + retained + resurrected; revenue = revenue do período anterior"
                + " + new_revenue + resurrected_revenue + expansion - contraction -"
                + " churned_revenue. Ativo = pelo menos uma atividade; a receita é a dos"
                + " pedidos; devoluções num período sem pedido contam como contraction");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        ofOrders(Headline.of(Activity.NEW, "New customers", "Clientes novos"))
            .named("new_customers")
            .cases(Activity.NEW)
            .additive(),
        ofOrders(Headline.of(Activity.ACTIVE, "Active customers", "Clientes ativos"))
            .named("active_customers")
            .cases(Activity.ACTIVE),
        ofOrders(
            Headline.of(
                    NET_REVENUE_RETENTION, "Net revenue retention", "Retenção líquida de receita")
                .cases(Activity.ACTIVE)),
        ofOrders(Headline.of(QUICK_RATIO, "Quick ratio", "Quick ratio").cases(Activity.ACTIVE)));
  }

  private static Headline ofOrders(Headline headline) {
    return headline.higherIsBetter().where(History.ACTIVITY, History.ORDER);
  }

  @Override
  public Needs needs() {
    Set<String> named = Set.copyOf(activities);
    Needs needs =
        named.equals(Set.of(History.ORDER))
            ? Needs.all(Orders.TABLE, Activity.TABLE)
            : Needs.all(Activity.TABLE).anyOf(Orders.TABLE, Interactions.TABLE);
    return needs.holding(Asks.NOTHING.withActivities(named).withPeriods(grains));
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    return PeriodSeries.cells(activities, facts, grains, MEASURES);
  }

  @Override
  public List<Field> series() {
    return PeriodSeries.SERIES_OF_ACTIVITY;
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    BigDecimal before = BigDecimal.ZERO;
    for (Period period : Period.ofSeries(cells, dates, MEASURES)) {
      Sums sums = period.sums();
      BigDecimal kept =
          before
              .subtract(sums.money(Activity.CONTRACTION))
              .subtract(sums.money(Activity.CHURNED_REVENUE));
      BigDecimal grown = kept.add(sums.money(Activity.EXPANSION));
      long earlier = sums.count(Activity.NEW) + sums.count(Activity.RETAINED);
      period
          .row(out, dates, series())
          .put(sums)
          .put(RESURRECTED, sums.count(Activity.ACTIVE) - earlier)
          .put(NET_REVENUE_RETENTION, share(grown, before))
          .put(GROSS_REVENUE_RETENTION, share(kept, before))
          .add();
      before = sums.money(Activity.REVENUE);
    }
  }

  /** Null where nothing was there before. */
  private static Double share(BigDecimal part, BigDecimal before) {
    return before.signum() > 0 ? part.doubleValue() / before.doubleValue() : null;
  }
}
