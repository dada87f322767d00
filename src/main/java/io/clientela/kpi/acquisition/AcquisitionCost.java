package io.clientela.kpi.acquisition;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

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
import io.clientela.model.Timeline;
import io.clientela.table.Exact;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Quotient;
import io.clientela.table.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What it costs to win leads and customers, and whether the customers bring it in again. */
public record AcquisitionCost(
    @Meaning("Lengths of the period of spend, leads and first orders: day, week, month, quarter")
        List<Grain> grains,
    @Meaning("Calendar months after that of the first order over which ltv adds up")
        Integer horizonMonths)
    implements Kpi {

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
    if (horizonMonths < 1) {
      throw new IllegalArgumentException(
          "horizon-months is " + horizonMonths + ", expected 1 or more");
    }
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
  public Asks asks() {
    return Asks.ORDERS;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(MarketingSpend.TABLE);
  }

  @Override
  public Set<Table> mayRead() {
    return Set.of(Leads.TABLE, Orders.TABLE, Customers.TABLE, History.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    OwnCells cells = OwnCells.by(List.of(MarketingSpend.CHANNEL, MarketingSpend.CAMPAIGN), grains);
    Dataset<Row> spend = sumSpend(cells, facts);
    Dataset<Row> leads = facts.has(Leads.TABLE) ? countLeads(cells, facts) : spend;
    Dataset<Row> customers =
        facts.has(Orders.TABLE)
            ? new AcquiredCustomers(cells, horizonMonths).of(facts, spend)
            : spend;
    return Stream.of(leads, customers)
        .filter(other -> other != spend)
        .reduce(spend, (rows, other) -> rows.join(other, OwnCells.names(), "full_outer"))
        .transform(rows -> fill(rows, facts))
        .transform(rows -> rate(rows, facts));
  }

  private static Dataset<Row> sumSpend(OwnCells cells, Facts facts) {
    Dataset<Row> spend = facts.of(MarketingSpend.TABLE);
    return cells
        .of(spend, unix_date(MarketingSpend.SPENT_ON.col()), facts, MarketingSpend.AMOUNT.col())
        .groupBy(OwnCells.cell())
        .agg(SPEND.is(sum(MarketingSpend.AMOUNT.col())));
  }

  private static Dataset<Row> countLeads(OwnCells cells, Facts facts) {
    return cells
        .of(facts.of(Leads.TABLE), unix_date(Leads.CREATED_ON.col()), facts)
        .groupBy(OwnCells.cell())
        .agg(LEADS.is(count(lit(1))));
  }

  /** A cell that a source has nothing of has 0 of it; what has no source is not known. */
  private static Dataset<Row> fill(Dataset<Row> rows, Facts facts) {
    boolean isSold = facts.has(Orders.TABLE);
    Column isNone = isSold ? AcquiredCustomers.NEW_CUSTOMERS.col().isNull() : lit(true);
    Column margin = isSold ? AcquiredCustomers.MARGIN.col() : lit(null);
    return rows.select(
        OwnCells.cell(
            SPEND.is(coalesce(SPEND.col(), lit(0))),
            orZero(LEADS, facts.has(Leads.TABLE)),
            orZero(AcquiredCustomers.NEW_CUSTOMERS, isSold),
            orZero(AcquiredCustomers.REVENUE, isSold),
            AcquiredCustomers.MARGIN.is(when(isNone.and(lit(isSold)), 0).otherwise(margin)),
            orZero(AcquiredCustomers.HORIZON_VALUE, isSold),
            isSold
                ? AcquiredCustomers.PAYBACK_MONTH.col()
                : AcquiredCustomers.PAYBACK_MONTH.isNull()));
  }

  private static Column orZero(Field field, boolean isKnown) {
    return isKnown ? field.is(coalesce(field.col(), lit(0))) : field.isNull();
  }

  private Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Column spend = SPEND.col();
    Column customers = AcquiredCustomers.NEW_CUSTOMERS.col();
    Column revenue = AcquiredCustomers.REVENUE.col();
    Column margin = AcquiredCustomers.MARGIN.col();
    Column lastMonth = Timeline.startOf(Activity.PERIOD.col().plus(1), facts).minus(1);
    Column end = add_months(trunc(lastMonth, "month"), horizonMonths + 1);
    Column isOver = end.leq(lit(facts.asOf()));
    Column value = when(isOver.and(customers.gt(0)), AcquiredCustomers.HORIZON_VALUE.col());
    Column month = when(spend.gt(0), AcquiredCustomers.PAYBACK_MONTH.col());
    Column basis = when(margin.isNotNull(), MARGIN).otherwise(REVENUE);
    Column status =
        when(spend.leq(0), NO_SPEND)
            .when(month.isNotNull(), REACHED)
            .when(isOver, NOT_REACHED)
            .otherwise(IMMATURE);
    return rows.select(
        OwnCells.published(
            facts,
            SPEND.is(spend),
            LEADS.is(LEADS.col()),
            AcquiredCustomers.NEW_CUSTOMERS.is(customers),
            COST_PER_LEAD.is(try_divide(spend, LEADS.col())),
            CAC.is(try_divide(spend, customers)),
            AcquiredCustomers.REVENUE.is(revenue),
            AcquiredCustomers.MARGIN.is(margin),
            ROAS.is(try_divide(Exact.real(revenue), Exact.real(spend))),
            ROI.is(try_divide(Exact.real(margin.minus(spend)), Exact.real(spend))),
            VALUE_BASIS.is(when(customers.isNotNull(), basis)),
            LTV.is(try_divide(value, customers)),
            LTV_TO_CAC.is(try_divide(Exact.real(value), Exact.real(spend))),
            PAYBACK_MONTHS.is(month),
            PAYBACK_STATUS.is(when(customers.isNotNull(), status)),
            Timeline.IS_COMPLETE.is(Timeline.isOver(Activity.PERIOD.col(), facts))));
  }
}
