package io.clientela.kpi.sales;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Opportunities;
import io.clientela.model.OwnCells;
import io.clientela.model.Sales;
import io.clientela.model.Timeline;
import io.clientela.table.Exact;
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
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** What sales closed in a period, how long that took, and what is still open at its end. */
public record SalesPerformance(
    @Meaning("Lengths of the period in which deals closed: day, week, month, quarter")
        List<Grain> grains)
    implements Kpi {

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

  private static final Field OPENED = Field.count("opened", "1 where it was created in the period");
  private static final Field OPENED_AMOUNT = Field.money("opened_amount", "Its amount then");
  private static final Field CLOSED = Field.count("closed", "1 where it closed in the period");
  private static final Field CLOSED_AMOUNT = Field.money("closed_amount", "Its amount then");
  private static final Field CYCLE =
      Field.integer("cycle_days", "From creation to close; null = not won in the period").orNull();
  private static final Field[] MEASURES = {
    OPENED,
    OPENED_AMOUNT,
    CLOSED,
    CLOSED_AMOUNT,
    WON,
    LOST,
    WON_AMOUNT,
    LOST_AMOUNT,
    WON_WITH_AMOUNT
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
  public Set<Table> reads() {
    return Set.of(Opportunities.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    Dataset<Row> events =
        facts.of(Opportunities.TABLE).transform(rows -> seeOpportunities(rows, facts));
    return countDeals(events, facts)
        .join(cycles(events), OwnCells.names(), "left")
        .transform(rows -> rate(rows, facts));
  }

  /** Where it opens and where it closes, each as the cells it counts in. Multiplies rows. */
  private Dataset<Row> seeOpportunities(Dataset<Row> opportunities, Facts facts) {
    List<Column> columns = new ArrayList<>();
    Stream.of(opportunities.columns()).map(opportunities::col).forEach(columns::add);
    columns.add(inline(array(opened(), closed())));
    Column[] measured =
        Stream.concat(Stream.of(MEASURES), Stream.of(CYCLE)).map(Field::col).toArray(Column[]::new);
    return opportunities
        .select(columns.toArray(Column[]::new))
        .transform(
            events -> OwnCells.by(DIMENSIONS, grains).of(events, Sales.DAY.col(), facts, measured));
  }

  private static Column opened() {
    return event(unix_date(Opportunities.CREATED_ON.col()), lit(true), lit(false));
  }

  private static Column closed() {
    Column isClosed = Opportunities.OUTCOME.col().isin(Opportunities.WON, Opportunities.LOST);
    Column day = when(isClosed, unix_date(Opportunities.CLOSED_ON.col()));
    return event(day, lit(false), lit(true));
  }

  private static Column event(Column day, Column isOpening, Column isClosing) {
    Column amount = coalesce(Opportunities.AMOUNT.col(), lit(0));
    Column isWon = isClosing.and(Opportunities.OUTCOME.col().equalTo(Opportunities.WON));
    Column isLost = isClosing.and(Opportunities.OUTCOME.col().equalTo(Opportunities.LOST));
    Column isPriced = isWon.and(Opportunities.AMOUNT.col().isNotNull());
    Column created = unix_date(Opportunities.CREATED_ON.col());
    return struct(
        Sales.DAY.is(day),
        OPENED.is(when(isOpening, 1).otherwise(0)),
        OPENED_AMOUNT.is(when(isOpening, amount).otherwise(0)),
        CLOSED.is(when(isClosing, 1).otherwise(0)),
        CLOSED_AMOUNT.is(when(isClosing, amount).otherwise(0)),
        WON.is(when(isWon, 1).otherwise(0)),
        LOST.is(when(isLost, 1).otherwise(0)),
        WON_AMOUNT.is(when(isWon, amount).otherwise(0)),
        LOST_AMOUNT.is(when(isLost, amount).otherwise(0)),
        WON_WITH_AMOUNT.is(when(isPriced, 1).otherwise(0)),
        CYCLE.is(when(isWon, day.minus(created))));
  }

  private static Dataset<Row> countDeals(Dataset<Row> events, Facts facts) {
    Column[] sums =
        Stream.of(MEASURES).map(field -> field.is(sum(field.col()))).toArray(Column[]::new);
    Column[] others = Stream.of(sums).skip(1).toArray(Column[]::new);
    WindowSpec soFar =
        Window.partitionBy(OwnCells.SERIES.stream().map(Field::col).toArray(Column[]::new))
            .orderBy(Activity.PERIOD.col())
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    return events
        .groupBy(OwnCells.cell())
        .agg(sums[0], others)
        .transform(rows -> Timeline.fill(rows, OwnCells.SERIES, MEASURES, facts))
        .withColumn(OPEN.name(), sum(OPENED.col().minus(CLOSED.col())).over(soFar))
        .withColumn(
            OPEN_AMOUNT.name(),
            sum(OPENED_AMOUNT.col().plus(negate(CLOSED_AMOUNT.col()))).over(soFar));
  }

  private static Dataset<Row> cycles(Dataset<Row> events) {
    return events
        .where(CYCLE.col().isNotNull())
        .groupBy(OwnCells.cell())
        .agg(
            MEAN_CYCLE.is(avg(CYCLE.col())),
            MEDIAN_CYCLE.is(percentile(CYCLE.col(), lit(0.5))),
            P90_CYCLE.is(percentile(CYCLE.col(), lit(0.9))));
  }

  private static Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Proportion wins = new Proportion(WON.col(), WON.col().plus(LOST.col()));
    Column average = try_divide(WON_AMOUNT.col(), WON_WITH_AMOUNT.col());
    Column expected = Exact.real(OPEN.col()).multiply(wins.share()).multiply(Exact.real(average));
    return rows.select(
        OwnCells.published(
            facts,
            WON.col(),
            LOST.col(),
            WIN_RATE.is(wins.share()),
            Proportion.low(WIN_RATE).is(wins.low()),
            Proportion.high(WIN_RATE).is(wins.high()),
            WON_AMOUNT.is(WON_AMOUNT.col()),
            LOST_AMOUNT.is(LOST_AMOUNT.col()),
            AMOUNT_WIN_RATE.is(
                try_divide(
                    Exact.real(WON_AMOUNT.col()),
                    Exact.real(WON_AMOUNT.col().plus(LOST_AMOUNT.col())))),
            WON_WITH_AMOUNT.col(),
            AVERAGE_DEAL.is(average),
            MEAN_CYCLE.col(),
            MEDIAN_CYCLE.col(),
            P90_CYCLE.col(),
            OPEN.is(OPEN.col()),
            OPEN_AMOUNT.is(OPEN_AMOUNT.col()),
            SALES_VELOCITY.is(try_divide(expected, MEAN_CYCLE.col())),
            Timeline.IS_COMPLETE.is(Timeline.isOver(Activity.PERIOD.col(), facts))));
  }
}
