package io.clientela.contract;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Rule;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Counts the rows of an input by what becomes of them and keeps the rejected ones, in one reading.
 */
final class Tally implements AutoCloseable {

  private static final String BROKEN = "broken";
  private static final String IS_LATER = "is_later";
  private static final String ROWS = "rows";
  private static final String FIRST = "first";
  private static final String LAST = "last";
  private static final String DAY = "day";

  private static final int MOST_RULES = 62;

  /** Stands in {@link #BROKEN} for a row that is later, and breaks no rule. */
  private static final long LATER = Long.MIN_VALUE;

  private static final long TIMELY = 0;

  private static final StructType SCHEMA =
      new StructType()
          .add(BROKEN, DataTypes.LongType, false)
          .add(ROWS, DataTypes.LongType, false)
          .add(FIRST, DataTypes.IntegerType, true)
          .add(LAST, DataTypes.IntegerType, true)
          .add(Entrance.ROW.name(), DataTypes.StringType, true);

  private final List<Rule> rules;
  private final Dataset<Row> counts;

  private Tally(List<Rule> rules, Dataset<Row> counts) {
    this.rules = rules;
    this.counts = counts;
  }

  /**
   * @param rules each of them true or false, never null
   * @param asText the row as it came
   */
  static Tally of(
      Dataset<Row> rows, List<Rule> rules, Column isLater, Column happensOn, Column asText) {
    if (rules.size() > MOST_RULES) {
      throw new IllegalStateException(rules.size() + " rules, at most " + MOST_RULES + " fit");
    }
    Column broken = lit(0L);
    for (int i = 0; i < rules.size(); i++) {
      broken = broken.plus(when(rules.get(i).broken(), lit(1L << i)).otherwise(lit(0L)));
    }
    Dataset<Row> counts =
        rows.select(
                broken.as(BROKEN),
                isLater.as(IS_LATER),
                unix_date(happensOn).as(DAY),
                asText.as(Entrance.ROW.name()))
            .select(
                col(BROKEN),
                col(IS_LATER),
                col(DAY),
                when(col(BROKEN).notEqual(0), col(Entrance.ROW.name())))
            .mapPartitions((MapPartitionsFunction<Row, Row>) Pass::new, Encoders.row(SCHEMA))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new Tally(rules, counts);
  }

  Dataset<Row> rejected() {
    Column[] reasons =
        IntStream.range(0, rules.size())
            .mapToObj(
                i ->
                    when(
                        col(BROKEN).bitwiseAND(lit(1L << i)).notEqual(0),
                        lit(rules.get(i).reason())))
            .toArray(Column[]::new);
    return counts
        .where(col(Entrance.ROW.name()).isNotNull())
        .select(
            Entrance.REASONS.is(array_compact(array(reasons))),
            Entrance.ROW.is(col(Entrance.ROW.name())));
  }

  Verdict verdict(String input) {
    List<Row> found =
        counts
            .groupBy(col(BROKEN))
            .agg(sum(col(ROWS)).as(ROWS), min(col(FIRST)).as(FIRST), max(col(LAST)).as(LAST))
            .collectAsList();
    long read = 0;
    long later = 0;
    long timely = 0;
    Optional<LocalDate> first = Optional.empty();
    Optional<LocalDate> last = Optional.empty();
    Map<String, Long> reasons = new LinkedHashMap<>();
    rules.forEach(rule -> reasons.put(rule.reason(), 0L));
    for (Row row : found) {
      long broken = row.<Long>getAs(BROKEN);
      long rows = row.<Long>getAs(ROWS);
      read += rows;
      if (broken == LATER) {
        later = rows;
      } else if (broken == TIMELY) {
        timely = rows;
        first = date(row.getAs(FIRST));
        last = date(row.getAs(LAST));
      } else {
        for (int i = 0; i < rules.size(); i++) {
          if ((broken & (1L << i)) != 0) {
            reasons.merge(rules.get(i).reason(), rows, Long::sum);
          }
        }
      }
    }
    reasons.values().removeIf(rows -> rows == 0);
    return new Verdict(input, read, read - later - timely, later, 0, reasons, first, last);
  }

  private static Optional<LocalDate> date(Integer day) {
    return Optional.ofNullable(day).map(LocalDate::ofEpochDay);
  }

  @Override
  public void close() {
    counts.unpersist();
  }

  /** Hands on every rejected row, then one row each for the timely and the later ones. */
  private static final class Pass implements Iterator<Row> {
    private final Iterator<Row> rows;
    private long timely;
    private long later;
    private Integer first;
    private Integer last;
    private Row next;

    Pass(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (next == null && rows.hasNext()) {
        next = rejected(rows.next());
      }
      if (next == null && timely > 0) {
        next = RowFactory.create(TIMELY, timely, first, last, null);
        timely = 0;
      } else if (next == null && later > 0) {
        next = RowFactory.create(LATER, later, null, null, null);
        later = 0;
      }
      return next != null;
    }

    private Row rejected(Row row) {
      if (row.getLong(0) != 0) {
        return RowFactory.create(row.getLong(0), 1L, null, null, row.getString(3));
      }
      if (row.getBoolean(1)) {
        later++;
      } else {
        timely++;
        widen(row.isNullAt(2) ? null : row.getInt(2));
      }
      return null;
    }

    private void widen(Integer day) {
      if (day != null) {
        first = first == null ? day : Integer.valueOf(Math.min(first, day));
        last = last == null ? day : Integer.valueOf(Math.max(last, day));
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = next;
      next = null;
      return row;
    }
  }
}
