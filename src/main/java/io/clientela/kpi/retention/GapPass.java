package io.clientela.kpi.retention;

import io.clientela.model.Breakdowns;
import io.clientela.model.CellPass;
import io.clientela.model.Cells;
import io.clientela.model.History;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Counts the days between one order day of a customer and the next. */
final class GapPass {

  static final StructType SCHEMA = schema();

  private static final int NONE = -1;

  private final List<Integer> withinDays;
  private final List<String> dimensions;
  private final int lastDay;
  private final Cells cells = new Cells(1);

  private GapPass(List<Integer> withinDays, List<String> dimensions, int lastDay) {
    this.withinDays = withinDays;
    this.dimensions = dimensions;
    this.lastDay = lastDay;
  }

  /**
   * Of customers: segments, first order day, then an array each of days, in order, and of orders.
   */
  static MapPartitionsFunction<Row, Row> with(List<Integer> withinDays, Facts facts) {
    List<String> dimensions = facts.dimensions();
    int lastDay = facts.lastDay();
    return customers -> {
      GapPass pass = new GapPass(withinDays, dimensions, lastDay);
      return new CellPass(customers, pass.cells, pass::take, GapPass::row);
    };
  }

  private void take(Row customer) {
    if (customer.isNullAt(1)) {
      return;
    }
    int[] groups = cells.groups(History.ORDER, dimensions, customer.getList(0));
    int first = customer.getInt(1);
    int matured = 0;
    for (int days : withinDays) {
      matured += first + days <= lastDay ? 1 : 0;
    }
    List<Integer> days = customer.getList(2);
    List<Long> orders = customer.getList(3);
    int previous = NONE;
    for (int i = 0; i < days.size(); i++) {
      if (orders.get(i) > 0) {
        int day = days.get(i);
        int gap = day == first ? NONE : day - previous;
        boolean isSecond = day != first && previous == first;
        for (int group : groups) {
          int at = cells.at(group, isSecond ? 1 : 0, matured, gap);
          cells.sums()[at]++;
        }
        previous = day;
      }
    }
  }

  private static Row row(
      Cells.Group group, int isSecond, int matured, int gap, long[] sums, int at) {
    return RowFactory.create(
        group.dimension(),
        group.segment(),
        matured,
        gap == NONE ? null : gap,
        isSecond == 1,
        sums[at]);
  }

  private static StructType schema() {
    StructType schema = new StructType();
    for (Field field :
        List.of(
            Breakdowns.DIMENSION,
            Breakdowns.SEGMENT,
            RepeatPurchase.MATURED,
            RepeatPurchase.GAP,
            RepeatPurchase.IS_SECOND,
            RepeatPurchase.PAIRS)) {
      schema = schema.add(field.in(DataTypes.NullType));
    }
    return schema;
  }
}
