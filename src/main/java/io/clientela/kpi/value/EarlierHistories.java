package io.clientela.kpi.value;

import io.clientela.model.History;
import io.clientela.table.Field;
import io.clientela.table.Money;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Histories of orders as they were on an earlier last day, of the customers who had ordered by
 * then, and what came after it.
 *
 * @param lastDay in days since 1970-01-01
 */
record EarlierHistories(int lastDay) implements Serializable {

  static final Field LATER_ORDER_DAYS =
      Field.count("later_order_days", "Days with an order after the last day");

  private static final List<Field> KNOWN_THEN =
      List.of(
          History.FIRST_DAY,
          History.LAST_DAY,
          History.ACTIVE_DAYS,
          History.ACTIONS,
          History.REVENUE,
          History.LATER_REVENUE,
          LATER_ORDER_DAYS);

  private static final Column[] READ = {
    History.CUSTOMER_ID.col(),
    History.FIRST_DAY.col(),
    History.eachDay(History.DAY),
    History.eachDay(History.ACTIONS),
    History.eachDay(History.REVENUE)
  };

  /** With the columns of {@link History} that are single values. */
  Dataset<Row> of(Dataset<Row> histories) {
    Dataset<Row> customers =
        histories
            .where(RepeatOrders.customers().and(History.FIRST_DAY.col().leq(lastDay)))
            .select(READ);
    StructType schema = new StructType().add(customers.schema().apply(0));
    for (Field field : KNOWN_THEN) {
      schema = schema.add(field.in(field.type()));
    }
    return customers.map((MapFunction<Row, Row>) this::then, Encoders.row(schema));
  }

  private Row then(Row customer) {
    int first = customer.getInt(1);
    List<Integer> days = customer.getList(2);
    List<Long> orders = customer.getList(3);
    List<Long> revenue = customer.getList(4);
    int last = first;
    int orderDays = 0;
    long allOrders = 0;
    long allRevenue = 0;
    long laterRevenue = 0;
    long laterOrderDays = 0;
    for (int i = 0; i < days.size(); i++) {
      int day = days.get(i);
      boolean isOrdered = orders.get(i) > 0;
      if (day > lastDay) {
        laterOrderDays += isOrdered ? 1 : 0;
        continue;
      }
      if (isOrdered) {
        last = day;
        orderDays++;
      }
      allOrders += orders.get(i);
      allRevenue = Money.plus(allRevenue, revenue.get(i));
      laterRevenue = Money.plus(laterRevenue, day > first ? revenue.get(i) : 0);
    }
    return RowFactory.create(
        customer.get(0),
        first,
        last,
        orderDays,
        allOrders,
        allRevenue,
        laterRevenue,
        laterOrderDays);
  }
}
