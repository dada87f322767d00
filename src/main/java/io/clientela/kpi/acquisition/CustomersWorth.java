package io.clientela.kpi.acquisition;

import io.clientela.model.Period;
import io.clientela.table.Cell;
import io.clientela.table.Sums;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the customers acquired in a cell brought in: margin where it is known, else revenue.
 *
 * @param isKnown whether there is a source of orders
 * @param isMargin whether the cost of all their orders is known
 * @param upToHorizon up to the month of the horizon, that month included
 * @param payback first month by which they have brought in the spend; null where they have not
 */
record CustomersWorth(
    boolean isKnown,
    boolean isMargin,
    long customers,
    BigDecimal toDate,
    BigDecimal upToHorizon,
    Integer payback) {

  static CustomersWorth of(Period period, int horizonMonths) {
    Sums sums = period.sums();
    boolean isKnown = sums.isKnown(AcquiredCustomers.NEW_CUSTOMERS);
    boolean isMargin = isKnown && sums.count(AcquiredCustomers.UNCOSTED) == 0;
    BigDecimal toDate = BigDecimal.ZERO;
    BigDecimal upToHorizon = BigDecimal.ZERO;
    Integer payback = null;
    SortedMap<Integer, BigDecimal> byMonth = new TreeMap<>();
    for (Cell cell : isKnown ? period.cells() : List.<Cell>of()) {
      BigDecimal revenue = cell.money(AcquiredCustomers.REVENUE);
      BigDecimal worth = isMargin ? revenue.subtract(cell.money(AcquiredCustomers.COST)) : revenue;
      byMonth.merge(cell.integer(AcquiredCustomers.MONTH), worth, BigDecimal::add);
    }
    for (Map.Entry<Integer, BigDecimal> month : byMonth.entrySet()) {
      toDate = toDate.add(month.getValue());
      upToHorizon = month.getKey() <= horizonMonths ? toDate : upToHorizon;
      boolean isCovered = toDate.compareTo(sums.money(AcquisitionCost.SPEND)) >= 0;
      payback = payback == null && isCovered ? month.getKey() : payback;
    }
    long customers = sums.count(AcquiredCustomers.NEW_CUSTOMERS);
    return new CustomersWorth(isKnown, isMargin, customers, toDate, upToHorizon, payback);
  }

  /** Null where it is not known. */
  BigDecimal margin() {
    return isMargin ? toDate : null;
  }

  BigDecimal perCustomer() {
    return upToHorizon.divide(BigDecimal.valueOf(customers), MathContext.DECIMAL128);
  }
}
