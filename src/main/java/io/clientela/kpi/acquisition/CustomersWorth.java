package io.clientela.kpi.acquisition;

import io.clientela.model.Period;
import io.clientela.table.Cell;
import io.clientela.table.Sums;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

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
    for (Cell cell : isKnown ? period.cells() : List.<Cell>of()) {
      int month = cell.integer(AcquiredCustomers.MONTH);
      toDate = toDate.add(cell.money(AcquiredCustomers.REVENUE));
      toDate = isMargin ? toDate.subtract(cell.money(AcquiredCustomers.COST)) : toDate;
      upToHorizon = month <= horizonMonths ? toDate : upToHorizon;
      boolean isCovered = toDate.compareTo(sums.money(AcquisitionCost.SPEND)) >= 0;
      payback = payback == null && isCovered ? (Integer) month : payback;
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
