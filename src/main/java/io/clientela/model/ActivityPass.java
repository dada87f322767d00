package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
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

  private static final int NO_COHORT = Integer.MIN_VALUE;

  /** What cells of all cohorts and periods share. */
  private record Group(String activity, Grain grain, List<String> segments) {}

  private final List<PeriodNumbers> grains;
  private final Set<Grain> withCohort;
  private final Cells<Group> cells = new Cells<>(Activity.MEASURES.length);

  private ActivityPass(List<PeriodNumbers> grains, Set<Grain> withCohort) {
    this.grains = grains;
    this.withCohort = withCohort;
  }

  /**
   * @param customers activity, segments, first day, then an array each of days, actions, revenue,
   *     cost and orders without cost
   */
  static Iterator<Row> over(
      Iterator<Row> customers, List<PeriodNumbers> grains, Set<Grain> withCohort) {
    ActivityPass pass = new ActivityPass(grains, withCohort);
    return new CellPass<>(customers, pass.cells, pass::take, ActivityPass::row);
  }

  private void take(Row customer) {
    List<Integer> days = customer.getList(3);
    List<Long> actions = customer.getList(4);
    List<Long> revenue = customer.getList(5);
    List<Long> cost = customer.getList(6);
    List<Long> uncosted = customer.getList(7);
    for (PeriodNumbers grain : grains) {
      int group =
          cells.group(
              new Group(customer.getString(0), grain.grain(), List.copyOf(customer.getList(1))));
      int cohort =
          customer.isNullAt(2) || !withCohort.contains(grain.grain())
              ? NO_COHORT
              : grain.of(customer.getInt(2));
      CustomerPeriods periods = new CustomerPeriods(cells, group, cohort, grain.last());
      for (int i = 0; i < days.size(); i++) {
        periods.add(
            grain.of(days.get(i)), actions.get(i), revenue.get(i), cost.get(i), uncosted.get(i));
      }
      periods.finish();
    }
  }

  private static Row row(Group group, int cohort, int period, long[] sums, int at) {
    Object[] row = new Object[SCHEMA.size()];
    row[0] = group.activity();
    row[1] = group.grain().label();
    row[2] = cohort == NO_COHORT ? null : cohort;
    row[3] = period;
    row[4] = group.segments().toArray(new String[0]);
    for (int i = 5; i < row.length; i++) {
      row[i] = sums[at + i - 5];
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
