package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.ActivityPair;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Interactions;
import io.clientela.model.Orders;
import io.clientela.model.PeriodSeries;
import io.clientela.model.Timeline;
import io.clientela.table.Exact;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Quotient;
import io.clientela.table.Table;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Where the active customers and the revenue of a period come from, and where those of the last one
 * went.
 */
public record GrowthAccounting(
    @Meaning("Lengths of the period: day, week, month, quarter") List<Grain> grains,
    @Meaning("What counts as being active: order, interaction (of any type) or an interaction type")
        List<String> activities)
    implements Kpi {

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
    return headline.higherIsBetter().where(History.ACTIVITY.col().equalTo(History.ORDER));
  }

  @Override
  public Asks asks() {
    return Asks.NOTHING.withActivities(Set.copyOf(activities)).withPeriods(grains);
  }

  @Override
  public Set<Table> reads() {
    return needsOrders() ? Set.of(Orders.TABLE, Activity.TABLE) : Set.of(Activity.TABLE);
  }

  @Override
  public Set<Table> readsAnyOf() {
    return needsOrders() ? Set.of() : Set.of(Orders.TABLE, Interactions.TABLE);
  }

  private boolean needsOrders() {
    return Set.copyOf(activities).equals(Set.of(History.ORDER));
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return PeriodSeries.of(activities, facts, grains, MEASURES)
        .transform(GrowthAccounting::seePeriodBefore)
        .transform(rows -> rate(rows, facts));
  }

  private static final Field BEFORE = Field.money("revenue_before", "Revenue of the period before");

  private static Dataset<Row> seePeriodBefore(Dataset<Row> rows) {
    Column before =
        lag(Activity.REVENUE.col(), 1)
            .over(
                Window.partitionBy(PeriodSeries.seriesOfActivity()).orderBy(Activity.PERIOD.col()));
    return rows.withColumn(BEFORE.name(), coalesce(before, lit(0)));
  }

  private static Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Column gained =
        Activity.NEW_REVENUE
            .col()
            .plus(Activity.RESURRECTED_REVENUE.col())
            .plus(Activity.EXPANSION.col());
    Column lost = Activity.CONTRACTION.col().plus(Activity.CHURNED_REVENUE.col());
    Column start = when(BEFORE.col().gt(0), Exact.real(BEFORE.col()));
    Column kept = BEFORE.col().minus(lost);
    Column neitherNewNorRetained =
        Activity.ACTIVE.col().minus(Activity.NEW.col()).minus(Activity.RETAINED.col());
    return rows.select(
        History.ACTIVITY.col(),
        Activity.GRAIN.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        Timeline.PERIOD_START.is(Timeline.startOf(Activity.PERIOD.col(), facts)),
        Activity.ACTIVE.col(),
        Activity.NEW.col(),
        Activity.RETAINED.col(),
        RESURRECTED.is(neitherNewNorRetained),
        Activity.CHURNED.col(),
        Activity.REVENUE.col(),
        Activity.NEW_REVENUE.col(),
        Activity.RESURRECTED_REVENUE.col(),
        Activity.EXPANSION.col(),
        Activity.CONTRACTION.col(),
        Activity.CHURNED_REVENUE.col(),
        QUICK_RATIO.is(try_divide(Exact.real(gained), Exact.real(lost))),
        NET_REVENUE_RETENTION.is(
            try_divide(Exact.real(kept.plus(Activity.EXPANSION.col())), start)),
        GROSS_REVENUE_RETENTION.is(try_divide(Exact.real(kept), start)),
        Timeline.IS_COMPLETE.is(Timeline.isOver(Activity.PERIOD.col(), facts)));
  }
}
