package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_divide;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.kpi.value.clv.LifetimeModel;
import io.clientela.model.Asks;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.table.Exact;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Money;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What each customer has ordered so far, the three RFM scores and the segment they make, and what
 * the customer is expected to order and to be worth.
 */
public record CustomerValue(
    @Meaning(
            "Model of the customer's lifetime: bg-nbd, or mbg-nbd, in which one-time buyers may be lost")
        LifetimeModel model,
    @Meaning("Months from as-of over which orders and value are predicted, 1 to 120")
        Integer horizonMonths,
    @Meaning("Interest a year by which predicted revenue is discounted") Double discountRate)
    implements Kpi {

  static final Field FIRST_ORDERED_ON =
      Field.date("first_ordered_on", "Business date of the first order");
  static final Field LAST_ORDERED_ON =
      Field.date("last_ordered_on", "Business date of the last order");
  static final Field ORDERS = Field.count("orders", "Orders so far");
  static final Field ORDER_DAYS = Field.count("order_days", "Days with an order");
  static final Field REVENUE = Field.money("revenue", "Amounts less refunds, returns included");
  static final Field RECENCY_DAYS = Field.days("recency_days", "Days from the last order to as-of");
  static final Table TABLE =
      Table.named("customer_value")
          .titled("Customer value", "Valor do cliente")
          .grain(
              "One row per customer with an order; the latest as-of date only",
              "Uma linha por cliente com pedido; somente a data da posição mais recente")
          .key(History.CUSTOMER_ID)
          .values(
              FIRST_ORDERED_ON,
              LAST_ORDERED_ON,
              ORDERS,
              ORDER_DAYS,
              REVENUE,
              RECENCY_DAYS,
              RfmScores.RECENCY_SCORE,
              RfmScores.FREQUENCY_SCORE,
              RfmScores.MONETARY_SCORE,
              RfmScores.RFM_SEGMENT,
              RepeatOrders.X,
              RepeatOrders.T_X,
              RepeatOrders.T,
              RepeatOrders.MEAN_REPEAT_SPEND,
              Prediction.P_ALIVE,
              Prediction.EXPECTED_ORDERS,
              Prediction.EXPECTED_ORDER_VALUE,
              Prediction.PREDICTED_LTV)
          .definedBy(
              "Observed value; scores from the cut points in rfm_cuts, equal for equal customers;"
                  + " predictions by the models in ltv_model",
              "Valor observado; notas pelos cortes de rfm_cuts, iguais para clientes"
                  + " iguais; previsões pelos modelos de ltv_model")
          .latestOnly();

  private static final Field PREDICTED_TOTAL =
      Field.number("predicted_total", "Sum of predicted_ltv");
  private static final Field PREDICTED_CUSTOMERS =
      Field.count("predicted_customers", "Customers with a predicted_ltv");
  private static final List<Field> OBSERVED =
      TABLE.fields().subList(0, TABLE.fields().indexOf(RfmScores.RFM_SEGMENT) + 1);

  public CustomerValue {
    model = model == null ? LifetimeModel.BG_NBD : model;
    horizonMonths = horizonMonths == null ? 12 : horizonMonths;
    discountRate = discountRate == null ? 0.1 : discountRate;
    Kpi.require(
        horizonMonths >= 1 && horizonMonths <= 120, "horizon-months", horizonMonths, "1 to 120");
    Kpi.require(
        discountRate >= 0 && discountRate <= 1, "discount-rate", discountRate, "0 to 1 a year");
  }

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(
                Prediction.PREDICTED_LTV,
                "Predicted value of a customer in the next " + horizonMonths + " months",
                "Valor previsto por cliente nos próximos " + horizonMonths + " meses")
            .over(PREDICTED_TOTAL.over(PREDICTED_CUSTOMERS))
            .higherIsBetter()
            .counted(CustomerValue::addUpPredictions));
  }

  private static Dataset<Row> addUpPredictions(Dataset<Row> customers) {
    Column predicted = Prediction.PREDICTED_LTV.col();
    return customers
        .groupBy(lit(true))
        .agg(PREDICTED_TOTAL.is(Exact.sum(predicted)), PREDICTED_CUSTOMERS.is(count(predicted)))
        .withColumn(
            Prediction.PREDICTED_LTV.name(),
            try_divide(PREDICTED_TOTAL.col(), PREDICTED_CUSTOMERS.col()));
  }

  @Override
  public Needs needs() {
    return Needs.all(Orders.TABLE, History.TABLE, new RfmCuts().output(), LtvModel.TABLE)
        .holding(Asks.ORDERS);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    Prediction prediction = new Prediction(model, horizonMonths, discountRate);
    return facts
        .of(History.TABLE)
        .where(RepeatOrders.customers())
        .transform(rows -> summarise(rows, facts))
        .transform(rows -> RfmScores.of(rows, facts.of(new RfmCuts().output())))
        .transform(rows -> prediction.of(rows, facts.of(LtvModel.TABLE)))
        .transform(CustomerValue::publish);
  }

  private static Dataset<Row> summarise(Dataset<Row> histories, Facts facts) {
    Column[] observed = {
      History.CUSTOMER_ID.col(),
      FIRST_ORDERED_ON.is(date_from_unix_date(History.FIRST_DAY.col())),
      LAST_ORDERED_ON.is(date_from_unix_date(History.LAST_DAY.col())),
      ORDERS.is(History.ACTIONS.col()),
      ORDER_DAYS.is(History.ACTIVE_DAYS.col()),
      REVENUE.is(Money.fromTenThousandths(History.REVENUE.col())),
      RECENCY_DAYS.is(lit(facts.lastDay() + 1).minus(History.LAST_DAY.col()))
    };
    Column[] repeats = new RepeatOrders(facts.lastDay()).columns();
    return histories.select(
        Stream.of(observed, repeats).flatMap(Stream::of).toArray(Column[]::new));
  }

  private static Dataset<Row> publish(Dataset<Row> customers) {
    Column[] predicted = {
      Prediction.P_ALIVE.col(),
      Prediction.EXPECTED_ORDERS.col(),
      Prediction.EXPECTED_ORDER_VALUE.col(),
      Prediction.PREDICTED_LTV.col()
    };
    Column[] observed = OBSERVED.stream().map(Field::col).toArray(Column[]::new);
    return customers.select(
        Stream.of(observed, RepeatOrders.published(), predicted)
            .flatMap(Stream::of)
            .toArray(Column[]::new));
  }
}
