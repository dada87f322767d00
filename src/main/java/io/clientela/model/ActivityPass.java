package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Sees the days of each customer as periods, each beside the period before it, and sums them up by
 * cell.
 *
 * <p>Holds a bounded number of cells: where there are more, it hands over what it has and goes on.
 */
final class ActivityPass implements Iterator<Row> {

  static final StructType SCHEMA = schema();

  private static final int MOST_CELLS = 200_000;

  /** What cells of all cohorts and periods share. */
  private record Group(String activity, Grain grain, List<String> segments) {}

  /** What the sums of a cell belong to; the group by its number, the cohort 0 where it is null. */
  private record Cell(int group, int cohort, int period) {
    /** Neighbouring numbers must not share a bucket: SplitMix64 (Steele, Lea, Flood 2014). */
    @Override
    public int hashCode() {
      long bits = ((long) cohort << 32) + period + group * 0x9E3779B97F4A7C15L;
      bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
      bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
      return (int) (bits ^ (bits >>> 31));
    }
  }

  private final Iterator<Row> customers;
  private final List<PeriodNumbers> grains;
  private final Set<Grain> withCohort;
  private final Map<Cell, long[]> sums = new HashMap<>();
  private final Map<Group, Integer> numbers = new HashMap<>();
  private final List<Group> groups = new ArrayList<>();
  private Iterator<Map.Entry<Cell, long[]>> ready = Collections.emptyIterator();

  ActivityPass(Iterator<Row> customers, List<PeriodNumbers> grains, Set<Grain> withCohort) {
    this.customers = customers;
    this.grains = grains;
    this.withCohort = withCohort;
  }

  @Override
  public boolean hasNext() {
    if (!ready.hasNext() && customers.hasNext()) {
      sums.clear();
      numbers.clear();
      groups.clear();
      while (customers.hasNext() && sums.size() < MOST_CELLS) {
        take(customers.next());
      }
      ready = sums.entrySet().iterator();
    }
    return ready.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Map.Entry<Cell, long[]> entry = ready.next();
    Cell cell = entry.getKey();
    Object[] row = new Object[SCHEMA.size()];
    Group group = groups.get(cell.group());
    row[0] = group.activity();
    row[1] = group.grain().label();
    row[2] = cell.cohort() == 0 ? null : cell.cohort();
    row[3] = cell.period();
    row[4] = group.segments().toArray(new String[0]);
    long[] values = entry.getValue();
    for (int i = 0; i < values.length; i++) {
      row[5 + i] = values[i];
    }
    return RowFactory.create(row);
  }

  private void take(Row customer) {
    List<Row> days = customer.getList(3);
    for (PeriodNumbers grain : grains) {
      int group = numberOf(new Group(customer.getString(0), grain.grain(), customer.getList(1)));
      Integer cohort = customer.isNullAt(2) ? null : grain.of(customer.getInt(2));
      int key = cohort != null && withCohort.contains(grain.grain()) ? cohort : 0;
      CustomerPeriods periods =
          new CustomerPeriods(
              cohort,
              grain.last(),
              period ->
                  sums.computeIfAbsent(
                      new Cell(group, key, period), cell -> new long[CustomerPeriods.MEASURES]));
      for (Row day : days) {
        periods.add(
            grain.of(day.getInt(0)),
            day.getLong(1),
            day.getLong(2),
            day.getLong(3),
            day.getLong(4));
      }
      periods.finish();
    }
  }

  private int numberOf(Group group) {
    return numbers.computeIfAbsent(
        group,
        added -> {
          groups.add(added);
          return groups.size() - 1;
        });
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
