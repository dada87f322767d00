package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Turns the days of one customer into periods, each seen beside the period before it. */
final class ActivityPass {

  static final StructType SCHEMA = schema();

  private ActivityPass() {}

  static Iterator<Row> periodsOf(
      Row customer, Set<Grain> grains, Set<Grain> withCohort, DayOfWeek weekStart, int[] lastPeriods) {
    List<Row> days = customer.getList(3);
    List<Row> out = new ArrayList<>();
    for (Grain grain : grains) {
      Integer cohort = customer.isNullAt(2) ? null : grain.indexOf(customer.getInt(2), weekStart);
      Periods periods = new Periods(cohort, lastPeriods[grain.ordinal()]);
      for (Row day : days) {
        periods.add(grain.indexOf(day.getInt(0), weekStart), day);
      }
      Object key = withCohort.contains(grain) ? cohort : null;
      for (Object[] values : periods.finished()) {
        values[0] = customer.get(0);
        values[1] = grain.label();
        values[2] = key;
        values[4] = customer.get(1);
        out.add(RowFactory.create(values));
      }
    }
    return out.iterator();
  }

  private static StructType schema() {
    StructType schema = Activity.TABLE.schema(new StructType());
    StructType plain = new StructType();
    for (Field field : Activity.TABLE.fields()) {
      plain =
          field.unit().isAdditive()
              ? plain.add(field.name(), DataTypes.LongType, false)
              : plain.add(schema.apply(field.name()));
    }
    return plain;
  }

  /** Sums of one period of one customer. */
  private record Sums(int period, long actions, long revenue, long cost, long uncosted) {
    boolean isActive() {
      return actions > 0;
    }

    Sums plus(Row day) {
      return new Sums(
          period,
          actions + day.getLong(1),
          Math.addExact(revenue, day.getLong(2)),
          Math.addExact(cost, day.getLong(3)),
          uncosted + day.getLong(4));
    }
  }

  /** The periods of one customer at one grain, in order. */
  private static final class Periods {
    private final Integer cohort;
    private final int lastPeriod;
    private final List<Object[]> rows = new ArrayList<>();
    private Sums before;
    private Sums open;
    private int activePeriods;
    private Object[] lastActive;

    Periods(Integer cohort, int lastPeriod) {
      this.cohort = cohort;
      this.lastPeriod = lastPeriod;
    }

    void add(int period, Row day) {
      if (open == null || open.period() != period) {
        close(period);
        open = new Sums(period, 0, 0, 0, 0);
      }
      open = open.plus(day);
    }

    List<Object[]> finished() {
      close(Integer.MAX_VALUE);
      if (lastActive != null) {
        lastActive[8] = 1L;
      }
      return rows;
    }

    /** Ends the open period; where the next one follows later, the gap after it is a period too. */
    private void close(int next) {
      if (open == null) {
        return;
      }
      emit(open);
      before = open;
      int following = open.period() + 1;
      if (next > following && following <= lastPeriod) {
        emit(new Sums(following, 0, 0, 0, 0));
      }
      open = null;
    }

    private void emit(Sums now) {
      boolean isNeighbour = before != null && before.period() == now.period() - 1;
      boolean wasActive = isNeighbour && before.isActive();
      long revenueBefore = isNeighbour ? before.revenue() : 0;
      boolean isActive = now.isActive();
      boolean isNew = isActive && activePeriods == 0;
      boolean isResurrected = isActive && !isNew && !wasActive;
      boolean isChurned = wasActive && !isActive;
      long newRevenue = isNew ? now.revenue() : 0;
      long resurrectedRevenue = isResurrected ? now.revenue() : 0;
      long churnedRevenue = isChurned ? Math.max(revenueBefore, 0) : 0;
      long rest = now.revenue() - revenueBefore - newRevenue - resurrectedRevenue + churnedRevenue;
      boolean isUnbroken = isActive && now.period() - cohort == activePeriods;
      boolean isFirstReturn = isActive && activePeriods == 1;
      Object[] row = {
        null, null, null, now.period(), null,
        one(isActive), one(isUnbroken), one(isFirstReturn), 0L,
        one(isNew), one(isActive && wasActive), one(isChurned),
        now.actions(), now.uncosted(),
        now.revenue(), now.cost(), newRevenue, resurrectedRevenue,
        Math.max(rest, 0), Math.max(-rest, 0), churnedRevenue
      };
      rows.add(row);
      if (isActive) {
        activePeriods++;
        lastActive = row;
      }
    }

    private static long one(boolean holds) {
      return holds ? 1L : 0L;
    }
  }
}
