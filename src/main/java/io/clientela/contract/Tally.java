package io.clientela.contract;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.contract.Verdict.Counts;
import io.clientela.contract.Verdict.Reject;
import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Money;
import io.clientela.table.Rule;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
  private static final String AMOUNT = "amount";

  private static final int MOST_RULES = 62;

  /** Stands in {@link #BROKEN} for a row that is later, and breaks no rule. */
  private static final long LATER = Long.MIN_VALUE;

  private static final long TIMELY = 0;

  /** A timely row comes as its business day less this, which is below zero. */
  private static final long BEFORE_DAYS = 1L << 40;

  /** A timely row without a business date. */
  private static final long NO_DAY = -(1L << 41);

  private static final StructType SCHEMA =
      new StructType()
          .add(BROKEN, DataTypes.LongType, false)
          .add(ROWS, DataTypes.LongType, false)
          .add(FIRST, DataTypes.IntegerType, true)
          .add(LAST, DataTypes.IntegerType, true)
          .add(Entrance.ROW.name(), DataTypes.StringType, true)
          .add(AMOUNT, Money.ADMITTED, true);

  private final List<Rule> rules;
  private final Dataset<Row> counts;

  private Tally(List<Rule> rules, Dataset<Row> counts) {
    this.rules = rules;
    this.counts = counts;
  }

  /** What of a row is counted. */
  record Counted(Column isLater, Column happensOn, Column asText, Column amount) {}

  /** The rules that a row breaks, a bit for each. */
  static Column broken(List<Rule> rules) {
    if (rules.size() > MOST_RULES) {
      throw new IllegalStateException(rules.size() + " rules, at most " + MOST_RULES + " fit");
    }
    Column broken = lit(0L);
    for (int i = 0; i < rules.size(); i++) {
      broken = broken.plus(when(rules.get(i).broken(), lit(1L << i)).otherwise(lit(0L)));
    }
    return broken;
  }

  /**
   * @param rules each of them true or false, never null
   */
  static Tally of(Dataset<Row> rows, List<Rule> rules, Counted counted) {
    Column isRejected = col(BROKEN).notEqual(0);
    Dataset<Row> counts =
        rows.select(
                broken(rules).as(BROKEN),
                counted.isLater().as(IS_LATER),
                unix_date(counted.happensOn()).as(DAY),
                counted.asText().as(Entrance.ROW.name()),
                counted.amount().as(AMOUNT))
            .select(
                when(isRejected, col(BROKEN))
                    .when(col(IS_LATER), LATER)
                    .otherwise(coalesce(col(DAY).minus(lit(BEFORE_DAYS)), lit(NO_DAY))),
                when(isRejected, col(Entrance.ROW.name())),
                when(isRejected, col(AMOUNT)))
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
    return kept()
        .select(
            Entrance.REASONS.is(array_compact(array(reasons))),
            Entrance.ROW.is(col(Entrance.ROW.name())));
  }

  private Dataset<Row> kept() {
    return counts.where(col(Entrance.ROW.name()).isNotNull());
  }

  Verdict verdict(Input input) {
    List<Row> found =
        counts
            .groupBy(col(BROKEN))
            .agg(
                sum(col(ROWS)).as(ROWS),
                min(col(FIRST)).as(FIRST),
                max(col(LAST)).as(LAST),
                sum(col(AMOUNT)).as(AMOUNT))
            .collectAsList();
    long[] byRule = new long[rules.size()];
    long read = 0;
    long rejected = 0;
    long unreadable = 0;
    BigDecimal amount = BigDecimal.ZERO;
    for (Row row : found) {
      long broken = row.<Long>getAs(BROKEN);
      long rows = row.<Long>getAs(ROWS);
      read += rows;
      if (broken != LATER && broken != TIMELY) {
        rejected += rows;
        unreadable += (broken & unreadableRules()) != 0 ? rows : 0;
        BigDecimal more = row.getAs(AMOUNT);
        amount = more == null ? amount : amount.add(more);
        for (int i = 0; i < byRule.length; i++) {
          byRule[i] += (broken & (1L << i)) != 0 ? rows : 0;
        }
      }
    }
    Optional<Row> timely = first(found, TIMELY);
    long later = first(found, LATER).map(row -> row.<Long>getAs(ROWS)).orElse(0L);
    return new Verdict(
        input.name(),
        new Counts(read, rejected, unreadable, later, 0, 0, 0),
        rejects(byRule, input.id().map(Field::name)),
        input.amount().isPresent() ? Optional.of(amount) : Optional.empty(),
        Optional.empty(),
        timely.map(row -> row.<Integer>getAs(FIRST)).map(LocalDate::ofEpochDay),
        timely.map(row -> row.<Integer>getAs(LAST)).map(LocalDate::ofEpochDay),
        Optional.empty());
  }

  private static Optional<Row> first(List<Row> found, long broken) {
    return found.stream().filter(row -> row.<Long>getAs(BROKEN) == broken).findFirst();
  }

  private long unreadableRules() {
    long unreadable = 0;
    for (int i = 0; i < rules.size(); i++) {
      unreadable |= rules.get(i).kind() == Rule.Kind.UNREADABLE ? 1L << i : 0;
    }
    return unreadable;
  }

  private List<Reject> rejects(long[] byRule, Optional<String> id) {
    boolean isAny = IntStream.range(0, byRule.length).anyMatch(i -> byRule[i] > 0);
    Examples examples =
        isAny ? Examples.of(kept().select(col(BROKEN), col(Entrance.ROW.name())), rules) : null;
    List<Reject> rejects = new ArrayList<>();
    for (int i = 0; i < byRule.length; i++) {
      if (byRule[i] > 0) {
        Rule rule = rules.get(i);
        List<String> values = examples.of(i);
        String expected = Advice.of(rule, values);
        Optional<String> idColumn =
            id.filter(
                name -> rule.columns().size() == 1 && name.equalsIgnoreCase(rule.columns().get(0)));
        rejects.add(new Reject(rule.reason(), rule.kind(), byRule[i], values, idColumn, expected));
      }
    }
    return rejects;
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
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
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
        boolean isDated = first <= last;
        Integer from = isDated ? (int) first : null;
        Integer to = isDated ? (int) last : null;
        next = RowFactory.create(TIMELY, timely, from, to, null, null);
        timely = 0;
      } else if (next == null && later > 0) {
        next = RowFactory.create(LATER, later, null, null, null, null);
        later = 0;
      }
      return next != null;
    }

    private Row rejected(Row row) {
      long state = row.getLong(0);
      if (state > 0) {
        return RowFactory.create(state, 1L, null, null, row.getString(1), row.getDecimal(2));
      }
      if (state == LATER) {
        later++;
      } else {
        timely++;
        widen(state);
      }
      return null;
    }

    private void widen(long state) {
      if (state != NO_DAY) {
        first = Math.min(first, state + BEFORE_DAYS);
        last = Math.max(last, state + BEFORE_DAYS);
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
