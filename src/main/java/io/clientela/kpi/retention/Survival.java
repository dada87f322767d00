package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.Counter;
import io.clientela.model.CountsHistories;
import io.clientela.model.Customers;
import io.clientela.model.History;
import io.clientela.model.HistoryCells;
import io.clientela.model.KaplanMeier;
import io.clientela.model.Leads;
import io.clientela.model.Orders;
import io.clientela.model.Subscriptions;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.ReadOut;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How long it takes until customers order again, are lost, cancel or convert, counting in those who
 * have not yet.
 */
public record Survival(
    @Meaning(
            "The curves: second_order, churn, subscription_churn, lead_conversion; one whose source"
                + " is not configured is left out")
        List<String> events,
    @Meaning("Days without another order after which a customer churns") Integer inactiveAfterDays)
    implements Kpi, ReadOut, CountsHistories {

  static final String SECOND_ORDER = "second_order";
  static final String CHURN = "churn";
  static final String SUBSCRIPTION_CHURN = "subscription_churn";
  static final String LEAD_CONVERSION = "lead_conversion";

  static final Field EVENT =
      Field.label("event", "second_order, churn, subscription_churn or lead_conversion");
  static final Field SEGMENT =
      Breakdowns.SEGMENT.renamed(
          Breakdowns.SEGMENT.name(),
          Breakdowns.SEGMENT.meaning()
              + ". Of the subscription or lead where its table has the dimension, else of its"
              + " customer");

  private static final List<String> ALL =
      List.of(SECOND_ORDER, CHURN, SUBSCRIPTION_CHURN, LEAD_CONVERSION);
  private static final List<Field> CURVE = List.of(EVENT, Breakdowns.DIMENSION, SEGMENT);

  public Survival {
    events = events == null ? ALL : events.stream().distinct().toList();
    Kpi.require(ALL.containsAll(events), "events", events, "some of " + ALL);
    inactiveAfterDays = inactiveAfterDays == null ? 90 : inactiveAfterDays;
    Kpi.require(inactiveAfterDays >= 1, "inactive-after-days", inactiveAfterDays, "1 or more");
  }

  @Override
  public Table output() {
    return Table.named("survival")
        .titled("Survival curve", "Curva de sobrevivência")
        .grain(
            "One row per event, segment and day on which something happens, and day 0",
            "Uma linha por evento, segmento e dia em que algo acontece, e pelo dia 0")
        .key(EVENT, Breakdowns.DIMENSION, SEGMENT, KaplanMeier.DAY)
        .values(KaplanMeier.VALUES.toArray(Field[]::new))
        .definedBy(
            "Kaplan-Meier; at a tie events come before censorings. Days run from the first order"
                + " day to the second (second_order) or to "
                + inactiveAfterDays
                + " days after the first order day that no other follows within them (churn), from"
                + " started_on to ended_on of a subscription (subscription_churn), from creation to"
                + " conversion of a lead (lead_conversion). What has not happened by the last known"
                + " day, that before as_of, is censored on it",
            "Kaplan-Meier; no empate, eventos vêm antes de censuras. Os dias correm do"
                + " dia do primeiro pedido ao do segundo (second_order) ou a "
                + inactiveAfterDays
                + " dias depois do primeiro dia de pedido que nenhum outro segue dentro deles"
                + " (churn), de started_on a ended_on de uma assinatura (subscription_churn),"
                + " da criação à conversão de um lead (lead_conversion). O que não aconteceu"
                + " até o último dia conhecido, o anterior a as_of, é censurado nele");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(
                KaplanMeier.MEDIAN_DAYS,
                "Median days to the second order",
                "Mediana de dias até a segunda compra")
            .named("days_to_second_order")
            .cases(KaplanMeier.AT_RISK)
            .lowerIsBetter()
            .where(EVENT, SECOND_ORDER)
            .where(KaplanMeier.DAY, 0));
  }

  @Override
  public Needs needs() {
    if (events.isEmpty()) {
      return Needs.idle("no event is configured (kpis.survival.events)");
    }
    List<Table> inputs = new ArrayList<>();
    if (isOfOrders()) {
      inputs.add(Orders.TABLE);
    }
    if (events.contains(SUBSCRIPTION_CHURN)) {
      inputs.add(Subscriptions.TABLE);
    }
    if (events.contains(LEAD_CONVERSION)) {
      inputs.add(Leads.TABLE);
    }
    Needs needs = Needs.NOTHING.anyOf(inputs.toArray(Table[]::new));
    return isOfOrders()
        ? needs.optional(HistoryCells.TABLE, Customers.TABLE).holding(Asks.ORDERS)
        : needs.optional(Customers.TABLE);
  }

  @Override
  public boolean isCounting() {
    return isOfOrders();
  }

  @Override
  public Counter counter(Facts facts) {
    return new LifeCounter(
        ALL, Set.copyOf(events), facts.dimensions(), inactiveAfterDays, facts.lastDay());
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    List<Dataset<Row>> cells = new ArrayList<>();
    if (facts.has(Orders.TABLE)) {
      cells.add(HistoryCells.of(this, facts).drop(History.ACTIVITY.name()));
    }
    if (facts.has(Subscriptions.TABLE) || facts.has(Leads.TABLE)) {
      cells.add(countSpans(ContractSpans.of(facts), facts));
    }
    return cells.stream().reduce(Dataset::unionByName).orElseThrow();
  }

  @Override
  public List<Field> series() {
    return CURVE;
  }

  @Override
  public List<Field> order() {
    return List.of(KaplanMeier.DAY);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    KaplanMeier.of(cells).to(out, CURVE);
  }

  private boolean isOfOrders() {
    return events.contains(SECOND_ORDER) || events.contains(CHURN);
  }

  /**
   * From the start to the event or, where that is not known, to the last known day.
   *
   * @param event day of the event, null where it has not happened
   */
  static Column span(String name, Column start, Column event, Facts facts) {
    Column end = coalesce(event, lit(facts.lastDay()));
    return struct(
        EVENT.is(lit(name)),
        KaplanMeier.DAY.is(end.minus(start)),
        KaplanMeier.EVENTS.is(when(event.isNotNull(), 1).otherwise(0)),
        KaplanMeier.CENSORED.is(when(event.isNull(), 1).otherwise(0)));
  }

  private static Dataset<Row> countSpans(Dataset<Row> spans, Facts facts) {
    return spans
        .groupBy(EVENT.col(), Breakdowns.SEGMENTS.col(), KaplanMeier.DAY.col())
        .agg(
            KaplanMeier.EVENTS.is(sum(KaplanMeier.EVENTS.col())),
            KaplanMeier.CENSORED.is(sum(KaplanMeier.CENSORED.col())))
        .transform(rows -> Breakdowns.each(rows, facts.dimensions()))
        .select(
            EVENT.col(),
            Breakdowns.DIMENSION.col(),
            SEGMENT.is(coalesce(SEGMENT.col(), lit(Breakdowns.NONE))),
            KaplanMeier.DAY.col(),
            KaplanMeier.EVENTS.col(),
            KaplanMeier.CENSORED.col());
  }
}
