package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Money;
import io.clientela.table.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What each customer has ordered so far, the three RFM scores and the segment they make. */
public record CustomerValue() implements Kpi {

  static final Field FIRST_ORDERED_ON =
      Field.date("first_ordered_on", "Business date of the first order");
  static final Field LAST_ORDERED_ON =
      Field.date("last_ordered_on", "Business date of the last order");
  static final Field ORDERS = Field.count("orders", "Orders so far");
  static final Field ORDER_DAYS = Field.count("order_days", "Days with an order");
  static final Field REVENUE = Field.money("revenue", "Amounts less refunds, returns included");
  static final Field RECENCY_DAYS = Field.days("recency_days", "Days from the last order to as-of");
  static final Field RECENCY_SCORE =
      Field.score("recency_score", "5 = most recent fifth, 1 = least");
  static final Field FREQUENCY_SCORE =
      Field.score("frequency_score", "5 = most orders, 1 = fewest");
  static final Field MONETARY_SCORE = Field.score("monetary_score", "5 = most revenue, 1 = least");
  static final Field RFM_SEGMENT =
      Field.label("rfm_segment", "Segment that the recency and frequency scores make");

  static final Table TABLE =
      Table.named("customer_value")
          .titled("Customer value", "Valor do cliente")
          .grain("One row per customer with an order; the latest as-of date only")
          .key(History.CUSTOMER_ID)
          .values(
              FIRST_ORDERED_ON,
              LAST_ORDERED_ON,
              ORDERS,
              ORDER_DAYS,
              REVENUE,
              RECENCY_DAYS,
              RECENCY_SCORE,
              FREQUENCY_SCORE,
              MONETARY_SCORE,
              RFM_SEGMENT)
          .definedBy(
              "Observed value; scores from the cut points in rfm_cuts, equal for equal customers")
          .latestOnly();

  /**
   * One line per recency score from 1 up, one segment per frequency score: exclusive and
   * exhaustive.
   */
  private static final List<String> SEGMENTS =
      List.of(
          "hibernating",
          "hibernating",
          "at_risk",
          "at_risk",
          "cannot_lose",
          "hibernating",
          "hibernating",
          "at_risk",
          "at_risk",
          "cannot_lose",
          "about_to_sleep",
          "about_to_sleep",
          "need_attention",
          "loyal",
          "loyal",
          "promising",
          "potential_loyalist",
          "potential_loyalist",
          "loyal",
          "loyal",
          "new_customer",
          "potential_loyalist",
          "potential_loyalist",
          "champion",
          "champion");

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Asks asks() {
    return Asks.ORDERS;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Orders.TABLE, History.TABLE, new RfmCuts().output());
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    Dataset<Row> cuts = facts.of(new RfmCuts().output()).transform(CustomerValue::inOneRow);
    return facts
        .of(History.TABLE)
        .where(History.ACTIVITY.col().equalTo(History.ORDER))
        .where(History.FIRST_DAY.col().isNotNull())
        .transform(rows -> summarise(rows, facts))
        .crossJoin(broadcast(cuts))
        .transform(CustomerValue::score)
        .transform(CustomerValue::assignSegment);
  }

  private static Dataset<Row> inOneRow(Dataset<Row> cuts) {
    Column[] columns =
        Stream.of(RfmCuts.RECENCY, RfmCuts.FREQUENCY, RfmCuts.MONETARY)
            .map(CustomerValue::cutsOf)
            .toArray(Column[]::new);
    return cuts.agg(columns[0], columns[1], columns[2]);
  }

  private static Column cutsOf(String measure) {
    Column isMeasure = RfmCuts.MEASURE.col().equalTo(measure);
    Column[] values = new Column[RfmCuts.SCORES - 1];
    for (int i = 0; i < values.length; i++) {
      Column isCut = isMeasure.and(RfmCuts.CUT.col().equalTo(i + 1));
      values[i] = max(when(isCut, RfmCuts.CUT_VALUE.col()));
    }
    return array(values).as(cutColumn(measure).name());
  }

  private static Dataset<Row> summarise(Dataset<Row> histories, Facts facts) {
    return histories.select(
        History.CUSTOMER_ID.col(),
        FIRST_ORDERED_ON.is(date_from_unix_date(History.FIRST_DAY.col())),
        LAST_ORDERED_ON.is(date_from_unix_date(History.LAST_DAY.col())),
        ORDERS.is(History.ACTIONS.col()),
        ORDER_DAYS.is(History.ACTIVE_DAYS.col()),
        REVENUE.is(Money.fromTenThousandths(History.REVENUE.col())),
        RECENCY_DAYS.is(lit(facts.lastDay() + 1).minus(History.LAST_DAY.col())));
  }

  private static Dataset<Row> score(Dataset<Row> customers) {
    Column older = cutsBelow(RECENCY_DAYS.col(), RfmCuts.RECENCY);
    return customers.select(
        History.CUSTOMER_ID.col(),
        FIRST_ORDERED_ON.col(),
        LAST_ORDERED_ON.col(),
        ORDERS.col(),
        ORDER_DAYS.col(),
        REVENUE.col(),
        RECENCY_DAYS.col(),
        RECENCY_SCORE.is(lit(RfmCuts.SCORES).minus(older)),
        FREQUENCY_SCORE.is(cutsBelow(ORDERS.col(), RfmCuts.FREQUENCY).plus(1)),
        MONETARY_SCORE.is(cutsBelow(REVENUE.col(), RfmCuts.MONETARY).plus(1)));
  }

  private static Column cutsBelow(Column value, String measure) {
    Column below = lit(0);
    for (int i = 1; i < RfmCuts.SCORES; i++) {
      below =
          below.plus(when(value.gt(element_at(cutColumn(measure).col(), lit(i))), 1).otherwise(0));
    }
    return below;
  }

  private static Dataset<Row> assignSegment(Dataset<Row> customers) {
    Column[] segments = SEGMENTS.stream().map(name -> lit(name)).toArray(Column[]::new);
    Column place =
        RECENCY_SCORE.col().minus(1).multiply(RfmCuts.SCORES).plus(FREQUENCY_SCORE.col());
    Column[] columns = TABLE.columns();
    columns[columns.length - 1] = RFM_SEGMENT.is(element_at(array(segments), place));
    return customers.select(columns);
  }

  private static Field cutColumn(String measure) {
    return Field.any(measure + "_cuts", "The four cut points of " + measure);
  }
}
