package io.clientela.table;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.sum;

import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Money inside a derivation: DECIMAL(18,4) row by row; where rows are summed, whole ten-thousandths
 * in a BIGINT, which is as exact and several times faster.
 */
public final class Money {

  /** Money of one row as admitted: |amount| is below 10^12. */
  public static final DataType ADMITTED = DataTypes.createDecimalType(18, 4);

  private static final int LOW_BITS = 24;

  private Money() {}

  /** A field that holds admitted amounts. */
  public static Field admitted(String name, String meaning) {
    return new Field(name, ADMITTED, Unit.MONEY, false, meaning);
  }

  /** Ten-thousandths of an admitted amount. */
  public static long inTenThousandths(BigDecimal admitted) {
    return admitted.unscaledValue().longValueExact();
  }

  /** Sum of two amounts in ten-thousandths; what does not fit is refused, never wrapped. */
  public static long plus(long left, long right) {
    long sum = left + right;
    if (((left ^ sum) & (right ^ sum)) < 0) {
      throw Refusal.contract(
          List.of(
              "Amounts add up to more than 922,337,203,685,477 in one customer or cell; state them"
                  + " in a larger unit, such as thousands, in sources.orders.sql"));
    }
    return sum;
  }

  /** The published amount. */
  public static Column fromTenThousandths(Column tenThousandths) {
    return tenThousandths
        .cast(DataTypes.createDecimalType(20, 0))
        .multiply(lit(new BigDecimal("0.0001")))
        .cast(Field.MONEY);
  }

  /**
   * Aggregate: the published sum. High and low bits are summed apart, so that no total overflows.
   */
  public static Column total(Column tenThousandths) {
    Column high =
        sum(shiftright(tenThousandths, LOW_BITS)).cast(DataTypes.createDecimalType(20, 0));
    Column low = sum(tenThousandths.bitwiseAND(lit((1L << LOW_BITS) - 1)));
    return high.multiply(lit(BigDecimal.valueOf(1L << LOW_BITS)))
        .plus(low.cast(DataTypes.createDecimalType(20, 0)))
        .multiply(lit(new BigDecimal("0.0001")))
        .cast(Field.MONEY);
  }
}
