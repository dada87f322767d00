package io.clientela.model;

import io.clientela.table.Field;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Sees the days of each customer as periods, each beside the period before it, and sums them up by
 * cell.
 */
final class ActivityPass {

  static final StructType SCHEMA = schema();

  static final int NO_COHORT = Integer.MIN_VALUE;
  private static final int KEYS = 6;

  private final List<PeriodNumbers> grains;
  private final Asks asks;
  private final List<String> dimensions;
  private final Cells cells = new Cells(Activity.MEASURES.length);
  private final OrderPeriods orders;

  private ActivityPass(List<PeriodNumbers> grains, Asks asks, List<String> dimensions) {
    this.grains = grains;
    this.asks = asks;
    this.dimensions = dimensions;
    this.orders = new OrderPeriods(cells, grains, asks.orderPeriods(), dimensions);
  }

  /**
   * @param customers activity, segments, first day, then an array each of days, actions, revenue,
   *     cost and orders without cost, then the segments of orders
   */
  static Iterator<Row> over(
      Iterator<Row> customers, List<PeriodNumbers> grains, Asks asks, List<String> dimensions) {
    ActivityPass pass = new ActivityPass(grains, asks, dimensions);
    return new CellPass(customers, pass.cells, pass::take, pass::row);
  }

  private void take(Row customer) {
    String activity = customer.getString(0);
    List<Integer> days = customer.getList(3);
    List<Long> actions = customer.getList(4);
    List<Long> revenue = customer.getList(5);
    if (asks.counted().contains(activity)) {
      takeCustomer(customer, days, actions, revenue);
    }
    if (activity.equals(History.ORDER) && !asks.orderPeriods().isEmpty()) {
      List<Row> parts = customer.isNullAt(8) ? List.of() : customer.getList(8);
      orders.add(customer.getList(1), days, actions, revenue, parts);
    }
  }

  private void takeCustomer(
      Row customer, List<Integer> days, List<Long> actions, List<Long> revenue) {
    List<Long> cost = customer.getList(6);
    List<Long> uncosted = customer.getList(7);
    int[] groups = cells.groups(customer.getString(0), dimensions, customer.getList(1));
    for (int kind = 0; kind < grains.size(); kind++) {
      PeriodNumbers grain = grains.get(kind);
      boolean isByCohort = asks.cohorts().contains(grain.grain());
      if (!isByCohort && !asks.periods().contains(grain.grain())) {
        continue;
      }
      int cohort = customer.isNullAt(2) || !isByCohort ? NO_COHORT : grain.of(customer.getInt(2));
      CustomerPeriods periods = new CustomerPeriods(cells, groups, kind, cohort, grain.last());
      for (int i = 0; i < days.size(); i++) {
        periods.add(
            grain.of(days.get(i)), actions.get(i), revenue.get(i), cost.get(i), uncosted.get(i));
      }
      periods.finish();
    }
  }

  private Row row(Cells.Group group, int kind, int cohort, int period, long[] sums, int at) {
    Object[] row = new Object[SCHEMA.size()];
    row[0] = group.activity();
    row[1] = grains.get(kind).grain().label();
    row[2] = group.dimension();
    row[3] = group.segment();
    row[4] = cohort == NO_COHORT ? null : cohort;
    row[5] = period;
    for (int i = KEYS; i < row.length; i++) {
      row[i] = sums[at + i - KEYS];
    }
    return RowFactory.create(row);
  }

  private static StructType schema() {
    StructType schema = new StructType();
    StructType declared = Activity.TABLE.schema(schema);
    for (Field field : Activity.TABLE.fields()) {
      schema =
          field.unit().isAdditive()
              ? schema.add(field.name(), DataTypes.LongType, false)
              : schema.add(declared.apply(field.name()));
    }
    return schema;
  }
}
