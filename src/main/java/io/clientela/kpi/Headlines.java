package io.clientela.kpi;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.Timeline;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Needs;
import io.clientela.table.ReadOut;
import io.clientela.table.ReadOuts;
import io.clientela.table.Table;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The headlines of all KPI tables in one long table, from which scorecard, targets and alerts are
 * made.
 *
 * @param kpis whose tables are read where the run has them
 */
public record Headlines(List<Kpi> kpis) implements ReadOuts {

  public static final Field KPI =
      Field.label("kpi", "Name of the headline, such as churn_rate; the catalogue lists them");
  public static final Field GRAIN =
      Activity.GRAIN
          .renamed(
              Activity.GRAIN.name(),
              "day, week, month or quarter; null = one value, as known at as-of")
          .orNull();
  public static final Field PERIOD_START =
      Timeline.PERIOD_START
          .renamed(
              Timeline.PERIOD_START.name(),
              "First day of the period (of a cohort: that of its customers' first order); null where"
                  + " grain is")
          .orNull();
  public static final Field TITLE = Field.label("title", "What the value is, in English");
  public static final Field TITLE_PT = Field.label("title_pt", "The same in Portuguese");
  public static final Field KPI_TABLE =
      Field.label("kpi_table", "Table that it is from, where it is exact and defined");
  public static final Field NUMERATOR =
      Field.number("numerator", "Of a share or mean; null where the value is neither");
  public static final Field DENOMINATOR =
      Field.number("denominator", "Of a share or mean; null where the value is neither");
  public static final Field VALUE =
      Field.number("value", "In the unit of its row; null where the table has null");
  public static final Field LOW =
      Field.number("low", "Lower 95 % bound, where the table has bounds");
  public static final Field HIGH = Field.number("high", "Upper 95 % bound, as low");
  public static final Field UNIT =
      Field.label(
          "unit",
          "share (0 to 1), money, count, per_thousand, ratio, days, hours, minutes, score, number");
  public static final Field BETTER =
      Field.label("better", "higher or lower: which way is good; null = neither").orNull();
  public static final Field IS_ADDITIVE =
      Field.flag("is_additive", "The values of its periods add up to that of them all");
  public static final Field CASES =
      Field.count("cases", "Customers, orders, tickets or whatever is counted behind the value")
          .orNull();

  public static final Table TABLE =
      Table.named("headlines")
          .grain("One row per headline, grain, segment and period")
          .key(KPI, GRAIN, Breakdowns.DIMENSION, Breakdowns.SEGMENT, PERIOD_START)
          .values(
              TITLE,
              TITLE_PT,
              KPI_TABLE,
              NUMERATOR,
              DENOMINATOR,
              VALUE,
              LOW,
              HIGH,
              UNIT,
              BETTER,
              IS_ADDITIVE,
              CASES,
              Timeline.IS_COMPLETE);

  public Headlines {
    kpis = kpis.stream().filter(kpi -> !kpi.headlines().isEmpty()).toList();
  }

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.NOTHING.anyOf(kpis.stream().map(Kpi::output).toArray(Table[]::new));
  }

  @Override
  public boolean isSmall() {
    return true;
  }

  /** A table is read once for all headlines that are read in the same way. */
  @Override
  public List<ReadOut> parts(Facts facts) {
    return kpis.stream()
        .filter(kpi -> facts.has(kpi.output()))
        .flatMap(
            kpi ->
                kpi.headlines().stream()
                    .collect(groupingBy(Headline::source, LinkedHashMap::new, toList()))
                    .values()
                    .stream()
                    .map(headlines -> (ReadOut) new HeadlineRows(kpi.output(), headlines)))
        .toList();
  }
}
