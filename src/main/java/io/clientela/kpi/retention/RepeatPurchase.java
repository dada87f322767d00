package io.clientela.kpi.retention;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.Counter;
import io.clientela.model.Distribution;
import io.clientela.model.HistoryCells;
import io.clientela.model.HistoryReadOut;
import io.clientela.model.Orders;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Proportion;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Share of customers who ordered on a second day, within windows that are over for everyone
 * counted.
 */
public record RepeatPurchase(
    @Meaning(
            "Windows after the first order, in days; the row without window (ever) is always there")
        List<Integer> withinDays)
    implements Kpi, HistoryReadOut {

  static final Field WITHIN_DAYS =
      Field.integer("within_days", "Days after the first order; null = ever, as known at as-of")
          .orNull();
  static final Field CUSTOMERS =
      Field.count("customers", "Customers whose window is over at as-of (ever: all)");
  static final Field REPEAT_CUSTOMERS =
      Field.count("repeat_customers", "Of them, with a second order day within the window");
  static final Field REPEAT_PURCHASE_RATE =
      Field.share("repeat_purchase_rate", REPEAT_CUSTOMERS.over(CUSTOMERS));
  static final Field MEAN_DAYS =
      Field.meanDays(
          "mean_days_between_orders",
          "Mean over all pairs of consecutive order days of the customers");
  static final Field MEDIAN_DAYS =
      Field.meanDays("median_days_between_orders", "Median over the same pairs, exact");

  static final Field MATURED = Field.integer("matured", "Windows that are over for the customer");
  static final Field GAP =
      Field.days("gap", "Days since the order day before; null for the first").orNull();
  static final Field IS_SECOND = Field.flag("is_second", "The second order day");
  static final Field PAIRS = Field.count("pairs", "Order days alike");

  public RepeatPurchase {
    withinDays =
        withinDays == null
            ? List.of(30, 60, 90, 180, 365)
            : withinDays.stream().sorted().distinct().toList();
    if (withinDays.stream().anyMatch(days -> days < 1)) {
      throw new IllegalArgumentException(
          "within-days holds " + withinDays + ", expected days of 1 or more");
    }
  }

  @Override
  public Table output() {
    return Table.named("repeat_purchase")
        .titled("Repeat purchase", "Recorrência de compras")
        .grain("One row per segment and window", "Uma linha por segmento e janela")
        .key(Breakdowns.DIMENSION, Breakdowns.SEGMENT, WITHIN_DAYS)
        .values(
            CUSTOMERS,
            REPEAT_CUSTOMERS,
            REPEAT_PURCHASE_RATE,
            Proportion.low(REPEAT_PURCHASE_RATE),
            Proportion.high(REPEAT_PURCHASE_RATE),
            MEAN_DAYS,
            MEDIAN_DAYS,
            Timeline.IS_COMPLETE)
        .definedBy(
            "Customers with orders on two or more days / customers. Who has not had the whole window is in neither;"
                + " the row without window is never complete",
            "Clientes com pedidos em dois ou mais dias / clientes. Quem não teve a janela"
                + " inteira não está em nenhum dos dois; a linha sem janela nunca está completa");
  }

  @Override
  public List<Headline> headlines() {
    Optional<Integer> days =
        withinDays.contains(90)
            ? Optional.of(90)
            : withinDays.stream().reduce((shorter, longer) -> longer);
    return List.of(
        Headline.of(
                REPEAT_PURCHASE_RATE,
                "Customers with a second order"
                    + (days.isPresent() ? " in " + days.get() + " days" : ""),
                "Clientes com segunda compra"
                    + (days.isPresent() ? " em " + days.get() + " dias" : ""))
            .higherIsBetter()
            .where(WITHIN_DAYS, days.orElse(null)));
  }

  @Override
  public Needs needs() {
    return Needs.all(Orders.TABLE, HistoryCells.TABLE).holding(Asks.ORDERS);
  }

  @Override
  public Counter counter(Facts facts) {
    return new GapCounter(withinDays, facts.dimensions(), facts.lastDay());
  }

  @Override
  public List<Field> series() {
    return List.of(Breakdowns.DIMENSION, Breakdowns.SEGMENT);
  }

  @Override
  public List<Field> order() {
    return List.of(MATURED, GAP);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    List<Cell> all = Cell.all(cells);
    add(all, 0, Optional.empty(), out);
    for (int i = 0; i < withinDays.size(); i++) {
      add(all, i + 1, Optional.of(withinDays.get(i)), out);
    }
  }

  /**
   * Who has had a window has had all shorter ones; the others count nothing in it.
   *
   * @param needed windows that must be over for the customer
   */
  private void add(List<Cell> cells, int needed, Optional<Integer> days, RowsOut out) {
    long customers = 0;
    long repeaters = 0;
    Distribution gaps = new Distribution();
    for (Cell cell : cells) {
      long pairs = cell.integer(MATURED) < needed ? 0 : cell.count(PAIRS);
      if (cell.isNull(GAP)) {
        customers += pairs;
      } else {
        int gap = cell.integer(GAP);
        gaps.add(gap, pairs);
        repeaters += cell.flag(IS_SECOND) && gap <= days.orElse(gap) ? pairs : 0;
      }
    }
    out.put(cells.get(0), series())
        .put(WITHIN_DAYS, days)
        .put(CUSTOMERS, customers)
        .put(REPEAT_CUSTOMERS, repeaters)
        .put(MEAN_DAYS, gaps.mean())
        .put(MEDIAN_DAYS, gaps.quantile(0.5))
        .put(Timeline.IS_COMPLETE, days.isPresent())
        .add();
  }
}
