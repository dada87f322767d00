package io.clientela.kpi.value;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
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
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Orders, buyers and revenue of a period, and what an order and a buyer are worth. */
public record OrderValue(
    @Meaning("Lengths of the period: day, week, month, quarter") List<Grain> grains)
    implements Kpi, PeriodReadOut {

  static final Field ORDERS = Field.count("orders", "Orders of the period");
  static final Field CUSTOMERS =
      Field.distinctCount(
          "customers",
          "Customers with at least one order of the segment in the period; the total counts each once");
  private static final Field SEGMENT =
      Breakdowns.SEGMENT.renamed(
          Breakdowns.SEGMENT.name(),
          "Value of the dimension: of the order where it has one, else of the customer (of customers"
              + " where that has the dimension, else of the customer's first order); (none) where it"
              + " is unknown");
  static final Field REVENUE = Field.money("revenue", "Amounts less refunds; returns reduce it");
  static final Field AVERAGE_ORDER_VALUE =
      Field.average("average_order_value", REVENUE.over(ORDERS)).orNull();
  static final Field REVENUE_PER_CUSTOMER =
      Field.average("revenue_per_customer", REVENUE.over(CUSTOMERS)).orNull();
  static final Field PURCHASE_FREQUENCY = Field.ratio("purchase_frequency", ORDERS.over(CUSTOMERS));

  private static final Field[] MEASURES = {Activity.ACTIONS, Activity.ACTIVE, Activity.REVENUE};

  public OrderValue {
    grains = grains == null ? List.of(Grain.DAY, Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
  }

  @Override
  public Table output() {
    return Table.named("order_value")
        .titled("Order value", "Ticket médio")
        .grain(
            "One row per grain, segment of the order and period, without gaps from the segment's"
                + " first",
            "Uma linha por granularidade, segmento do pedido e período, sem lacunas desde o"
                + " primeiro do segmento")
        .key(Activity.GRAIN, Breakdowns.DIMENSION, SEGMENT, Timeline.PERIOD_START)
        .values(
            ORDERS,
            CUSTOMERS,
            REVENUE,
            AVERAGE_ORDER_VALUE,
            REVENUE_PER_CUSTOMER,
            PURCHASE_FREQUENCY,
            Timeline.IS_COMPLETE)
        .definedBy(
            "Revenue of the period / its orders. Orders, returns and refunds count in the segment of"
                + " the order itself: revenue by region is the revenue of that region. Orders and"
                + " revenue of the segments add up to the total, customers need not: who ordered in"
                + " two segments counts in both",
            "Receita do período / seus pedidos. Pedidos, devoluções e reembolsos contam no segmento"
                + " do próprio pedido: receita por região é a receita daquela região. Pedidos e"
                + " receita dos segmentos somam o total; clientes, não necessariamente: quem comprou"
                + " em dois segmentos conta nos dois");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(REVENUE, "Revenue", "Receita").cases(ORDERS).higherIsBetter().additive(),
        Headline.of(ORDERS, "Orders", "Pedidos").cases(ORDERS).higherIsBetter().additive(),
        Headline.of(AVERAGE_ORDER_VALUE, "Average order value", "Ticket médio").higherIsBetter(),
        Headline.of(PURCHASE_FREQUENCY, "Orders per buying customer", "Pedidos por comprador")
            .higherIsBetter());
  }

  @Override
  public Needs needs() {
    return Needs.all(Orders.TABLE, Activity.TABLE).holding(PeriodSeries.asks(grains));
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    return PeriodSeries.cells(List.of(Activity.ofOrders(facts)), facts, grains, MEASURES);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    for (Period period : Period.ofSeries(cells, dates, MEASURES)) {
      period
          .row(out, dates, series())
          .put(ORDERS, period.sums().count(Activity.ACTIONS))
          .put(CUSTOMERS, period.sums().count(Activity.ACTIVE))
          .put(REVENUE, period.sums().money(Activity.REVENUE))
          .add();
    }
  }
}
