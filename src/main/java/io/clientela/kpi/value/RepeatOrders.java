package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_divide;

import io.clientela.model.History;
import io.clientela.table.Field;
import io.clientela.table.Money;
import io.clientela.table.Unit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * What the models of customer value see of a customer: order days, not orders, so that two orders
 * of one day are one decision to buy.
 *
 * @param lastDay last known day, in days since 1970-01-01; later ones have not happened
 */
record RepeatOrders(int lastDay) {

  static final Field X = Field.count("x", "Repeat order days: days with an order after the first");
  static final Field T_X = weeks("t_x", "Weeks from the first order day to the last");
  static final Field T = weeks("T", "Weeks from the first order day to the last known day");
  static final Field MEAN_REPEAT_SPEND =
      Field.money(
              "mean_repeat_spend",
              "Revenue per repeat order day, of all days after the first; null where x is 0")
          .orNull();

  /** The same in whole days, and the spend in ten-thousandths over all repeat order days. */
  static final Field T_X_DAYS = Field.days("t_x_days", "Days from the first to the last order day");

  static final Field T_DAYS = Field.days("t_days", "Days from the first order day to the last day");
  static final Field SPEND =
      Field.count("repeat_spend", "Revenue of all days after the first, in ten-thousandths");

  private static final double DAYS_PER_WEEK = 7;

  private static Field weeks(String name, String meaning) {
    return new Field(name, DataTypes.DoubleType, Unit.NUMBER, false, meaning);
  }

  static Column customers() {
    Column isOrder = History.ACTIVITY.col().equalTo(History.ORDER);
    return isOrder.and(History.FIRST_DAY.col().isNotNull());
  }

  /** Of a history that is known to its end. */
  Column[] columns() {
    Column first = History.FIRST_DAY.col();
    return new Column[] {
      X.is(History.ACTIVE_DAYS.col().minus(1)),
      T_X_DAYS.is(History.LAST_DAY.col().minus(first)),
      T_DAYS.is(lit(lastDay).minus(first)),
      SPEND.is(History.LATER_REVENUE.col())
    };
  }

  /** As published. */
  static Column[] published() {
    Column perDay = try_divide(Money.fromTenThousandths(SPEND.col()), X.col());
    return new Column[] {
      X.is(X.col()),
      T_X.is(T_X_DAYS.col().divide(DAYS_PER_WEEK)),
      T.is(T_DAYS.col().divide(DAYS_PER_WEEK)),
      MEAN_REPEAT_SPEND.is(perDay)
    };
  }
}
