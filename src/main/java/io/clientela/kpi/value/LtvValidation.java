package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.kpi.value.clv.LifetimeFit;
import io.clientela.kpi.value.clv.LifetimeModel;
import io.clientela.model.Asks;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.table.Exact;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * How well the models would have predicted: fitted to what was known some time before as-of, and
 * held against the orders since.
 */
public record LtvValidation(
    @Meaning("Days before as-of that the models are not shown and have to predict")
        Integer holdoutDays,
    @Meaning("Customers with repeat orders before the holdout that a fit needs")
        Integer minRepeaters)
    implements Kpi {

  static final Field SLICE =
      Field.label(
          "slice", "total; x: by repeat order days before the holdout; decile: by prediction");
  static final Field VALUE =
      Field.label("value", "all; 0 to 6 and 7+; 1 (least predicted tenth) to 10");
  static final Field CUSTOMERS =
      Field.count("customers", "Customers who had ordered before the holdout");
  static final Field PREDICTED =
      Field.number("predicted_orders", "Order days predicted for it; null without a fit");
  static final Field ACTUAL = Field.count("actual_orders", "Order days in it");
  static final Field PREDICTED_TO_ACTUAL =
      Field.ratio("predicted_to_actual", PREDICTED.over(ACTUAL));
  static final Field MEAN_ABSOLUTE_ERROR =
      Field.number("mean_absolute_error", "Mean of |predicted - actual| over customers");
  static final Field ROOT_MEAN_SQUARED_ERROR =
      Field.number("root_mean_squared_error", "Root of the mean of (predicted - actual)^2");
  static final Field LIFT =
      Field.number("lift", "actual_orders per customer of the slice / that of all");

  private static final Field EXPECTED = Field.number("expected", "Predicted for the customer");
  private static final Field FOUND = Field.count("found", "Order days of the customer");
  private static final Field BIN = Field.count("bin", "Hundredth of ln expected");
  private static final Field ABSOLUTE = Field.number("absolute", "Sum of |predicted - actual|");
  private static final Field SQUARED = Field.number("squared", "Sum of (predicted - actual)^2");
  private static final Field LIFETIME = Field.any("lifetime", "Parameters of the model");
  private static final String TOTAL = "total";
  private static final double BINS = 100;
  private static final int MOST_X = 7;
  private static final int DECILES = 10;
  private static final double DAYS_PER_WEEK = 7;

  public LtvValidation {
    holdoutDays = holdoutDays == null ? 180 : holdoutDays;
    minRepeaters = minRepeaters == null ? LifetimeFit.MIN_REPEATERS : minRepeaters;
    if (holdoutDays < 1) {
      throw new IllegalArgumentException("holdout-days is " + holdoutDays + ", expected 1 or more");
    }
    if (minRepeaters < 1) {
      throw new IllegalArgumentException(
          "min-repeaters is " + minRepeaters + ", expected 1 or more");
    }
  }

  @Override
  public Table output() {
    return Table.named("ltv_validation")
        .titled("Validation of the models of customer value", "Validação dos modelos de LTV")
        .grain(
            "One row per model and slice of the customers; no deciles where it is not fitted",
            "Uma linha por modelo e fatia dos clientes; sem decis onde ele não foi" + " ajustado")
        .key(LtvModel.MODEL, SLICE, VALUE)
        .values(
            CUSTOMERS,
            PREDICTED,
            ACTUAL,
            PREDICTED_TO_ACTUAL,
            MEAN_ABSOLUTE_ERROR,
            ROOT_MEAN_SQUARED_ERROR,
            LIFT)
        .definedBy(
            "Fitted to the order days up to "
                + holdoutDays
                + " days before as-of, compared with those since. Customers of nearly the same"
                + " prediction are in one decile, so deciles are about a tenth each",
            "Ajustado aos dias de pedido até "
                + holdoutDays
                + " dias antes da data da posição e comparado com os dias desde então. Clientes"
                + " de previsão quase igual ficam no mesmo decil, por isso cada decil tem cerca"
                + " de um décimo");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(
                PREDICTED_TO_ACTUAL,
                "Orders predicted for each that came (BG/NBD)",
                "Pedidos previstos por pedido feito (BG/NBD)")
            .named("ltv_predicted_to_actual")
            .where(SLICE, TOTAL)
            .where(LtvModel.MODEL, LifetimeModel.BG_NBD.label()));
  }

  @Override
  public Asks asks() {
    return Asks.ORDERS;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Orders.TABLE, History.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    int last = facts.lastDay() - holdoutDays;
    Dataset<Row> customers =
        facts
            .of(History.TABLE)
            .where(RepeatOrders.customers().and(History.FIRST_DAY.col().leq(last)))
            .select(knownThen(last));
    Dataset<Row> models = new LtvFits(minRepeaters, 1).of(customers);
    return Stream.of(LifetimeModel.values())
        .map(model -> predict(customers, models, model))
        .reduce(Dataset::unionByName)
        .orElseThrow()
        .transform(LtvValidation::countAlike)
        .transform(LtvValidation::slice)
        .transform(LtvValidation::compare);
  }

  private static Column[] knownThen(int last) {
    Column found =
        size(
            filter(
                History.DAYS.col(),
                day -> RepeatOrders.dayOf(day).gt(last).and(RepeatOrders.isActive(day))));
    return Stream.concat(
            Stream.of(new RepeatOrders(last).columnsThen()), Stream.of(FOUND.is(found)))
        .toArray(Column[]::new);
  }

  private Dataset<Row> predict(Dataset<Row> customers, Dataset<Row> models, LifetimeModel model) {
    String name = Prediction.nameOf(model);
    Column expected = Prediction.expectedOrders(model, holdoutDays / DAYS_PER_WEEK, LIFETIME.col());
    return customers
        .crossJoin(broadcast(Prediction.lifetimeOf(models, model).toDF(LIFETIME.name())))
        .select(
            LtvModel.MODEL.is(lit(name)),
            least(RepeatOrders.X.col(), lit(MOST_X)).as(RepeatOrders.X.name()),
            FOUND.col(),
            EXPECTED.is(expected));
  }

  /** Customers of the same x and nearly the same prediction stand as one. */
  private static Dataset<Row> countAlike(Dataset<Row> customers) {
    Column off = EXPECTED.col().minus(FOUND.col());
    Column bin = floor(log(greatest(EXPECTED.col(), lit(1e-9))).multiply(BINS));
    return customers
        .groupBy(LtvModel.MODEL.col(), RepeatOrders.X.col(), BIN.is(bin))
        .agg(
            CUSTOMERS.is(count(lit(1))),
            ACTUAL.is(sum(FOUND.col())),
            Exact.sum(EXPECTED.col()).as(PREDICTED.name()),
            Exact.sum(abs(off)).as(ABSOLUTE.name()),
            Exact.sum(off.multiply(off)).as(SQUARED.name()));
  }

  /** Multiplies rows: each is in the total, in a slice of x, and in a decile. */
  private static Dataset<Row> slice(Dataset<Row> alike) {
    WindowSpec model = Window.partitionBy(LtvModel.MODEL.col());
    WindowSpec bin = Window.partitionBy(LtvModel.MODEL.col(), BIN.col());
    WindowSpec upToBin =
        model.orderBy(BIN.col()).rangeBetween(Window.unboundedPreceding(), Window.currentRow());
    Column inBin = sum(CUSTOMERS.col()).over(bin);
    Column middle = sum(CUSTOMERS.col()).over(upToBin).multiply(2).minus(inBin);
    Column all = sum(CUSTOMERS.col()).over(model).multiply(2);
    Column decile = floor(middle.multiply(DECILES).divide(all)).plus(1);
    Column x = RepeatOrders.X.col().cast(DataTypes.StringType);
    Column xAsSaid = when(RepeatOrders.X.col().equalTo(MOST_X), MOST_X + "+").otherwise(x);
    return alike
        .withColumn("decile", decile.cast(DataTypes.StringType))
        .select(
            LtvModel.MODEL.col(),
            CUSTOMERS.col(),
            ACTUAL.col(),
            PREDICTED.col(),
            ABSOLUTE.col(),
            SQUARED.col(),
            inline(
                array(
                    struct(SLICE.is(lit(TOTAL)), VALUE.is(lit("all"))),
                    struct(SLICE.is(lit("x")), VALUE.is(xAsSaid)),
                    struct(SLICE.is(lit("decile")), VALUE.is(col("decile"))))))
        .where(SLICE.col().notEqual("decile").or(PREDICTED.col().isNotNull()));
  }

  private static Dataset<Row> compare(Dataset<Row> sliced) {
    WindowSpec all = Window.partitionBy(LtvModel.MODEL.col(), SLICE.col());
    Column n = Exact.real(CUSTOMERS.col());
    Column actual = Exact.real(ACTUAL.col());
    Column perCustomer = try_divide(actual, n);
    Column perCustomerOfAll =
        try_divide(
            Exact.real(sum(ACTUAL.col()).over(all)), Exact.real(sum(CUSTOMERS.col()).over(all)));
    return sliced
        .groupBy(LtvModel.MODEL.col(), SLICE.col(), VALUE.col())
        .agg(
            CUSTOMERS.is(sum(CUSTOMERS.col())),
            ACTUAL.is(sum(ACTUAL.col())),
            sum(PREDICTED.col()).as(PREDICTED.name()),
            sum(ABSOLUTE.col()).as(ABSOLUTE.name()),
            sum(SQUARED.col()).as(SQUARED.name()))
        .select(
            LtvModel.MODEL.col(),
            SLICE.col(),
            VALUE.col(),
            CUSTOMERS.col(),
            PREDICTED.is(PREDICTED.col()),
            ACTUAL.col(),
            PREDICTED_TO_ACTUAL.is(try_divide(Exact.real(PREDICTED.col()), actual)),
            MEAN_ABSOLUTE_ERROR.is(try_divide(Exact.real(ABSOLUTE.col()), n)),
            ROOT_MEAN_SQUARED_ERROR.is(sqrt(try_divide(Exact.real(SQUARED.col()), n))),
            LIFT.is(try_divide(perCustomer, perCustomerOfAll)));
  }
}
