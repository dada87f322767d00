package io.clientela.kpi.acquisition;

import static java.math.RoundingMode.HALF_UP;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.Customers;
import io.clientela.model.History;
import io.clientela.model.Leads;
import io.clientela.model.MarketingSpend;
import io.clientela.model.Orders;
import io.clientela.model.OwnCells;
import io.clientela.model.Period;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Quotient;
import io.clientela.table.ReadOut;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import io.clientela.table.Table;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Iterator;
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
    implements Kpi, ReadOut {

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
  private static final Field[] MEASURES = {
    SPEND,
    LEADS,
    AcquiredCustomers.NEW_CUSTOMERS,
    AcquiredCustomers.REVENUE,
    AcquiredCustomers.COST,
    AcquiredCustomers.UNCOSTED
  };

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

  /** Spend and leads count in the first month of the customers won. */
  @Override
  public Dataset<Row> cells(Facts facts) {
    Column spentOn = unix_date(MarketingSpend.SPENT_ON.col());
    Column createdOn = unix_date(Leads.CREATED_ON.col());
    Dataset<Row> spend = facts.of(MarketingSpend.TABLE);
    Dataset<Row> all = inMonth0(spend, spentOn, SPEND.is(MarketingSpend.AMOUNT.col()));
    if (facts.has(Leads.TABLE)) {
      Dataset<Row> leads = facts.of(Leads.TABLE);
      all = all.unionByName(inMonth0(leads, createdOn, LEADS.is(lit(1))), true);
    }
    if (facts.has(Orders.TABLE)) {
      all = all.unionByName(AcquiredCustomers.of(facts), true);
    }
    List<String> names = List.of(all.columns());
    List<Field> known = Stream.of(MEASURES).filter(field -> names.contains(field.name())).toList();
    Column[] sums =
        known.stream()
            .map(field -> field.is(coalesce(sum(field.col()), lit(0))))
            .toArray(Column[]::new);
    Column[] kept =
        Stream.concat(Stream.of(AcquiredCustomers.MONTH), known.stream())
            .map(Field::col)
            .toArray(Column[]::new);
    return OwnCells.by(List.of(MarketingSpend.CHANNEL, MarketingSpend.CAMPAIGN), grains)
        .of(all, History.FIRST_DAY.col(), facts, kept)
        .groupBy(OwnCells.cell(AcquiredCustomers.MONTH.col()))
        .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
  }

  private static Dataset<Row> inMonth0(Dataset<Row> rows, Column day, Column measure) {
    return rows.select(
        MarketingSpend.CHANNEL.is(Breakdowns.ifAny(rows, MarketingSpend.CHANNEL)),
        MarketingSpend.CAMPAIGN.is(Breakdowns.ifAny(rows, MarketingSpend.CAMPAIGN)),
        History.FIRST_DAY.is(day),
        AcquiredCustomers.MONTH.is(lit(0)),
        measure);
  }

  @Override
  public List<Field> series() {
    return OwnCells.SERIES;
  }

  @Override
  public List<Field> order() {
    return List.of(Activity.PERIOD, AcquiredCustomers.MONTH);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    for (Period period : Period.ofCells(cells, MEASURES)) {
      boolean isOver = !endOfHorizon(period, dates).isAfter(dates.asOf());
      period.row(out, dates, series()).put(period.sums());
      value(period, isOver, out);
      out.add();
    }
  }

  private LocalDate endOfHorizon(Period period, RunDates dates) {
    LocalDate lastDay = dates.startOf(period.grain(), period.number() + 1).minusDays(1);
    return lastDay.withDayOfMonth(1).plusMonths(horizonMonths + 1);
  }

  private void value(Period period, boolean isOver, RowsOut out) {
    Sums sums = period.sums();
    BigDecimal spend = sums.money(SPEND);
    long customers = sums.count(AcquiredCustomers.NEW_CUSTOMERS);
    boolean isSold = sums.isKnown(AcquiredCustomers.NEW_CUSTOMERS);
    boolean isCosted = sums.count(AcquiredCustomers.UNCOSTED) == 0;
    BigDecimal soFar = BigDecimal.ZERO;
    BigDecimal upToHorizon = BigDecimal.ZERO;
    Integer payback = null;
    for (Cell cell : isSold ? period.cells() : List.<Cell>of()) {
      int month = cell.integer(AcquiredCustomers.MONTH);
      BigDecimal cost = isCosted ? cell.money(AcquiredCustomers.COST) : BigDecimal.ZERO;
      soFar = soFar.add(cell.money(AcquiredCustomers.REVENUE)).subtract(cost);
      upToHorizon = month <= horizonMonths ? soFar : upToHorizon;
      boolean isCovered = spend.signum() > 0 && soFar.compareTo(spend) >= 0;
      payback = payback == null && isCovered ? (Integer) month : payback;
    }
    boolean hasLtv = isSold && isOver && customers > 0;
    double perSpend = upToHorizon.doubleValue() / spend.doubleValue();
    out.put(AcquiredCustomers.MARGIN, isSold && isCosted ? soFar : null)
        .put(VALUE_BASIS, isSold ? isCosted ? MARGIN : REVENUE : null)
        .put(LTV, hasLtv ? upToHorizon.divide(BigDecimal.valueOf(customers), 4, HALF_UP) : null)
        .put(LTV_TO_CAC, hasLtv && spend.signum() != 0 ? (Double) perSpend : null)
        .put(PAYBACK_MONTHS, payback)
        .put(PAYBACK_STATUS, isSold ? status(spend, payback, isOver) : null);
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
