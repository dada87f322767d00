package io.clientela.kpi.service;

import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.Orders;
import io.clientela.model.Period;
import io.clientela.model.PeriodSeries;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Grain;
import io.clientela.table.Quotient;
import io.clientela.table.RowsOut;
import io.clientela.table.Sums;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Complaints beside the orders of the shop. */
final class Complaints {

  private final boolean isOrderSource;
  private final Map<Integer, Long> orders = new HashMap<>();

  /**
   * @param orders those of {@link #orders(Facts, List)}
   */
  Complaints(Optional<List<Cell>> orders, Grain grain) {
    isOrderSource = orders.isPresent();
    for (Cell cell : orders.orElse(List.of())) {
      if (cell.label(Activity.GRAIN).equals(grain.label())) {
        this.orders.merge(cell.integer(Activity.PERIOD), cell.count(Activity.ACTIONS), Long::sum);
      }
    }
  }

  /** The orders of the shop by period; none without source of orders. */
  static Optional<Dataset<Row>> orders(Facts facts, List<Grain> grains) {
    if (!facts.has(Orders.TABLE)) {
      return Optional.empty();
    }
    List<String> orders = List.of(Activity.ofOrders(facts));
    return Optional.of(
        PeriodSeries.cells(orders, facts, grains, Activity.ACTIONS)
            .where(Breakdowns.DIMENSION.col().equalTo(Breakdowns.ALL)));
  }

  void put(Period period, long customers, RowsOut out) {
    Sums sums = period.sums();
    boolean isUnknown =
        sums.count(TicketCounts.TICKETS) > 0 && sums.count(TicketCounts.FLAGGED) == 0;
    Long complaints = isUnknown ? null : (Long) sums.count(TicketCounts.COMPLAINING);
    Long ordered = isOrderSource ? orders.getOrDefault(period.number(), 0L) : null;
    Double perThousand =
        isUnknown || ordered == null
            ? null
            : Quotient.of(complaints * 1000.0, ordered.doubleValue());
    out.put(ServicePerformance.COMPLAINTS, complaints)
        .put(ServicePerformance.COMPLAINING_CUSTOMERS, isUnknown ? null : customers)
        .put(ServicePerformance.ORDERS, ordered)
        .put(ServicePerformance.COMPLAINTS_PER_1000_ORDERS, perThousand);
  }
}
