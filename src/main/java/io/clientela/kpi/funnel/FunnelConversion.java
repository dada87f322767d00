package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.Orders;
import io.clientela.model.Timeline;
import io.clientela.model.compact.DurationQuantiles;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Proportion;
import io.clientela.table.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /** With what the names of headlines begin; that of the funnel follows. */
  public static final String HEADLINES = "funnel_conversion.";

  static final Field GRAIN = Activity.GRAIN.orNull();
  static final Field ENTERED_START =
      Field.date("entered_start", "First day of the period of the first step; null = all time")
          .orNull();
  static final Field SEGMENT =
      Breakdowns.SEGMENT.renamed(
          Breakdowns.SEGMENT.name(),
          "Value of the dimension: of the customer where customers has it, else of the event of the first"
              + " step, or as the funnel attributes it; (none) where it is unknown");
  static final Field STEP_INDEX = Field.integer("step_index", "1 = the first step");
  static final Field STEP_NAME =
      Field.label("step_name", "Name of the step; in any order how many were taken: 2 of 3");
  static final Field CUSTOMERS =
      Field.count(
          "customers",
          "Customers that reached the step, as known at as-of; sessions or whatever count-by names;"
              + " attempts where attempts: all. Of an optional step, those that took it");
  static final Field MATURED_CUSTOMERS =
      Field.count("matured_customers", "Of them, those whose window was over at as-of");
  static final Field DROPPED =
      Field.count(
          "dropped",
          "Matured customers of the step before that did not reach this one; 0 for an optional step."
              + " Optional steps are passed over");
  static final Field RATE_FROM_PREVIOUS =
      Field.share(
          "rate_from_previous",
          "matured_customers / those of the step before that is not optional; null for step 1");
  static final Field RATE_FROM_START =
      Field.share("rate_from_start", "matured_customers / those of step 1");
  static final Field MEDIAN_FROM_PREVIOUS = seconds("median", "previous");
  static final Field P75_FROM_PREVIOUS = seconds("p75", "previous");
  static final Field P90_FROM_PREVIOUS = seconds("p90", "previous");
  static final Field MEDIAN_FROM_START = seconds("median", "start");
  static final Field P75_FROM_START = seconds("p75", "start");
  static final Field P90_FROM_START = seconds("p90", "start");
  static final Field REVENUE =
      Field.money(
              "revenue",
              "Of the converting orders, less the refunds known; only on a last step that is order")
          .orNull();
  static final Field IS_BOTTLENECK =
      Field.flag("is_bottleneck", "The step before which most matured customers were lost");
  static final Field CAPPED_CUSTOMERS =
      Field.count("capped_customers", "Customers of whom max-events left events out");
  static final Field CUT_EVENTS = FunnelChains.CUT.renamed("cut_events", "The events left out");

  private static final Field MATURED_BEFORE =
      Field.count("matured_before", "matured_customers of the step before").orNull();
  private static final Field MATURED_ENTRIES = Field.count("matured_entries", "Those of step 1");

  public FunnelConversion {
    grains = grains == null ? List.of(Grain.MONTH) : List.copyOf(grains);
    funnels = Funnel.checked(funnels);
  }

  private static Field seconds(String which, String from) {
    return Field.seconds(
        which + "_seconds_from_" + from,
        "Time from the "
            + (from.equals("start") ? "first" : "previous")
            + " step taken, of those who took this one; exact up to 10,000 of them, else within 0.05 %");
  }

  @Override
  public Table output() {
    return Table.named("funnel_conversion")
        .titled("Funnel conversion", "Conversão do funil")
        .grain(
            "One row per funnel, segment, entry period (and all time) and step",
            "Uma linha por funil, segmento, período de entrada (e todo o tempo) e passo")
        .key(FunnelChains.FUNNEL, Breakdowns.DIMENSION, SEGMENT, GRAIN, ENTERED_START, STEP_INDEX)
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
            CAPPED_CUSTOMERS,
            CUT_EVENTS,
            Timeline.IS_COMPLETE)
        .definedBy(
            "By default the furthest step over all chains of a customer: steps in order, times that do not decrease,"
                + " each event used once, all within the window of the chain's first step, edge included; the chain"
                + " reported is the first in time to get there, entered as late as that allows. A funnel may ask for"
                + " other modes and attempts (src/docs/funnels.md). Rates are over entries whose window is over;"
                + " is_complete says that all are",
            "Por padrão, o passo mais distante entre todas as cadeias de um cliente:"
                + " passos em ordem, horários que não diminuem, cada evento usado uma vez,"
                + " todos dentro da janela do primeiro passo da cadeia, limite incluído; a"
                + " cadeia relatada é a primeira no tempo a chegar lá, com a entrada mais"
                + " tardia que isso permite. Um funil pode pedir outros modos e tentativas"
                + " (src/docs/funnels.md). As taxas são sobre as entradas cuja janela terminou;"
                + " is_complete diz que todas terminaram");
  }

  @Override
  public List<Headline> headlines() {
    return funnels.stream().map(FunnelConversion::headline).toList();
  }

  private static Headline headline(Funnel funnel) {
    return Headline.of(
            RATE_FROM_START,
            "Conversion of the funnel " + funnel.name(),
            "Conversão do funil " + funnel.name())
        .named(HEADLINES + funnel.name())
        .over(MATURED_CUSTOMERS.over(MATURED_CUSTOMERS))
        .higherIsBetter()
        .where(FunnelChains.FUNNEL, funnel.name())
        .where(STEP_INDEX, funnel.steps().size())
        .along(STEP_INDEX);
  }

  @Override
  public Asks asks() {
    return Funnel.asks(funnels);
  }

  @Override
  public Optional<String> idle() {
    return funnels.isEmpty()
        ? Optional.of("no funnel is configured (kpis.funnel_conversion.funnels)")
        : Optional.empty();
  }

  @Override
  public Set<Table> reads() {
    return Set.of(FunnelChains.TABLE);
  }

  /** Only to see at the start that they have the columns that the funnels name. */
  @Override
  public Set<Table> mayRead() {
    Set<Table> tables = new HashSet<>(new FunnelChains(funnels).reads());
    tables.add(Orders.TABLE);
    return tables;
  }

  @Override
  public List<String> problems(Facts facts) {
    return FunnelChains.together(funnels).stream()
        .flatMap(events -> events.problems(facts).stream())
        .toList();
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return facts
        .of(FunnelChains.TABLE)
        .transform(attempts -> new StepCounts(funnels, grains).of(attempts, facts))
        .transform(this::compareSteps)
        .transform(rows -> rate(rows, facts));
  }

  private PerFunnel each() {
    return new PerFunnel(funnels);
  }

  private Dataset<Row> compareSteps(Dataset<Row> rows) {
    Column isOptional = each().isOptional();
    WindowSpec before =
        funnelRow()
            .orderBy(STEP_INDEX.col())
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow() - 1);
    Column maturedBefore = last(when(not(isOptional), MATURED_CUSTOMERS.col()), true).over(before);
    Column lost = coalesce(MATURED_BEFORE.col().minus(MATURED_CUSTOMERS.col()), lit(0));
    WindowSpec byLoss = funnelRow().orderBy(DROPPED.col().desc(), STEP_INDEX.col());
    Column isLargest = row_number().over(byLoss).equalTo(1).and(DROPPED.col().gt(0));
    return rows.withColumn(MATURED_BEFORE.name(), maturedBefore)
        .withColumn(MATURED_ENTRIES.name(), max(MATURED_CUSTOMERS.col()).over(funnelRow()))
        .withColumn(DROPPED.name(), when(isOptional, lit(0)).otherwise(lost))
        .withColumn(IS_BOTTLENECK.name(), isLargest);
  }

  private static WindowSpec funnelRow() {
    return Window.partitionBy(StepCounts.FUNNEL_ROW);
  }

  private Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Proportion fromPrevious = Proportion.of(MATURED_CUSTOMERS, MATURED_BEFORE);
    Proportion fromStart = Proportion.of(MATURED_CUSTOMERS, MATURED_ENTRIES);
    Column isLast = STEP_INDEX.col().equalTo(each().of(funnel -> lit(funnel.steps().size())));
    Column isOrder = each().of(f -> lit(f.endsWithOrder() && facts.has(Orders.TABLE)));
    return rows.select(
        FunnelChains.FUNNEL.col(),
        Breakdowns.DIMENSION.col(),
        Breakdowns.SEGMENT.col(),
        GRAIN.col(),
        ENTERED_START.is(Timeline.startOf(Activity.PERIOD.col(), facts)),
        STEP_INDEX.col(),
        STEP_NAME.is(each().stepName()),
        CUSTOMERS.col(),
        MATURED_CUSTOMERS.col(),
        DROPPED.is(DROPPED.col()),
        RATE_FROM_PREVIOUS.is(fromPrevious.share()),
        Proportion.low(RATE_FROM_PREVIOUS).is(fromPrevious.low()),
        Proportion.high(RATE_FROM_PREVIOUS).is(fromPrevious.high()),
        RATE_FROM_START.is(fromStart.share()),
        Proportion.low(RATE_FROM_START).is(fromStart.low()),
        Proportion.high(RATE_FROM_START).is(fromStart.high()),
        MEDIAN_FROM_PREVIOUS.is(col(StepCounts.SINCE_PREVIOUS).getField(DurationQuantiles.MEDIAN)),
        P75_FROM_PREVIOUS.is(col(StepCounts.SINCE_PREVIOUS).getField(DurationQuantiles.P75)),
        P90_FROM_PREVIOUS.is(col(StepCounts.SINCE_PREVIOUS).getField(DurationQuantiles.P90)),
        MEDIAN_FROM_START.is(col(StepCounts.SINCE_START).getField(DurationQuantiles.MEDIAN)),
        P75_FROM_START.is(col(StepCounts.SINCE_START).getField(DurationQuantiles.P75)),
        P90_FROM_START.is(col(StepCounts.SINCE_START).getField(DurationQuantiles.P90)),
        REVENUE.is(when(isLast.and(isOrder), REVENUE.col())),
        IS_BOTTLENECK.col(),
        CAPPED_CUSTOMERS.col(),
        CUT_EVENTS.col(),
        Timeline.IS_COMPLETE.is(isComplete(facts)));
  }

  /** All time: no entry is open. An entry period: the window of its last moment is over. */
  private Column isComplete(Facts facts) {
    Column periodEnd =
        unix_micros(
            Timeline.startOf(Activity.PERIOD.col().plus(1), facts).cast(DataTypes.TimestampType));
    Column isOver =
        periodEnd.plus(coalesce(each().open(), lit(0L))).leq(Timeline.asOfMicros(facts));
    return when(GRAIN.col().isNull(), StepCounts.IMMATURE_ENTRIES.col().equalTo(0))
        .otherwise(isOver);
  }
}
