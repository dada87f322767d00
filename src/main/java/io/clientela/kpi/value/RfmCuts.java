package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.signum;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Money;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * Where recency, frequency and monetary value are cut into five scores: exact quintiles of all
 * customers.
 *
 * <p>Exact without sorting all customers in one task: coarse bins first, then only the values of
 * the bins that hold a cut.
 */
public record RfmCuts() implements Kpi {

  static final String RECENCY = "recency_days";
  static final String FREQUENCY = "orders";
  static final String MONETARY = "revenue";

  static final Field MEASURE = Field.label("measure", "recency_days, orders or revenue");
  static final Field CUT = Field.integer("cut", "1 to 4, from the smallest values up");
  static final Field SHARE =
      Field.share("share", "Share of customers at or below the cut, at least");
  static final Field CUT_VALUE =
      new Field("cut_value", Field.MONEY, Unit.SCORE, false, "Days, orders or money");

  static final int SCORES = 5;

  private static final Field VALUE = Field.count("value", "Days, orders or ten-thousandths");
  private static final Field BIN = Field.count("bin", "Coarse place of the value, in its order");
  private static final Field CUSTOMERS = Field.count("customers", "Customers alike");
  private static final Field RANK =
      Field.count("rank", "Place of the cut among the values of its bin");
  private static final int BINS_PER_DOUBLING = 64;

  @Override
  public Table output() {
    return Table.named("rfm_cuts")
        .titled("RFM cut points", "Cortes RFM")
        .grain("One row per measure and cut", "Uma linha por medida e corte")
        .key(MEASURE, CUT)
        .values(SHARE, CUT_VALUE)
        .definedBy(
            "The smallest value that at least this share of customers does not exceed. A score is 1 + the cuts below"
                + " the value; for recency 5 - those cuts",
            "O menor valor que pelo menos essa proporção dos clientes não ultrapassa. A"
                + " nota é 1 + os cortes abaixo do valor; na recência, 5 - esses cortes");
  }

  @Override
  public Needs needs() {
    return Needs.all(Orders.TABLE, History.TABLE).holding(Asks.ORDERS);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return facts
        .of(History.TABLE)
        .where(RepeatOrders.customers())
        .select(
            lit(facts.lastDay() + 1).minus(History.LAST_DAY.col()).as(RECENCY),
            History.ACTIONS.col().as(FREQUENCY),
            History.REVENUE.col().as(MONETARY))
        .transform(RfmCuts::of);
  }

  /**
   * @param customers with the three measures under their names, revenue in ten-thousandths
   */
  static Dataset<Row> of(Dataset<Row> customers) {
    Dataset<Row> values = measure(customers);
    return values
        .transform(RfmCuts::findBins)
        .transform(bins -> findValues(values, bins))
        .transform(RfmCuts::publish);
  }

  private static Dataset<Row> measure(Dataset<Row> customers) {
    Column measures =
        array(
            struct(MEASURE.is(lit(RECENCY)), VALUE.is(col(RECENCY))),
            struct(MEASURE.is(lit(FREQUENCY)), VALUE.is(col(FREQUENCY))),
            struct(MEASURE.is(lit(MONETARY)), VALUE.is(col(MONETARY))));
    Column value = VALUE.col().cast(DataTypes.DoubleType);
    Column scale = signum(value).multiply(log1p(abs(value)));
    return customers
        .select(inline(measures))
        .select(
            MEASURE.col(),
            VALUE.col(),
            BIN.is(floor(scale.multiply(BINS_PER_DOUBLING / Math.log(2)))));
  }

  /** The bin that holds each cut, and the place of the cut in it. */
  private static Dataset<Row> findBins(Dataset<Row> values) {
    WindowSpec measure = Window.partitionBy(MEASURE.col());
    WindowSpec upToHere =
        measure.orderBy(BIN.col()).rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column place = floor(CUT.col().multiply(col("all")).plus(SCORES - 1).divide(SCORES));
    Column isInBin = place.gt(col("below")).and(place.leq(col("upto")));
    return values
        .groupBy(MEASURE.col(), BIN.col())
        .agg(count(lit(1)).as(CUSTOMERS.name()))
        .select(
            MEASURE.col(),
            BIN.col(),
            sum(CUSTOMERS.col()).over(measure).as("all"),
            sum(CUSTOMERS.col()).over(upToHere).as("upto"),
            sum(CUSTOMERS.col()).over(upToHere).minus(CUSTOMERS.col()).as("below"))
        // A generator beside a window would be expanded before it.
        .select(col("*"), explode(sequence(lit(1), lit(SCORES - 1))).as(CUT.name()))
        .where(isInBin)
        .select(MEASURE.col(), BIN.col(), CUT.col(), RANK.is(place.minus(col("below"))));
  }

  private static Dataset<Row> findValues(Dataset<Row> values, Dataset<Row> bins) {
    WindowSpec upToHere =
        Window.partitionBy(MEASURE.col(), CUT.col())
            .orderBy(VALUE.col())
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    return values
        .join(broadcast(bins), new String[] {MEASURE.name(), BIN.name()}, "inner")
        .groupBy(MEASURE.col(), CUT.col(), RANK.col(), VALUE.col())
        .agg(count(lit(1)).as(CUSTOMERS.name()))
        .select(
            MEASURE.col(),
            CUT.col(),
            RANK.col(),
            VALUE.col(),
            sum(CUSTOMERS.col()).over(upToHere).as("upto"))
        .where(col("upto").geq(RANK.col()))
        .groupBy(MEASURE.col(), CUT.col())
        .agg(min(VALUE.col()).as(VALUE.name()));
  }

  private static Dataset<Row> publish(Dataset<Row> cuts) {
    Column money = Money.fromTenThousandths(VALUE.col());
    Column isMoney = MEASURE.col().equalTo(MONETARY);
    Column share = CUT.col().cast(DataTypes.DoubleType).divide(SCORES);
    return cuts.select(
        MEASURE.col(),
        CUT.col(),
        SHARE.is(share),
        CUT_VALUE.is(when(isMoney, money).otherwise(VALUE.col().cast(Field.MONEY))));
  }
}
