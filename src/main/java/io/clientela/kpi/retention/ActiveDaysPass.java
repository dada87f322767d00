package io.clientela.kpi.retention;

import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.CellPass;
import io.clientela.model.Cells;
import io.clientela.model.History;
import io.clientela.model.PeriodNumbers;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Counts the customers of one partition by month and by their active days in it. */
final class ActiveDaysPass {

  static final StructType SCHEMA = schema();

  private static final int ONLY_KIND = 0;

  private final PeriodNumbers months;
  private final List<String> dimensions;
  private final Cells cells = new Cells(1);

  private ActiveDaysPass(PeriodNumbers months, List<String> dimensions) {
    this.months = months;
    this.dimensions = dimensions;
  }

  /** Of customers: activity, segments, then an array each of days, in order, and of actions. */
  static MapPartitionsFunction<Row, Row> with(Facts facts) {
    PeriodNumbers months = new PeriodNumbers(Grain.MONTH, facts);
    List<String> dimensions = facts.dimensions();
    return customers -> {
      ActiveDaysPass pass = new ActiveDaysPass(months, dimensions);
      return new CellPass(customers, pass.cells, pass::take, ActiveDaysPass::row);
    };
  }

  private void take(Row customer) {
    int[] groups = cells.groups(customer.getString(0), dimensions, customer.getList(1));
    List<Integer> days = customer.getList(2);
    List<Long> actions = customer.getList(3);
    int month = 0;
    int activeDays = 0;
    for (int i = 0; i < days.size(); i++) {
      if (actions.get(i) > 0) {
        int monthOfDay = months.of(days.get(i));
        if (monthOfDay != month) {
          count(groups, month, activeDays);
          month = monthOfDay;
          activeDays = 0;
        }
        activeDays++;
      }
    }
    count(groups, month, activeDays);
  }

  private void count(int[] groups, int month, int activeDays) {
    if (activeDays > 0) {
      for (int group : groups) {
        int at = cells.at(group, ONLY_KIND, month, activeDays);
        cells.sums()[at]++;
      }
    }
  }

  private static Row row(
      Cells.Group group, int kind, int month, int activeDays, long[] sums, int at) {
    return RowFactory.create(
        group.activity(), group.dimension(), group.segment(), month, activeDays, sums[at]);
  }

  private static StructType schema() {
    StructType schema = new StructType();
    for (Field field :
        List.of(
            History.ACTIVITY,
            Breakdowns.DIMENSION,
            Breakdowns.SEGMENT,
            Activity.PERIOD,
            ActiveDays.DAYS_ACTIVE,
            ActiveDays.CUSTOMERS)) {
      schema = schema.add(field.in(DataTypes.NullType));
    }
    return schema;
  }
}
