package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.sum;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.kpi.value.clv.LifetimeFit;
import io.clientela.kpi.value.clv.LifetimeModel;
import io.clientela.model.Asks;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.table.Cell;
import io.clientela.table.Exact;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.ReadOut;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How well the models would have predicted: fitted to what was known some time before as-of, and
 * held against the orders since.
 */
public record LtvValidation(
    @Meaning("Days before as-of that the models are not shown and have to predict")
        Integer holdoutDays,
    @Meaning("Customers with repeat orders before the holdout that a fit needs")
        Integer minRepeaters)
    implements Kpi, ReadOut {

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
  static final Field ABSOLUTE = Field.number("absolute", "Sum of |predicted - actual|");
  static final Field SQUARED = Field.number("squared", "Sum of (predicted - actual)^2");
  private static final Field LIFETIME = Field.any("lifetime", "Parameters of the model");
  private static final String TOTAL = "total";
  private static final double BINS = 100;
  private static final int MOST_X = 7;
  private static final int DECILES = 10;
  private static final double DAYS_PER_WEEK = 7;

  public LtvValidation {
    holdoutDays = holdoutDays == null ? 180 : holdoutDays;
    minRepeaters = minRepeaters == null ? LifetimeFit.MIN_REPEATERS : minRepeaters;
    Kpi.require(holdoutDays >= 1, "holdout-days", holdoutDays, "1 or more");
    Kpi.require(minRepeaters >= 1, "min-repeaters", minRepeaters, "1 or more");
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
  public Needs needs() {
    return Needs.all(Orders.TABLE, History.TABLE).holding(Asks.ORDERS);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    int last = facts.lastDay() - holdoutDays;
    Column[] repeats = new RepeatOrders(last).columns();
    Column found = FOUND.is(EarlierHistories.LATER_ORDER_DAYS.col());
    Dataset<Row> customers =
        new EarlierHistories(last)
            .of(facts.of(History.TABLE))
            .select(Stream.concat(Stream.of(repeats), Stream.of(found)).toArray(Column[]::new));
    Dataset<Row> models = new LtvFits(minRepeaters, 1).of(customers);
    return Stream.of(LifetimeModel.values())
        .map(model -> predict(customers, models, model))
        .reduce(Dataset::unionByName)
        .orElseThrow()
        .transform(LtvValidation::countAlike);
  }

  @Override
  public List<Field> series() {
    return List.of(LtvModel.MODEL);
  }

  @Override
  public List<Field> order() {
    return List.of(BIN);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    List<Cell> alike = Cell.all(cells);
    LtvSlices slices = new LtvSlices();
    long all = alike.stream().mapToLong(cell -> cell.count(CUSTOMERS)).sum();
    long below = 0;
    for (int i = 0; i < alike.size(); ) {
      List<Cell> bin = bin(alike, i);
      i += bin.size();
      long inBin = bin.stream().mapToLong(cell -> cell.count(CUSTOMERS)).sum();
      long middle = 2 * below + inBin;
      long decile = middle * DECILES / (2 * all) + 1;
      below += inBin;
      for (Cell cell : bin) {
        long x = cell.count(RepeatOrders.X);
        slices.add(TOTAL, "all", cell);
        slices.add("x", x == MOST_X ? MOST_X + "+" : String.valueOf(x), cell);
        if (!cell.isNull(PREDICTED)) {
          slices.add("decile", String.valueOf(decile), cell);
        }
      }
    }
    slices.to(out, alike.get(0));
  }

  private static List<Cell> bin(List<Cell> alike, int from) {
    int to = from + 1;
    while (to < alike.size() && alike.get(to).count(BIN) == alike.get(from).count(BIN)) {
      to++;
    }
    return alike.subList(from, to);
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
}
