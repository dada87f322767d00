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
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Counts where the spells of customers begin and lapse, by the period of every grain. */
final class SpellPass {

  static final StructType SCHEMA = schema();

  private static final int NONE = Integer.MIN_VALUE;

  private final List<PeriodNumbers> grains;
  private final List<String> dimensions;
  private final int inactiveAfterDays;
  private final int lastDay;
  private final Cells cells = new Cells(CustomerRetention.MEASURES.length);

  private SpellPass(
      List<PeriodNumbers> grains, List<String> dimensions, int inactiveAfterDays, int lastDay) {
    this.grains = grains;
    this.dimensions = dimensions;
    this.inactiveAfterDays = inactiveAfterDays;
    this.lastDay = lastDay;
  }

  /** Of customers: segments, then an array each of days, in order, and of orders. */
  static MapPartitionsFunction<Row, Row> with(
      List<Grain> grains, int inactiveAfterDays, Facts facts) {
    List<PeriodNumbers> numbers =
        grains.stream().map(grain -> new PeriodNumbers(grain, facts)).toList();
    List<String> dimensions = facts.dimensions();
    int lastDay = facts.lastDay();
    return customers -> {
      SpellPass pass = new SpellPass(numbers, dimensions, inactiveAfterDays, lastDay);
      return new CellPass(customers, pass.cells, pass::take, pass::row);
    };
  }

  private void take(Row customer) {
    int[] groups = cells.groups(History.ORDER, dimensions, customer.getList(0));
    List<Integer> days = customer.getList(1);
    List<Long> orders = customer.getList(2);
    int previous = NONE;
    for (int i = 0; i < days.size(); i++) {
      if (orders.get(i) > 0) {
        int day = days.get(i);
        if (previous == NONE || day > previous + inactiveAfterDays) {
          lapse(groups, previous);
          begin(groups, previous, day);
        }
        previous = day;
      }
    }
    lapse(groups, previous);
  }

  private void begin(int[] groups, int previous, int day) {
    boolean isFirst = previous == NONE;
    for (int kind = 0; kind < grains.size(); kind++) {
      PeriodNumbers numbers = grains.get(kind);
      int period = numbers.of(day);
      boolean wasActiveAtStart = !isFirst && numbers.of(previous + inactiveAfterDays) >= period;
      for (int group : groups) {
        int at = cells.at(group, kind, period, 0);
        long[] sums = cells.sums();
        sums[at]++;
        sums[at + 2] += isFirst ? 1 : 0;
        sums[at + 3] += isFirst || wasActiveAtStart ? 0 : 1;
      }
    }
  }

  /** A spell lapses after so many days without an order, if that is known. */
  private void lapse(int[] groups, int previous) {
    if (previous == NONE || previous + inactiveAfterDays > lastDay) {
      return;
    }
    for (int kind = 0; kind < grains.size(); kind++) {
      int period = grains.get(kind).of(previous + inactiveAfterDays);
      for (int group : groups) {
        int at = cells.at(group, kind, period, 0);
        cells.sums()[at + 1]++;
      }
    }
  }

  private Row row(Cells.Group group, int kind, int period, int unused, long[] sums, int at) {
    return RowFactory.create(
        grains.get(kind).grain().label(),
        group.dimension(),
        group.segment(),
        period,
        sums[at],
        sums[at + 1],
        sums[at + 2],
        sums[at + 3]);
  }

  private static StructType schema() {
    StructType schema = new StructType();
    List<Field> cell =
        List.of(Activity.GRAIN, Breakdowns.DIMENSION, Breakdowns.SEGMENT, Activity.PERIOD);
    for (Field field :
        Stream.concat(cell.stream(), Stream.of(CustomerRetention.MEASURES)).toList()) {
      schema = schema.add(field.in(DataTypes.NullType));
    }
    return schema;
  }
}
