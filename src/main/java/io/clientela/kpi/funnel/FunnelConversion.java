package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.Customers;
import io.clientela.model.History;
import io.clientela.model.Interactions;
import io.clientela.model.Sales;
import io.clientela.model.Timeline;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Money;
import io.clientela.table.Proportion;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * How many customers take each step of a funnel, where they are lost, and how long the steps take.
 */
public record FunnelConversion(
    @Meaning("Lengths of the entry period: day, week, month, quarter; all time is always there")
        List<Grain> grains,
    @Meaning("The funnels; none by default") List<Funnel> funnels)
    implements Kpi {

  static final Field GRAIN = Activity.GRAIN.orNull();
  static final Field ENTERED_START =
      Field.date("entered_start", "First day of the period of the first step; null = all time")
          .orNull();
  static final Field STEP_INDEX = Field.integer("step_index", "1 = the first step");
  static final Field STEP_NAME = Field.label("step_name", "Interaction type, or order");
  static final Field CUSTOMERS =
      Field.count("customers", "Customers (or sessions) that reached the step, as known at as-of");
  static final Field MATURED_CUSTOMERS =
      Field.count("matured_customers", "Of them, those whose window was over at as-of");
  static final Field DROPPED =
      Field.count("dropped", "Matured customers of the step before that did not reach this one");
  static final Field RATE_FROM_PREVIOUS =
      Field.share(
          "rate_from_previous", "matured_customers / those of the step before; null for step 1");
  static final Field RATE_FROM_START =
      Field.share("rate_from_start", "matured_customers / those of step 1");
  static final Field MEDIAN_FROM_PREVIOUS = seconds("median", "previous");
  static final Field P75_FROM_PREVIOUS = seconds("p75", "previous");
  static final Field P90_FROM_PREVIOUS = seconds("p90", "previous");
  static final Field MEDIAN_FROM_START = seconds("median", "start");
  static final Field P75_FROM_START = seconds("p75", "start");
  static final Field P90_FROM_START = seconds("p90", "start");
  static final Field REVENUE =
      Field.money("revenue", "Revenue of the converting orders; only on a last step that is order")
          .orNull();
  static final Field IS_BOTTLENECK =
      Field.flag("is_bottleneck", "The step before which most matured customers were lost");

  private static final Field MATURED_BEFORE =
      Field.count("matured_before", "matured_customers of the step before").orNull();
  private static final Field MATURED_ENTRIES = Field.count("matured_entries", "Those of step 1");
  private static final Field IMMATURE_ENTRIES =
      Field.count("immature_entries", "Entries still open");
  private static final Field WINDOW =
      Field.integer("window", "Microseconds; null = no limit").orNull();
  private static final String STEPS = "steps";
  private static final String FROM_PREVIOUS = "from_previous";
  private static final String FROM_START = "from_start";
  private static final String IS_REACHED = "is_reached";
  private static final String IS_MATURED = "is_matured";

  public FunnelConversion {
    grains = grains == null ? List.of(Grain.MONTH) : List.copyOf(grains);
    funnels = funnels == null ? List.of() : List.copyOf(funnels);
    Set<String> names = new HashSet<>();
    for (Funnel funnel : funnels) {
      if (!names.add(funnel.name())) {
        throw new IllegalArgumentException(
            "funnels holds " + funnel.name() + " twice, expected names that differ");
      }
    }
  }

  private static Field seconds(String which, String from) {
    return Field.seconds(
        which + "_seconds_from_" + from,
        "Time from the "
            + (from.equals("start") ? "first" : "previous")
            + " step, of those who reached this one; exact");
  }

  @Override
  public Table output() {
    return Table.named("funnel_conversion")
        .titled("Funnel conversion", "Conversão do funil")
        .grain("One row per funnel, segment, entry period (and all time) and step")
        .key(
            FunnelChains.FUNNEL,
            Breakdowns.DIMENSION,
            Breakdowns.SEGMENT,
            GRAIN,
            ENTERED_START,
            STEP_INDEX)
        .values(
            STEP_NAME,
            CUSTOMERS,
            MATURED_CUSTOMERS,
            DROPPED,
            RATE_FROM_PREVIOUS,
            Proportion.low(RATE_FROM_PREVIOUS),
            Proportion.high(RATE_FROM_PREVIOUS),
            RATE_FROM_START,
            Proportion.low(RATE_FROM_START),
            Proportion.high(RATE_FROM_START),
            MEDIAN_FROM_PREVIOUS,
            P75_FROM_PREVIOUS,
            P90_FROM_PREVIOUS,
            MEDIAN_FROM_START,
            P75_FROM_START,
            P90_FROM_START,
            REVENUE,
            IS_BOTTLENECK,
            Timeline.IS_COMPLETE)
        .definedBy(
            "Furthest step over all chains of a customer: steps in order, times that do not decrease, all within the"
                + " window of the chain's first step, edge included. Rates are over entries whose window is over; is_complete"
                + " says that all are");
  }

  @Override
  public Asks asks() {
    Set<String> types =
        funnels.stream().map(Funnel::steps).flatMap(List::stream).collect(Collectors.toSet());
    types.remove(History.ORDER);
    return Asks.NOTHING.withTypes(types);
  }

  @Override
  public Optional<String> idle() {
    return funnels.isEmpty()
        ? Optional.of("no funnel is configured (kpis.funnel_conversion.funnels)")
        : Optional.empty();
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Interactions.TABLE);
  }

  @Override
  public Set<Table> mayRead() {
    return Set.of(Sales.TABLE, Customers.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    Collection<List<Funnel>> byKey =
        funnels.stream().collect(Collectors.groupingBy(Funnel::countBy)).values();
    return byKey.stream()
        .map(alike -> FunnelChains.of(alike, facts))
        .reduce(Dataset::unionByName)
        .orElseThrow()
        .transform(chains -> seeSteps(chains, facts))
        .transform(rows -> Breakdowns.each(rows, facts.dimensions()))
        .transform(rows -> countSteps(rows, facts))
        .transform(FunnelConversion::compareSteps)
        .transform(rows -> rate(rows, facts));
  }

  /** One row per chain, entry period and step of its funnel, reached or not. */
  private Dataset<Row> seeSteps(Dataset<Row> chains, Facts facts) {
    List<Column> periods = new ArrayList<>();
    periods.add(struct(GRAIN.isNull(), Activity.PERIOD.isNull()));
    for (Grain grain : grains) {
      Column period = grain.indexOf(FunnelChains.ENTERED_DAY.col(), facts.weekStart());
      periods.add(struct(GRAIN.is(lit(grain.label())), Activity.PERIOD.is(period)));
    }
    Column steps = ofFunnel(funnel -> lit(funnel.steps().size()));
    Column windowEnd = element_at(FunnelChains.TIMES.col(), lit(1)).plus(col(WINDOW.name()));
    Column isMatured = coalesce(windowEnd.lt(Timeline.asOfMicros(facts)), lit(true));
    Column reached = size(FunnelChains.TIMES.col());
    Column isReached = STEP_INDEX.col().leq(reached);
    return chains
        .select(
            FunnelChains.FUNNEL.col(),
            Breakdowns.SEGMENTS.col(),
            FunnelChains.TIMES.col(),
            FunnelChains.REVENUE.col(),
            steps.as(STEPS),
            windowOf().as(WINDOW.name()),
            inline(array(periods.toArray(Column[]::new))))
        .select(
            FunnelChains.FUNNEL.col(),
            Breakdowns.SEGMENTS.col(),
            GRAIN.col(),
            Activity.PERIOD.col(),
            FunnelChains.TIMES.col(),
            FunnelChains.REVENUE.col(),
            isMatured.as(IS_MATURED),
            explode(sequence(lit(1), col(STEPS))).as(STEP_INDEX.name()))
        .select(
            FunnelChains.FUNNEL.col(),
            Breakdowns.SEGMENTS.col(),
            GRAIN.col(),
            Activity.PERIOD.col(),
            STEP_INDEX.col(),
            isReached.as(IS_REACHED),
            col(IS_MATURED),
            secondsSince(STEP_INDEX.col().minus(1)).as(FROM_PREVIOUS),
            secondsSince(lit(1)).as(FROM_START),
            FunnelChains.REVENUE.col());
  }

  /** Null at the first step and at steps that were not reached. */
  private static Column secondsSince(Column step) {
    Column isLater =
        STEP_INDEX.col().gt(1).and(STEP_INDEX.col().leq(size(FunnelChains.TIMES.col())));
    Column micros =
        element_at(FunnelChains.TIMES.col(), STEP_INDEX.col())
            .minus(element_at(FunnelChains.TIMES.col(), step));
    return when(isLater, micros.cast(DataTypes.DoubleType).divide(1e6));
  }

  private static Dataset<Row> countSteps(Dataset<Row> rows, Facts facts) {
    Column isReached = col(IS_REACHED);
    Column isMatured = isReached.and(col(IS_MATURED));
    Column previous = col(FROM_PREVIOUS);
    Column start = col(FROM_START);
    return rows.groupBy(
            FunnelChains.FUNNEL.col(),
            Breakdowns.DIMENSION.col(),
            Breakdowns.SEGMENT.col(),
            GRAIN.col(),
            Activity.PERIOD.col(),
            STEP_INDEX.col())
        .agg(
            CUSTOMERS.is(count(when(isReached, 1))),
            MATURED_CUSTOMERS.is(count(when(isMatured, 1))),
            IMMATURE_ENTRIES.is(count(when(col(IS_MATURED).equalTo(false), 1))),
            MEDIAN_FROM_PREVIOUS.is(percentile(previous, lit(0.5))),
            P75_FROM_PREVIOUS.is(percentile(previous, lit(0.75))),
            P90_FROM_PREVIOUS.is(percentile(previous, lit(0.9))),
            MEDIAN_FROM_START.is(percentile(start, lit(0.5))),
            P75_FROM_START.is(percentile(start, lit(0.75))),
            P90_FROM_START.is(percentile(start, lit(0.9))),
            Money.total(FunnelChains.REVENUE.col()).as(REVENUE.name()));
  }

  private static Dataset<Row> compareSteps(Dataset<Row> rows) {
    WindowSpec inOrder = funnelRow().orderBy(STEP_INDEX.col());
    Column before = lag(MATURED_CUSTOMERS.col(), 1).over(inOrder);
    Column dropped = coalesce(MATURED_BEFORE.col().minus(MATURED_CUSTOMERS.col()), lit(0));
    WindowSpec byLoss = funnelRow().orderBy(DROPPED.col().desc(), STEP_INDEX.col());
    Column isLargest = row_number().over(byLoss).equalTo(1).and(DROPPED.col().gt(0));
    return rows.withColumn(MATURED_BEFORE.name(), before)
        .withColumn(MATURED_ENTRIES.name(), max(MATURED_CUSTOMERS.col()).over(funnelRow()))
        .withColumn(DROPPED.name(), dropped)
        .withColumn(IS_BOTTLENECK.name(), isLargest);
  }

  private static WindowSpec funnelRow() {
    return Window.partitionBy(
        FunnelChains.FUNNEL.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        GRAIN.col(),
        Activity.PERIOD.col());
  }

  private Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Proportion fromPrevious = Proportion.of(MATURED_CUSTOMERS, MATURED_BEFORE);
    Proportion fromStart = Proportion.of(MATURED_CUSTOMERS, MATURED_ENTRIES);
    Column isLast = STEP_INDEX.col().equalTo(ofFunnel(funnel -> lit(funnel.steps().size())));
    Column isOrder = stepName().equalTo(History.ORDER);
    return rows.select(
        FunnelChains.FUNNEL.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        GRAIN.col(),
        ENTERED_START.is(Timeline.startOf(Activity.PERIOD.col(), facts)),
        STEP_INDEX.col(),
        STEP_NAME.is(stepName()),
        CUSTOMERS.col(),
        MATURED_CUSTOMERS.col(),
        DROPPED.is(DROPPED.col()),
        RATE_FROM_PREVIOUS.is(fromPrevious.share()),
        Proportion.low(RATE_FROM_PREVIOUS).is(fromPrevious.low()),
        Proportion.high(RATE_FROM_PREVIOUS).is(fromPrevious.high()),
        RATE_FROM_START.is(fromStart.share()),
        Proportion.low(RATE_FROM_START).is(fromStart.low()),
        Proportion.high(RATE_FROM_START).is(fromStart.high()),
        MEDIAN_FROM_PREVIOUS.col(),
        P75_FROM_PREVIOUS.col(),
        P90_FROM_PREVIOUS.col(),
        MEDIAN_FROM_START.col(),
        P75_FROM_START.col(),
        P90_FROM_START.col(),
        REVENUE.is(when(isLast.and(isOrder), REVENUE.col())),
        IS_BOTTLENECK.col(),
        Timeline.IS_COMPLETE.is(isComplete(facts)));
  }

  /** All time: no entry is open. An entry period: the window of its last moment is over. */
  private Column isComplete(Facts facts) {
    Column periodEnd =
        unix_micros(
            Timeline.startOf(Activity.PERIOD.col().plus(1), facts).cast(DataTypes.TimestampType));
    Column isOver = periodEnd.plus(coalesce(windowOf(), lit(0L))).leq(Timeline.asOfMicros(facts));
    return when(GRAIN.col().isNull(), IMMATURE_ENTRIES.col().equalTo(0)).otherwise(isOver);
  }

  private Column windowOf() {
    return ofFunnel(funnel -> funnel.window() == null ? lit(null) : lit(funnel.windowMicros()));
  }

  private Column stepName() {
    return ofFunnel(
        funnel -> {
          Column[] names = funnel.steps().stream().map(step -> lit(step)).toArray(Column[]::new);
          return element_at(array(names), STEP_INDEX.col());
        });
  }

  private Column ofFunnel(Function<Funnel, Column> value) {
    Column result = lit(null);
    for (Funnel funnel : funnels) {
      Column isFunnel = FunnelChains.FUNNEL.col().equalTo(funnel.name());
      result = when(isFunnel, value.apply(funnel)).otherwise(result);
    }
    return result;
  }
}
