package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.model.Timeline;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Proportion;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Share of customers who ordered on a second day, within windows that are over for everyone
 * counted.
 */
public record RepeatPurchase(
    @Meaning(
            "Windows after the first order, in days; the row without window (ever) is always there")
        List<Integer> withinDays)
    implements Kpi {

  static final Field WITHIN_DAYS =
      Field.integer("within_days", "Days after the first order; null = ever, as known at as-of")
          .orNull();
  static final Field CUSTOMERS =
      Field.count("customers", "Customers whose window is over at as-of (ever: all)");
  static final Field REPEAT_CUSTOMERS =
      Field.count("repeat_customers", "Of them, with a second order day within the window");
  static final Field REPEAT_PURCHASE_RATE =
      Field.share("repeat_purchase_rate", REPEAT_CUSTOMERS.over(CUSTOMERS));
  static final Field MEAN_DAYS =
      Field.meanDays(
          "mean_days_between_orders",
          "Mean over all pairs of consecutive order days of the customers");
  static final Field MEDIAN_DAYS =
      Field.meanDays("median_days_between_orders", "Median over the same pairs, exact");

  private static final Field MATURED =
      Field.count("matured", "Windows that are over for the customer");
  private static final Field NEEDED =
      Field.count("needed", "Windows that must be over to be counted");
  private static final Field GAP =
      Field.days("gap", "Days since the order day before; null for the first").orNull();
  private static final Field IS_SECOND = Field.flag("is_second", "The second order day");
  private static final Field PAIRS = Field.count("pairs", "Order days alike");

  public RepeatPurchase {
    withinDays =
        withinDays == null
            ? List.of(30, 60, 90, 180, 365)
            : withinDays.stream().sorted().distinct().toList();
    if (withinDays.stream().anyMatch(days -> days < 1)) {
      throw new IllegalArgumentException(
          "within-days holds " + withinDays + ", expected days of 1 or more");
    }
  }

  @Override
  public Table output() {
    return Table.named("repeat_purchase")
        .titled("Repeat purchase", "Recorrência de compras")
        .grain("One row per segment and window", "Uma linha por segmento e janela")
        .key(Breakdowns.DIMENSION, Breakdowns.SEGMENT, WITHIN_DAYS)
        .values(
            CUSTOMERS,
            REPEAT_CUSTOMERS,
            REPEAT_PURCHASE_RATE,
            Proportion.low(REPEAT_PURCHASE_RATE),
            Proportion.high(REPEAT_PURCHASE_RATE),
            MEAN_DAYS,
            MEDIAN_DAYS,
            Timeline.IS_COMPLETE)
        .definedBy(
            "Customers with orders on two or more days / customers. Who has not had the whole window is in neither;"
                + " the row without window is never complete",
            "Clientes com pedidos em dois ou mais dias / clientes. Quem não teve a janela"
                + " inteira não está em nenhum dos dois; a linha sem janela nunca está completa");
  }

  @Override
  public List<Headline> headlines() {
    Optional<Integer> days =
        withinDays.contains(90)
            ? Optional.of(90)
            : withinDays.stream().reduce((shorter, longer) -> longer);
    return List.of(
        Headline.of(
                REPEAT_PURCHASE_RATE,
                "Customers with a second order"
                    + (days.isPresent() ? " in " + days.get() + " days" : ""),
                "Clientes com segunda compra"
                    + (days.isPresent() ? " em " + days.get() + " dias" : ""))
            .higherIsBetter()
            .where(WITHIN_DAYS, days.orElse(null)));
  }

  @Override
  public Asks asks() {
    return Asks.ORDERS;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Orders.TABLE, History.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return facts
        .of(History.TABLE)
        .where(History.ACTIVITY.col().equalTo(History.ORDER))
        .transform(rows -> countGaps(rows, facts))
        .transform(this::intoWindows)
        .transform(rows -> Breakdowns.each(rows, facts.dimensions()))
        .transform(RepeatPurchase::summarise);
  }

  private Dataset<Row> countGaps(Dataset<Row> histories, Facts facts) {
    Column matured = lit(0);
    for (int days : withinDays) {
      Column isOver = History.FIRST_DAY.col().plus(days).leq(facts.lastDay());
      matured = matured.plus(when(isOver, 1).otherwise(0));
    }
    Column isSecond =
        coalesce(History.PREVIOUS_DAY.col().equalTo(History.FIRST_DAY.col()), lit(false));
    return histories
        .select(Breakdowns.SEGMENTS.col(), History.FIRST_DAY.col(), inline(History.DAYS.col()))
        .where(History.ACTIONS.col().gt(0))
        .groupBy(
            Breakdowns.SEGMENTS.col(),
            MATURED.is(matured),
            GAP.is(History.DAY.col().minus(History.PREVIOUS_DAY.col())),
            IS_SECOND.is(isSecond))
        .agg(count(lit(1)).as(PAIRS.name()));
  }

  /** Who has had a window has had all shorter ones; the others count nothing in it. */
  private Dataset<Row> intoWindows(Dataset<Row> gaps) {
    List<Column> windows = new ArrayList<>();
    windows.add(struct(WITHIN_DAYS.isNull(), NEEDED.is(lit(0))));
    for (int i = 0; i < withinDays.size(); i++) {
      windows.add(struct(WITHIN_DAYS.is(lit(withinDays.get(i))), NEEDED.is(lit(i + 1))));
    }
    return gaps.select(
            Breakdowns.SEGMENTS.col(),
            MATURED.col(),
            GAP.col(),
            IS_SECOND.col(),
            PAIRS.col(),
            inline(array(windows.toArray(Column[]::new))))
        .withColumn(PAIRS.name(), when(MATURED.col().geq(NEEDED.col()), PAIRS.col()).otherwise(0L));
  }

  private static Dataset<Row> summarise(Dataset<Row> rows) {
    Column isFirst = GAP.col().isNull();
    Column isWithin = WITHIN_DAYS.col().isNull().or(GAP.col().leq(WITHIN_DAYS.col()));
    Column gapDays = sum(GAP.col().multiply(PAIRS.col())).cast(DataTypes.DoubleType);
    Column gaps = sum(when(isFirst, 0L).otherwise(PAIRS.col())).cast(DataTypes.DoubleType);
    Proportion repeat = Proportion.of(REPEAT_CUSTOMERS, CUSTOMERS);
    return rows.groupBy(Breakdowns.DIMENSION.col(), Breakdowns.SEGMENT.col(), WITHIN_DAYS.col())
        .agg(
            CUSTOMERS.is(sum(when(isFirst, PAIRS.col()).otherwise(0L))),
            REPEAT_CUSTOMERS.is(
                sum(when(IS_SECOND.col().and(isWithin), PAIRS.col()).otherwise(0L))),
            MEAN_DAYS.is(try_divide(gapDays, gaps)),
            MEDIAN_DAYS.is(percentile(when(PAIRS.col().gt(0), GAP.col()), lit(0.5), PAIRS.col())))
        .select(
            Breakdowns.DIMENSION.col(),
            Breakdowns.SEGMENT.col(),
            WITHIN_DAYS.col(),
            CUSTOMERS.col(),
            REPEAT_CUSTOMERS.col(),
            REPEAT_PURCHASE_RATE.is(repeat.share()),
            Proportion.low(REPEAT_PURCHASE_RATE).is(repeat.low()),
            Proportion.high(REPEAT_PURCHASE_RATE).is(repeat.high()),
            MEAN_DAYS.col(),
            MEDIAN_DAYS.col(),
            Timeline.IS_COMPLETE.is(WITHIN_DAYS.col().isNotNull()));
  }
}
