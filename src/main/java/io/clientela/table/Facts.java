package io.clientela.table;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Everything that a derivation may know: tables, and the run's values of time and breakdown.
 *
 * @param dimensions the configured breakdowns, in order
 */
public record Facts(RunDates dates, List<String> dimensions, Map<String, Dataset<Row>> tables) {

  public Facts {
    dimensions = List.copyOf(dimensions);
    tables = Map.copyOf(tables);
  }

  public Dataset<Row> of(Table table) {
    Dataset<Row> found = tables.get(table.name());
    if (found == null) {
      throw new IllegalStateException(
          table.name() + " was not declared in needs(); held are " + tables.keySet());
    }
    return found;
  }

  public boolean has(Table table) {
    return tables.containsKey(table.name());
  }

  public Facts with(Table table, Dataset<Row> rows) {
    Map<String, Dataset<Row>> more = new HashMap<>(tables);
    more.put(table.name(), rows);
    return over(more);
  }

  /** The same time and breakdown over other tables. */
  public Facts over(Map<String, Dataset<Row>> others) {
    return new Facts(dates, dimensions, others);
  }

  /** The same facts, but only of what is needed: makes a declared input the true input. */
  public Facts only(Needs needs) {
    Map<String, Dataset<Row>> kept = new HashMap<>(tables);
    kept.keySet().retainAll(needs.tables());
    return new Facts(dates, dimensions, kept);
  }

  /** Business dates before it are known. */
  public LocalDate asOf() {
    return dates.asOf();
  }

  public DayOfWeek weekStart() {
    return dates.weekStart();
  }

  /** The last business day that is known, as days since 1970-01-01. */
  public int lastDay() {
    return dates.lastDay();
  }

  /** Number of the period that holds the last known day. */
  public int lastPeriod(Grain grain) {
    return dates.lastPeriod(grain);
  }

  /** Whether the period that holds the last known day ends with it. */
  public boolean isOver(Grain grain) {
    return dates.isOver(grain, lastPeriod(grain));
  }
}
