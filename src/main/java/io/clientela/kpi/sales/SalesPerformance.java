package io.clientela.kpi.sales;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Distribution;
import io.clientela.model.Opportunities;
import io.clientela.model.OwnCells;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.Sales;
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
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What sales closed in a period, how long that took, and what is still open at its end. */
public record SalesPerformance(
    @Meaning("Lengths of the period in which deals closed: day, week, month, quarter")
        List<Grain> grains)
    implements Kpi, PeriodReadOut {

  static final Field WON = Field.count("won", "Opportunities won in the period");
  static final Field LOST = Field.count("lost", "Opportunities lost in the period");
  static final Field WIN_RATE =
      Field.share("win_rate", WON.over(Quotient.Terms.of(WON, LOST)).but("null where none closed"));
  static final Field WON_AMOUNT =
      Field.money("won_amount", "Of the opportunities won; unknown amounts count as 0");
  static final Field LOST_AMOUNT =
      Field.money("lost_amount", "Of the opportunities lost; unknown amounts count as 0");
  static final Field AMOUNT_WIN_RATE =
      Field.share("amount_win_rate", WON_AMOUNT.over(Quotient.Terms.of(WON_AMOUNT, LOST_AMOUNT)));
  static final Field WON_WITH_AMOUNT =
      Field.count("won_with_amount", "Opportunities won whose amount is known");
  static final Field AVERAGE_DEAL =
      Field.average("average_deal", WON_AMOUNT.over(WON_WITH_AMOUNT)).orNull();
  static final Field MEAN_CYCLE =
      Field.meanDays("mean_cycle_days", "Days from creation to close of the opportunities won");
  static final Field MEDIAN_CYCLE = Field.meanDays("median_cycle_days", "Of the same, exact");
  static final Field P90_CYCLE = Field.meanDays("p90_cycle_days", "Of the same, exact");
  static final Field OPEN =
      Field.count("open_opportunities", "Open at the end of the period, or at as-of");
  static final Field OPEN_AMOUNT =
      Field.money("open_amount", "Of those; unknown amounts count as 0");
  static final Field SALES_VELOCITY =
      Field.money(
              "sales_velocity",
              "Money a day: open_opportunities x win_rate x average_deal / mean_cycle_days; null"
                  + " where one of them is")
          .orNull();

  /** The opportunity's own columns, whatever breakdowns are configured. */
  private static final List<Field> DIMENSIONS =
      List.of(Opportunities.OWNER, Opportunities.TEAM, Opportunities.SOURCE);

  /** Decimals to which the average is known before it is rounded to money. */
  private static final int PLACES = 14;

  private static final String CREATED = "created";
  private static final Field EVENT = Field.label("event", "created, won or lost");
  private static final Field CYCLE =
      Field.integer("cycle_days", "From creation to close; null = not won in the period").orNull();
  private static final Field OPENED = Field.count("opened", "Opportunities created in the period");
  private static final Field OPENED_AMOUNT = Field.money("opened_amount", "Of those");
  private static final Field[] MEASURES = {
    OPENED, OPENED_AMOUNT, WON, LOST, WON_AMOUNT, LOST_AMOUNT, WON_WITH_AMOUNT
  };

  public SalesPerformance {
    grains = grains == null ? List.of(Grain.MONTH, Grain.QUARTER) : List.copyOf(grains);
  }

  @Override
  public Table output() {
    return Table.named("sales_performance")
        .titled("Sales performance", "Desempenho de vendas")
        .grain(
            "One row per grain, segment and period, without gaps from the segment's first deal",
            "Uma linha por granularidade, segmento e período, sem lacunas desde o"
                + " primeiro negócio do segmento")
        .key(OwnCells.key())
        .values(
            WON,
            LOST,
            WIN_RATE,
            Proportion.low(WIN_RATE),
            Proportion.high(WIN_RATE),
            WON_AMOUNT,
            LOST_AMOUNT,
            AMOUNT_WIN_RATE,
            WON_WITH_AMOUNT,
            AVERAGE_DEAL,
            MEAN_CYCLE,
            MEDIAN_CYCLE,
            P90_CYCLE,
            OPEN,
            OPEN_AMOUNT,
            SALES_VELOCITY,
            Timeline.IS_COMPLETE)
        .definedBy(
            "By the period in which the opportunity closed. An opportunity without closed_at, or"
                + " that closes at or after as-of, is open",
            "Pelo período em que a oportunidade foi fechada. Está aberta a oportunidade"
                + " sem closed_at ou que fecha na data da posição ou depois dela");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(WIN_RATE, "Win rate", "Taxa de conversão de vendas").higherIsBetter(),
        Headline.of(WON_AMOUNT, "Amount won", "Valor ganho").cases(WON).higherIsBetter().additive(),
        Headline.of(AVERAGE_DEAL, "Average deal", "Valor médio do negócio").higherIsBetter(),
        Headline.of(
                MEDIAN_CYCLE, "Median sales cycle in days", "Mediana do ciclo de vendas em dias")
            .named("sales_cycle_days")
            .cases(WON)
            .lowerIsBetter(),
        Headline.of(SALES_VELOCITY, "Sales velocity a day", "Velocidade de vendas por dia")
            .cases(WON)
            .higherIsBetter());
  }

  @Override
  public Needs needs() {
    return Needs.all(Opportunities.TABLE);
  }

  /** Each deal where it is created and where it closes. */
  @Override
  public Dataset<Row> cells(Facts facts) {
    Column created = unix_date(Opportunities.CREATED_ON.col());
    Column closed = unix_date(Opportunities.CLOSED_ON.col());
    Column isClosed = Opportunities.OUTCOME.col().isin(Opportunities.WON, Opportunities.LOST);
    Column isWon = Opportunities.OUTCOME.col().equalTo(Opportunities.WON);
    Dataset<Row> deals = facts.of(Opportunities.TABLE);
    Dataset<Row> events =
        deals.select(
            deals.col("*"),
            inline(
                array(
                    event(lit(CREATED), created, lit(null)),
                    event(
                        Opportunities.OUTCOME.col(),
                        when(isClosed, closed),
                        when(isWon, closed.minus(created))))));
    return OwnCells.by(DIMENSIONS, grains)
        .of(events, Sales.DAY.col(), facts, EVENT.col(), CYCLE.col(), Opportunities.AMOUNT.col())
        .groupBy(OwnCells.cell(CYCLE.col()))
        .agg(
            OPENED.is(count(ifIs(CREATED, lit(1)))),
            amount(OPENED_AMOUNT, CREATED),
            WON.is(count(ifIs(Opportunities.WON, lit(1)))),
            LOST.is(count(ifIs(Opportunities.LOST, lit(1)))),
            amount(WON_AMOUNT, Opportunities.WON),
            amount(LOST_AMOUNT, Opportunities.LOST),
            WON_WITH_AMOUNT.is(count(ifIs(Opportunities.WON, Opportunities.AMOUNT.col()))));
  }

  private static Column event(Column event, Column day, Column cycle) {
    return struct(EVENT.is(event), Sales.DAY.is(day), CYCLE.is(cycle));
  }

  private static Column ifIs(String event, Column value) {
    return when(EVENT.col().equalTo(event), value);
  }

  private static Column amount(Field sum, String event) {
    return sum.is(coalesce(sum(ifIs(event, Opportunities.AMOUNT.col())), lit(0)));
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    long open = 0;
    BigDecimal openAmount = BigDecimal.ZERO;
    for (Period period : Period.ofSeries(cells, dates, MEASURES)) {
      Sums sums = period.sums();
      Distribution cycles = Distribution.of(period.cells(), CYCLE, WON);
      open += sums.count(OPENED) - sums.count(WON) - sums.count(LOST);
      openAmount =
          openAmount
              .add(sums.money(OPENED_AMOUNT))
              .subtract(sums.money(WON_AMOUNT))
              .subtract(sums.money(LOST_AMOUNT));
      period
          .row(out, dates, series())
          .put(sums)
          .put(MEAN_CYCLE, cycles.mean())
          .put(MEDIAN_CYCLE, cycles.quantile(0.5))
          .put(P90_CYCLE, cycles.quantile(0.9))
          .put(OPEN, open)
          .put(OPEN_AMOUNT, openAmount)
          .put(SALES_VELOCITY, velocity(open, sums, cycles.mean()))
          .add();
    }
  }

  private static BigDecimal velocity(long open, Sums sums, Double cycle) {
    long won = sums.count(WON);
    long priced = sums.count(WON_WITH_AMOUNT);
    if (priced == 0 || cycle == 0) {
      return null;
    }
    double winRate = (double) won / (won + sums.count(LOST));
    BigDecimal average =
        sums.money(WON_AMOUNT).divide(BigDecimal.valueOf(priced), PLACES, RoundingMode.HALF_UP);
    return BigDecimal.valueOf(open * winRate * average.doubleValue() / cycle);
  }
}
