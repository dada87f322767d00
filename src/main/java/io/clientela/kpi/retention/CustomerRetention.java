package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.model.PeriodSeries;
import io.clientela.model.Timeline;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Proportion;
import io.clientela.table.Quotient;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * Customers at the start of a period, those who came, those who were lost, those at its end.
 *
 * <p>A customer is active on a day if an order lies in the last {@code inactiveAfterDays} days
 * before it. The days of a customer so make spells; counting where spells begin and lapse gives
 * every stock, without a customer x period product.
 */
public record CustomerRetention(
    @Meaning("Lengths of the period: day, week, month, quarter") List<Grain> grains,
    @Meaning(
            "Days without order after which a customer counts as lost; at least the longest period")
        Integer inactiveAfterDays)
    implements Kpi {

  static final Field CUSTOMERS_AT_START =
      Field.count(
          "customers_at_start", "Active when the period began: an order in the days before");
  static final Field NEW_CUSTOMERS = Field.count("new_customers", "First order in the period");
  static final Field RETURNED_CUSTOMERS =
      Field.count(
          "returned_customers", "Not active at the start, ordered earlier and in the period");
  static final Field LOST_CUSTOMERS =
      Field.count("lost_customers", "Active at the start, no longer at the end");
  static final Field CUSTOMERS_AT_END =
      Field.count("customers_at_end", "Active at the end; at as-of where the period is not over");
  static final Field RETENTION_RATE =
      Field.share(
          "retention_rate",
          Quotient.Terms.of(CUSTOMERS_AT_START).minus(LOST_CUSTOMERS).over(CUSTOMERS_AT_START));
  static final Field CHURN_RATE =
      Field.share("churn_rate", LOST_CUSTOMERS.over(CUSTOMERS_AT_START));
  static final Field END_TO_START_RATIO =
      Field.ratio("end_to_start_ratio", CUSTOMERS_AT_END.over(CUSTOMERS_AT_START));

  private static final Field STARTED = Field.count("started", "Spells that begin in the period");
  private static final Field LAPSED = Field.count("lapsed", "Spells that lapse in the period");
  private static final Field[] MEASURES = {STARTED, LAPSED, NEW_CUSTOMERS, RETURNED_CUSTOMERS};

  public CustomerRetention {
    grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
    inactiveAfterDays = inactiveAfterDays == null ? 90 : inactiveAfterDays;
    int longest = grains.stream().mapToInt(Grain::longestDays).max().orElse(1);
    if (inactiveAfterDays < longest) {
      throw new IllegalArgumentException(
          "inactive-after-days is "
              + inactiveAfterDays
              + ", expected at least "
              + longest
              + ", the days of the longest period of the grains; raise it or leave the grain out");
    }
  }

  @Override
  public Table output() {
    return Table.named("customer_retention")
        .titled("Customer retention and churn", "Taxa de retenção e churn")
        .grain(
            "One row per grain, segment and period, without gaps from the segment's first",
            "Uma linha por granularidade, segmento e período, sem lacunas desde o"
                + " primeiro do segmento")
        .key(PeriodSeries.KEY)
        .values(
            CUSTOMERS_AT_START,
            NEW_CUSTOMERS,
            RETURNED_CUSTOMERS,
            LOST_CUSTOMERS,
            CUSTOMERS_AT_END,
            RETENTION_RATE,
            Proportion.low(RETENTION_RATE),
            Proportion.high(RETENTION_RATE),
            CHURN_RATE,
            Proportion.low(CHURN_RATE),
            Proportion.high(CHURN_RATE),
            END_TO_START_RATIO,
            Timeline.IS_COMPLETE)
        .definedBy(
            "customers_at_end = customers_at_start + new_customers + returned_customers - lost_customers. Active = an"
                + " order in the last "
                + inactiveAfterDays
                + " days",
            "customers_at_end = customers_at_start + new_customers + returned_customers -"
                + " lost_customers. Ativo = um pedido nos últimos "
                + inactiveAfterDays
                + " dias");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(RETENTION_RATE, "Customer retention", "Retenção de clientes").higherIsBetter(),
        Headline.of(CHURN_RATE, "Customer churn", "Churn de clientes").lowerIsBetter());
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
        .transform(CustomerRetention::daysOfSpells)
        .transform(rows -> countSpells(rows, facts))
        .transform(rows -> Timeline.fill(rows, PeriodSeries.SERIES, MEASURES, facts))
        .transform(CustomerRetention::takeStock)
        .transform(rows -> rate(rows, facts));
  }

  private static Dataset<Row> daysOfSpells(Dataset<Row> histories) {
    return histories
        .select(Breakdowns.SEGMENTS.col(), inline(History.DAYS.col()))
        .where(History.ACTIONS.col().gt(0))
        .select(
            Breakdowns.SEGMENTS.col(),
            History.DAY.col(),
            History.PREVIOUS_DAY.col(),
            History.NEXT_DAY.col());
  }

  /** Two rows per day and grain at most: where a spell begins, and where it lapses. */
  private Dataset<Row> countSpells(Dataset<Row> days, Facts facts) {
    List<Column> events = new ArrayList<>();
    for (Grain grain : grains) {
      events.add(beginning(grain, facts));
      events.add(lapse(grain, facts));
    }
    Column[] sums = Activity.sums(MEASURES);
    Column[] cell = {Activity.GRAIN.col(), Breakdowns.SEGMENTS.col(), Activity.PERIOD.col()};
    Column[] segmentCell = {
      Activity.GRAIN.col(),
      Breakdowns.DIMENSION.col(),
      Breakdowns.SEGMENT.col(),
      Activity.PERIOD.col()
    };
    return days.select(Breakdowns.SEGMENTS.col(), inline(array(events.toArray(Column[]::new))))
        .where(STARTED.col().plus(LAPSED.col()).gt(0))
        .groupBy(cell)
        .agg(sums[0], sums[1], sums[2], sums[3])
        .transform(rows -> Breakdowns.each(rows, facts.dimensions()))
        .groupBy(segmentCell)
        .agg(sums[0], sums[1], sums[2], sums[3]);
  }

  private Column beginning(Grain grain, Facts facts) {
    Column isFirst = History.PREVIOUS_DAY.col().isNull();
    Column afterLapse = History.DAY.col().minus(History.PREVIOUS_DAY.col()).gt(inactiveAfterDays);
    Column period = grain.indexOf(History.DAY.col(), facts.weekStart());
    Column lastActive = History.PREVIOUS_DAY.col().plus(inactiveAfterDays);
    Column wasActiveAtStart = grain.indexOf(lastActive, facts.weekStart()).geq(period);
    Column isReturn = afterLapse.and(wasActiveAtStart.equalTo(false));
    return struct(
        Activity.GRAIN.is(lit(grain.label())),
        Activity.PERIOD.is(period),
        STARTED.is(one(isFirst.or(afterLapse))),
        LAPSED.is(lit(0)),
        NEW_CUSTOMERS.is(one(isFirst)),
        RETURNED_CUSTOMERS.is(one(isReturn)));
  }

  private Column lapse(Grain grain, Facts facts) {
    Column lastActive = History.DAY.col().plus(inactiveAfterDays);
    Column isLastOfSpell =
        History.NEXT_DAY.col().isNull().or(History.NEXT_DAY.col().gt(lastActive));
    Column isKnown = lastActive.leq(facts.lastDay());
    return struct(
        Activity.GRAIN.is(lit(grain.label())),
        Activity.PERIOD.is(grain.indexOf(lastActive, facts.weekStart())),
        STARTED.is(lit(0)),
        LAPSED.is(one(isLastOfSpell.and(isKnown))),
        NEW_CUSTOMERS.is(lit(0)),
        RETURNED_CUSTOMERS.is(lit(0)));
  }

  private static Column one(Column holds) {
    return when(holds, 1).otherwise(0);
  }

  private static Dataset<Row> takeStock(Dataset<Row> rows) {
    WindowSpec upToHere =
        Window.partitionBy(PeriodSeries.series())
            .orderBy(Activity.PERIOD.col())
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column change = STARTED.col().minus(LAPSED.col());
    Column atEnd = sum(change).over(upToHere);
    return rows.select(
        Activity.GRAIN.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        Activity.PERIOD.col(),
        CUSTOMERS_AT_START.is(atEnd.minus(change)),
        NEW_CUSTOMERS.col(),
        RETURNED_CUSTOMERS.col(),
        LOST_CUSTOMERS.is(NEW_CUSTOMERS.col().plus(RETURNED_CUSTOMERS.col()).minus(change)),
        CUSTOMERS_AT_END.is(atEnd));
  }

  private static Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Column kept = CUSTOMERS_AT_START.col().minus(LOST_CUSTOMERS.col());
    Proportion retention = new Proportion(kept, CUSTOMERS_AT_START.col());
    Proportion churn = Proportion.of(LOST_CUSTOMERS, CUSTOMERS_AT_START);
    return rows.select(
        Activity.GRAIN.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        Timeline.PERIOD_START.is(Timeline.startOf(Activity.PERIOD.col(), facts)),
        CUSTOMERS_AT_START.col(),
        NEW_CUSTOMERS.col(),
        RETURNED_CUSTOMERS.col(),
        LOST_CUSTOMERS.col(),
        CUSTOMERS_AT_END.col(),
        RETENTION_RATE.is(retention.share()),
        Proportion.low(RETENTION_RATE).is(retention.low()),
        Proportion.high(RETENTION_RATE).is(retention.high()),
        CHURN_RATE.is(churn.share()),
        Proportion.low(CHURN_RATE).is(churn.low()),
        Proportion.high(CHURN_RATE).is(churn.high()),
        END_TO_START_RATIO.is(
            try_divide(
                CUSTOMERS_AT_END.col().cast(DataTypes.DoubleType),
                CUSTOMERS_AT_START.col().cast(DataTypes.DoubleType))),
        Timeline.IS_COMPLETE.is(Timeline.isOver(Activity.PERIOD.col(), facts)));
  }
}
