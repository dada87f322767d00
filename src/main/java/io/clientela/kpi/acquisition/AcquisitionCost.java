package io.clientela.kpi.acquisition;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Asks;
import io.clientela.model.Customers;
import io.clientela.model.History;
import io.clientela.model.Leads;
import io.clientela.model.MarketingSpend;
import io.clientela.model.Orders;
import io.clientela.model.OwnCells;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Quotient;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What it costs to win leads and customers, and whether the customers bring it in again. */
public record AcquisitionCost(
    @Meaning("Lengths of the period of spend, leads and first orders: day, week, month, quarter")
        List<Grain> grains,
    @Meaning("Calendar months after that of the first order over which ltv adds up")
        Integer horizonMonths)
    implements Kpi, PeriodReadOut {

  static final Field SPEND = Field.money("spend", "Marketing spend of the period");
  static final Field LEADS =
      Field.count(
              "leads",
              "Leads created in the period, by their own channel and campaign; null without source"
                  + " of leads")
          .orNull();
  static final Field COST_PER_LEAD =
      Field.average("cost_per_lead", SPEND.over(LEADS).but("null where there are none")).orNull();
  static final Field CAC =
      Field.average(
              "cac", SPEND.over(AcquiredCustomers.NEW_CUSTOMERS).but("null where there are none"))
          .orNull();
  static final Field ROAS =
      Field.ratio(
          "roas",
          AcquiredCustomers.REVENUE
              .over(SPEND)
              .but(", with all revenue to date; null without spend"));
  static final Field ROI =
      Field.ratio(
          "roi",
          Quotient.Terms.of(AcquiredCustomers.MARGIN)
              .minus(SPEND)
              .over(SPEND)
              .but("null without spend or margin"));
  static final Field VALUE_BASIS =
      Field.label(
              "value_basis",
              "What ltv and payback count: margin where it is known, else revenue; null without"
                  + " source of orders")
          .orNull();
  static final Field LTV =
      Field.money(
              "ltv",
              "What a new customer brings in up to the horizon; null until it is over for all of"
                  + " them")
          .orNull();
  static final Field LTV_TO_CAC =
      Field.ratio("ltv_to_cac", LTV.over(CAC).but("null without either"));
  static final Field PAYBACK_MONTHS =
      Field.integer(
              "payback_months",
              "Calendar months after that of the first order until the customers have brought in the"
                  + " spend; null where they have not")
          .orNull();
  static final Field PAYBACK_STATUS =
      Field.label(
              "payback_status",
              "reached; not_reached within the horizon; immature where the horizon is not over;"
                  + " no_spend; null without source of orders")
          .orNull();

  static final String REACHED = "reached";
  static final String NOT_REACHED = "not_reached";
  static final String IMMATURE = "immature";
  static final String NO_SPEND = "no_spend";
  private static final String MARGIN = "margin";
  private static final String REVENUE = "revenue";

  public AcquisitionCost {
    grains = grains == null ? List.of(Grain.MONTH, Grain.QUARTER) : List.copyOf(grains);
    horizonMonths = horizonMonths == null ? 12 : horizonMonths;
    Kpi.require(horizonMonths >= 1, "horizon-months", horizonMonths, "1 or more");
  }

  @Override
  public Table output() {
    return Table.named("acquisition_cost")
        .titled("Acquisition cost, cost per lead, ROI", "CAC, custo por lead, ROI")
        .grain(
            "One row per grain, segment and period with spend, leads or new customers",
            "Uma linha por granularidade, segmento e período com investimento, leads ou"
                + " novos clientes")
        .key(OwnCells.key())
        .values(
            SPEND,
            LEADS,
            AcquiredCustomers.NEW_CUSTOMERS,
            COST_PER_LEAD,
            CAC,
            AcquiredCustomers.REVENUE,
            AcquiredCustomers.MARGIN,
            ROAS,
            ROI,
            VALUE_BASIS,
            LTV,
            LTV_TO_CAC,
            PAYBACK_MONTHS,
            PAYBACK_STATUS,
            Timeline.IS_COMPLETE)
        .definedBy(
            "Spend of the period, leads created and customers who first ordered in it, by channel and"
                + " campaign; what has none is the segment (none). The horizon is "
                + horizonMonths
                + " months: as cohort_ltv at periods_since = "
                + horizonMonths,
            "Investimento do período, leads criados nele e clientes que fizeram nele o"
                + " primeiro pedido, por canal e campanha; o que não os tem é o segmento"
                + " (none). O horizonte é de "
                + horizonMonths
                + " meses: como cohort_ltv com periods_since = "
                + horizonMonths);
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(SPEND, "Marketing spend", "Investimento em marketing")
            .named("marketing_spend")
            .cases(AcquiredCustomers.NEW_CUSTOMERS)
            .additive(),
        Headline.of(COST_PER_LEAD, "Cost per lead", "Custo por lead").lowerIsBetter(),
        Headline.of(CAC, "Customer acquisition cost", "CAC").lowerIsBetter(),
        Headline.of(ROAS, "Return on ad spend", "ROAS")
            .cases(AcquiredCustomers.NEW_CUSTOMERS)
            .higherIsBetter(),
        Headline.of(ROI, "Return on investment", "ROI")
            .cases(AcquiredCustomers.NEW_CUSTOMERS)
            .higherIsBetter(),
        Headline.of(LTV_TO_CAC, "LTV to CAC", "LTV/CAC")
            .cases(AcquiredCustomers.NEW_CUSTOMERS)
            .higherIsBetter(),
        Headline.of(PAYBACK_MONTHS, "Months to payback", "Meses até o payback")
            .cases(AcquiredCustomers.NEW_CUSTOMERS)
            .lowerIsBetter());
  }

  @Override
  public Needs needs() {
    return Needs.all(MarketingSpend.TABLE)
        .optional(Leads.TABLE, Orders.TABLE, Customers.TABLE, History.TABLE)
        .holding(Asks.ORDERS);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    return AcquisitionCells.of(facts, grains);
  }

  @Override
  public List<Field> order() {
    return List.of(Activity.PERIOD, AcquiredCustomers.MONTH);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    for (Period period : Period.ofCells(cells, AcquisitionCells.MEASURES)) {
      period.row(out, dates, series()).put(period.sums());
      worth(period, isOver(period, dates), out);
      out.add();
    }
  }

  /** Whether the horizon is, for those who came last. */
  private boolean isOver(Period period, RunDates dates) {
    LocalDate lastDay = dates.startOf(period.grain(), period.number() + 1).minusDays(1);
    return !lastDay.withDayOfMonth(1).plusMonths(horizonMonths + 1).isAfter(dates.asOf());
  }

  private void worth(Period period, boolean isOver, RowsOut out) {
    BigDecimal spend = period.sums().money(SPEND);
    CustomersWorth worth = CustomersWorth.of(period, horizonMonths);
    boolean hasLtv = isOver && worth.customers() > 0;
    double perSpend = worth.upToHorizon().doubleValue() / spend.doubleValue();
    Integer payback = spend.signum() > 0 ? worth.payback() : null;
    out.put(AcquiredCustomers.MARGIN, worth.margin())
        .put(VALUE_BASIS, worth.isKnown() ? worth.isMargin() ? MARGIN : REVENUE : null)
        .put(LTV, hasLtv ? worth.perCustomer() : null)
        .put(LTV_TO_CAC, hasLtv && spend.signum() != 0 ? (Double) perSpend : null)
        .put(PAYBACK_MONTHS, payback)
        .put(PAYBACK_STATUS, worth.isKnown() ? status(spend, payback, isOver) : null);
  }

  private static String status(BigDecimal spend, Integer payback, boolean isOver) {
    if (spend.signum() <= 0) {
      return NO_SPEND;
    } else if (payback != null) {
      return REACHED;
    }
    return isOver ? NOT_REACHED : IMMATURE;
  }
}
