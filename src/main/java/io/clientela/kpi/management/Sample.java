package io.clientela.kpi.management;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What is known of a number that each member of a group has: exact sums, so that the order of
 * members is nothing and a small spread around a large mean is not lost.
 *
 * @param size members
 * @param sum of their numbers
 * @param squares sum of the squares
 */
record Sample(long size, BigDecimal sum, BigDecimal squares) {

  /** Null without a member. */
  Double mean() {
    return size == 0 ? null : over(sum, BigDecimal.valueOf(size));
  }

  /** Of the population that the members are drawn from; needs two of them. */
  double variance() {
    BigDecimal n = BigDecimal.valueOf(size);
    BigDecimal spread = n.multiply(squares).subtract(sum.multiply(sum));
    return over(spread, n.multiply(n.subtract(BigDecimal.ONE)));
  }

  /** The squared error of the mean; needs two members. */
  double error() {
    return variance() / size;
  }

  private static double over(BigDecimal part, BigDecimal whole) {
    return part.divide(whole, MathContext.DECIMAL128).doubleValue();
  }
}
