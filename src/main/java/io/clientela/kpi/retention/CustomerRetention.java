package io.clientela.kpi.retention;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.model.Counter;
import io.clientela.model.HistoryCells;
import io.clientela.model.HistoryReadOut;
import io.clientela.model.Orders;
import io.clientela.model.Period;
import io.clientela.model.PeriodNumbers;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.PeriodSeries;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Proportion;
import io.clientela.table.Quotient;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;

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
    implements Kpi, HistoryReadOut, PeriodReadOut {

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
  static final Field[] MEASURES = {STARTED, LAPSED, NEW_CUSTOMERS, RETURNED_CUSTOMERS};

  public CustomerRetention {
    grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
    inactiveAfterDays = inactiveAfterDays == null ? 90 : inactiveAfterDays;
    int longest = grains.stream().mapToInt(Grain::longestDays).max().orElse(1);
    Kpi.require(
        inactiveAfterDays >= longest,
        "inactive-after-days",
        inactiveAfterDays,
        "at least "
            + longest
            + ", the days of the longest period of the grains; raise it or leave the grain out");
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
  public Needs needs() {
    return Needs.all(Orders.TABLE, HistoryCells.TABLE).holding(Asks.ORDERS);
  }

  @Override
  public Counter counter(Facts facts) {
    List<PeriodNumbers> numbers =
        grains.stream().map(grain -> new PeriodNumbers(grain, facts)).toList();
    return new SpellCounter(numbers, facts.dimensions(), inactiveAfterDays, facts.lastDay());
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    long atStart = 0;
    for (Period period : Period.ofSeries(cells, dates, MEASURES)) {
      Sums sums = period.sums();
      long change = sums.count(STARTED) - sums.count(LAPSED);
      long come = sums.count(NEW_CUSTOMERS) + sums.count(RETURNED_CUSTOMERS);
      period
          .row(out, dates, series())
          .put(sums)
          .put(CUSTOMERS_AT_START, atStart)
          .put(LOST_CUSTOMERS, come - change)
          .put(CUSTOMERS_AT_END, atStart + change)
          .add();
      atStart += change;
    }
  }
}
