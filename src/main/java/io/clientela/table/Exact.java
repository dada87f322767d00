package io.clientela.table;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** Where exact numbers become real ones, and real ones are added up all the same. */
public final class Exact {

  private static final int DECIMALS = 12;
  private static final DecimalType TERM = DataTypes.createDecimalType(28, DECIMALS);

  private Exact() {}

  /** A count or an amount as a real number, to divide by. */
  public static Column real(Column exact) {
    return exact.cast(DataTypes.DoubleType);
  }

  /**
   * Aggregate: the sum of real numbers below 10^16, each to twelve decimals. Doubles added up
   * depend on the order in which they come; this is the same in every order.
   */
  public static Column sum(Column real) {
    return functions.sum(real.cast(TERM));
  }

  /** A real number as a term of such a sum. */
  public static BigDecimal term(double real) {
    return BigDecimal.valueOf(real).setScale(DECIMALS, RoundingMode.HALF_UP);
  }

  /** The sum so far, null = none, and a real number. */
  public static BigDecimal plus(BigDecimal sum, double real) {
    return sum == null ? term(real) : sum.add(term(real));
  }
}
