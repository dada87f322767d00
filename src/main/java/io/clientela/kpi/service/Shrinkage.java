package io.clientela.kpi.service;

import io.clientela.table.Exact;
import io.clientela.table.Field;
import io.clientela.table.Quotient;
import io.clientela.table.Sums;
import java.math.BigDecimal;
import java.util.Collection;

/**
 * Rates of small groups drawn towards the mean of all groups (empirical Bayes): the less a group
 * has seen, the more. How much the groups truly differ is estimated from their moments, as in
 * Kleinman (1973): with none, all have the mean; with much, each keeps its own rate.
 */
final class Shrinkage {

  private final Field part;
  private final Field whole;
  private final double mean;
  private final double likeness;

  /**
   * @param part cases of a group
   * @param whole out of so many; a group with none has no rate
   */
  Shrinkage(Collection<Sums> groups, Field part, Field whole) {
    this.part = part;
    this.whole = whole;
    double parts = 0;
    double total = 0;
    double count = 0;
    BigDecimal squares = BigDecimal.ZERO;
    BigDecimal ownParts = BigDecimal.ZERO;
    for (Sums group : groups) {
      double n = group.count(whole);
      if (n > 0) {
        count++;
        parts += group.count(part);
        total += n;
        squares = squares.add(square(group.count(whole)));
        double own = square(group.count(part)).doubleValue() / n;
        ownParts = ownParts.add(Exact.term(own));
      }
    }
    mean = parts / total;
    double between = ownParts.doubleValue() - mean * mean * total;
    double pairs = total - count + 1 - squares.doubleValue() / total;
    likeness = likeness(Quotient.of(between, mean * (1 - mean)), count - 1, pairs);
  }

  /** Correlation of two cases of one group, 0 to 1; 0 where all groups have the same rate. */
  private static double likeness(Double excess, double expected, double pairs) {
    Double found = excess == null ? null : Quotient.of(excess - expected, pairs);
    return found == null ? 0 : Math.min(Math.max(found, 0), 1);
  }

  private static BigDecimal square(long count) {
    return BigDecimal.valueOf(count).pow(2);
  }

  /** The drawn rate; null where the group has none. */
  Double rate(Sums group) {
    double n = group.count(whole);
    if (n == 0) {
      return null;
    }
    double own = group.count(part) / n;
    double weight = n * likeness / ((n - 1) * likeness + 1);
    return weight * own + (1 - weight) * mean;
  }
}
