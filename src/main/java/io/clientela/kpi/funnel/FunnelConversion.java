package io.clientela.kpi.funnel;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.kpi.funnel.search.Rules;
import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.Orders;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Proportion;
import io.clientela.table.ReadOut;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many customers take each step of a funnel, where they are lost, and how long the steps take.
 */
public record FunnelConversion(
    @Meaning("Lengths of the entry period: day, week, month, quarter; all time is always there")
        List<Grain> grains,
    @Meaning("The funnels; none by default") List<Funnel> funnels)
    implements Kpi, ReadOut {

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

  /** Raw tables only to see at the start that they have the columns that the funnels name. */
  @Override
  public Needs needs() {
    if (funnels.isEmpty()) {
      return Needs.idle("no funnel is configured (kpis.funnel_conversion.funnels)");
    }
    List<Table> ofEvents = new FunnelChains(funnels).needs().required();
    return Needs.all(FunnelChains.TABLE)
        .optional(Stream.concat(ofEvents.stream(), Stream.of(Orders.TABLE)).toArray(Table[]::new))
        .holding(Funnel.asks(funnels));
  }

  @Override
  public List<String> problems(Facts facts) {
    return FunnelChains.together(funnels).stream()
        .flatMap(events -> events.problems(facts).stream())
        .toList();
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    Dataset<Row> cells = new StepCounts(funnels, grains).of(facts.of(FunnelChains.TABLE), facts);
    return facts.has(Orders.TABLE) ? cells : cells.withColumn(REVENUE.name(), REVENUE.isNull());
  }

  @Override
  public List<Field> series() {
    return StepCounts.FUNNEL_ROW;
  }

  @Override
  public List<Field> order() {
    return List.of(STEP_INDEX);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    List<Cell> steps = Cell.all(cells);
    Cell first = steps.get(0);
    String name = first.label(FunnelChains.FUNNEL);
    Funnel funnel =
        funnels.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    StepLosses losses = StepLosses.of(steps, funnel);
    for (int i = 0; i < steps.size(); i++) {
      Cell step = steps.get(i);
      int index = step.integer(STEP_INDEX);
      boolean hasRevenue = index == funnel.steps().size() && funnel.endsWithOrder();
      out.put(step, StepCounts.FUNNEL_ROW)
          .put(step, StepCounts.AS_COUNTED)
          .put(ENTERED_START, enteredStart(step, dates))
          .put(STEP_NAME, funnel.rowNames().get(index - 1))
          .put(DROPPED, losses.dropped()[i])
          .put(REVENUE, hasRevenue && !step.isNull(REVENUE) ? step.money(REVENUE) : null)
          .put(IS_BOTTLENECK, i == losses.largest())
          .put(Timeline.IS_COMPLETE, isComplete(step, funnel, dates));
      long matured = step.count(MATURED_CUSTOMERS);
      rate(out, RATE_FROM_PREVIOUS, matured, losses.before()[i]);
      rate(out, RATE_FROM_START, matured, losses.entries());
      out.add();
    }
  }

  private static void rate(RowsOut out, Field rate, long part, long whole) {
    boolean isAny = whole > 0;
    out.put(rate, isAny ? (double) part / whole : null)
        .put(Proportion.low(rate), isAny ? Proportion.low(part, whole) : null)
        .put(Proportion.high(rate), isAny ? Proportion.high(part, whole) : null);
  }

  private static LocalDate enteredStart(Cell step, RunDates dates) {
    return step.isNull(GRAIN)
        ? null
        : dates.startOf(Grain.of(step.label(GRAIN)), step.integer(Activity.PERIOD));
  }

  /** All time: no entry is open. An entry period: the window of its last moment is over. */
  private static boolean isComplete(Cell step, Funnel funnel, RunDates dates) {
    if (step.isNull(GRAIN)) {
      return step.count(StepCounts.IMMATURE_ENTRIES) == 0;
    }
    Grain grain = Grain.of(step.label(GRAIN));
    LocalDate end = dates.startOf(grain, step.integer(Activity.PERIOD) + 1);
    long open = funnel.openMicros() == Rules.NO_LIMIT ? 0 : funnel.openMicros();
    return !dates.startOf(end).plus(open, ChronoUnit.MICROS).isAfter(dates.startOf(dates.asOf()));
  }
}
