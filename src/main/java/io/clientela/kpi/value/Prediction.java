package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.value.clv.LifetimeModel;
import io.clientela.kpi.value.clv.LifetimeParameters;
import io.clientela.kpi.value.clv.SpendParameters;
import io.clientela.table.Field;
import java.io.Serializable;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a customer is expected to order and to be worth, by the models as fitted.
 *
 * @param model whose lifetime is taken
 * @param months of the horizon
 * @param discountRate a year
 */
record Prediction(LifetimeModel model, int months, double discountRate) implements Serializable {

  static final Field P_ALIVE =
      Field.share(
          "p_alive", "Probability that the customer will ever order again; null without a fit");
  static final Field EXPECTED_ORDERS =
      Field.number("expected_orders", "Order days expected within the horizon; null without a fit");
  static final Field EXPECTED_ORDER_VALUE =
      Field.money(
              "expected_order_value",
              "Revenue expected of an order day: between the customer's own mean and that of all;"
                  + " where gamma_gamma is not fitted, the mean of all")
          .orNull();
  static final Field PREDICTED_LTV =
      Field.money(
              "predicted_ltv",
              "Revenue expected within the horizon, discounted to as-of month by month")
          .orNull();

  private static final double WEEKS_PER_MONTH = 365.25 / 7 / 12;
  private static final double DAYS_PER_WEEK = 7;
  private static final int MONTHS_PER_YEAR = 12;
  private static final double TEN_THOUSANDTHS = 1e4;

  private static final String LIFETIME = "lifetime";
  private static final String SPEND_MODEL = "spend_model";
  private static final String MEAN_SPEND = "mean_spend";
  private static final String DISCOUNTED_ORDERS = "discounted_orders";
  private static final String SCORES = "scores";
  private static final StructType SCORED =
      new StructType()
          .add(P_ALIVE.name(), DataTypes.DoubleType)
          .add(EXPECTED_ORDERS.name(), DataTypes.DoubleType)
          .add(DISCOUNTED_ORDERS, DataTypes.DoubleType);

  /**
   * @param customers with the columns of {@link RepeatOrders}
   * @param models rows of {@link LtvModel}
   * @return the customers with the four fields above
   */
  Dataset<Row> of(Dataset<Row> customers, Dataset<Row> models) {
    Column mean = try_divide(sum(RepeatOrders.SPEND.col()), sum(RepeatOrders.X.col()));
    Dataset<Row> means =
        customers
            .where(RepeatOrders.X.col().gt(0).and(RepeatOrders.SPEND.col().gt(0)))
            .agg(mean.as(MEAN_SPEND));
    Dataset<Row> fitted =
        lifetimeOf(models, model)
            .toDF(LIFETIME)
            .crossJoin(fitted(models, LtvFits.GAMMA_GAMMA, "p", "q", "v").toDF(SPEND_MODEL));
    return customers
        .crossJoin(broadcast(fitted))
        .crossJoin(broadcast(means))
        .withColumn(SCORES, score())
        .withColumn(EXPECTED_ORDER_VALUE.name(), EXPECTED_ORDER_VALUE.is(spend()))
        .withColumn(P_ALIVE.name(), col(SCORES).getField(P_ALIVE.name()))
        .withColumn(EXPECTED_ORDERS.name(), col(SCORES).getField(EXPECTED_ORDERS.name()))
        .withColumn(PREDICTED_LTV.name(), PREDICTED_LTV.is(value()));
  }

  static String nameOf(LifetimeModel model) {
    return model.label();
  }

  /** One row with the parameters of a model; they are null where it is not fitted. */
  static Dataset<Row> lifetimeOf(Dataset<Row> models, LifetimeModel model) {
    return fitted(models, nameOf(model), "r", "alpha", "a", "b");
  }

  private static Dataset<Row> fitted(Dataset<Row> models, String model, String... parameters) {
    Column isFitted = LtvModel.STATUS.col().equalTo(LtvModel.FITTED);
    Column[] values =
        Stream.of(parameters)
            .map(
                name ->
                    max(when(LtvModel.PARAMETER.col().equalTo(name), LtvModel.ESTIMATE.col()))
                        .as(name))
            .toArray(Column[]::new);
    return models
        .where(isFitted.and(LtvModel.MODEL.col().equalTo(model)))
        .agg(struct(values).as(model));
  }

  /** Order days that a customer is expected to have in the next weeks; null without a fit. */
  static Column expectedOrders(LifetimeModel model, double weeks, Column lifetime) {
    UDF4<Long, Integer, Integer, Row, Double> expected =
        (x, txDays, tDays, fit) ->
            fit.isNullAt(0)
                ? null
                : model.expectedOrders(
                    parameters(fit),
                    Math.toIntExact(x),
                    txDays / DAYS_PER_WEEK,
                    tDays / DAYS_PER_WEEK,
                    weeks);
    return udf(expected, DataTypes.DoubleType)
        .apply(
            RepeatOrders.X.col(), RepeatOrders.T_X_DAYS.col(), RepeatOrders.T_DAYS.col(), lifetime);
  }

  private static LifetimeParameters parameters(Row fit) {
    return new LifetimeParameters(
        fit.getDouble(0), fit.getDouble(1), fit.getDouble(2), fit.getDouble(3));
  }

  private Column score() {
    UDF4<Long, Integer, Integer, Row, Row> score = this::score;
    return udf(score, SCORED)
        .apply(
            RepeatOrders.X.col(),
            RepeatOrders.T_X_DAYS.col(),
            RepeatOrders.T_DAYS.col(),
            col(LIFETIME));
  }

  private Row score(Long x, Integer txDays, Integer tDays, Row lifetime) {
    if (lifetime.isNullAt(0)) {
      return null;
    }
    LifetimeParameters parameters = parameters(lifetime);
    int repeats = Math.toIntExact(x);
    double tx = txDays / DAYS_PER_WEEK;
    double age = tDays / DAYS_PER_WEEK;
    double discounted = 0;
    double before = 0;
    for (int month = 1; month <= months; month++) {
      double upTo = model.expectedOrders(parameters, repeats, tx, age, month * WEEKS_PER_MONTH);
      double years = (double) month / MONTHS_PER_YEAR;
      discounted += (upTo - before) * Math.pow(1 + discountRate, -years);
      before = upTo;
    }
    return RowFactory.create(model.alive(parameters, repeats, tx, age), before, discounted);
  }

  /** As {@link SpendParameters#expectedSpend}. */
  private static Column spend() {
    Column p = col(SPEND_MODEL).getField("p");
    Column q = col(SPEND_MODEL).getField("q");
    Column v = col(SPEND_MODEL).getField("v");
    Column total = RepeatOrders.SPEND.col().divide(TEN_THOUSANDTHS);
    Column isSpender = RepeatOrders.X.col().gt(0).and(RepeatOrders.SPEND.col().gt(0));
    Column own =
        p.multiply(v.plus(total)).divide(p.multiply(RepeatOrders.X.col()).plus(q).minus(1));
    Column everyone = p.multiply(v).divide(q.minus(1));
    Column fitted = when(isSpender, own).otherwise(everyone);
    return coalesce(fitted, col(MEAN_SPEND).divide(TEN_THOUSANDTHS));
  }

  private static Column value() {
    Column orders = col(SCORES).getField(DISCOUNTED_ORDERS);
    return orders.multiply(EXPECTED_ORDER_VALUE.col().cast(DataTypes.DoubleType));
  }
}
