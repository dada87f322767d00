package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scores of customers by the cut points of all of them, and the segment that the scores make. */
final class RfmScores {

  static final Field RECENCY_SCORE =
      Field.score("recency_score", "5 = most recent fifth, 1 = least");
  static final Field FREQUENCY_SCORE =
      Field.score("frequency_score", "5 = most orders, 1 = fewest");
  static final Field MONETARY_SCORE = Field.score("monetary_score", "5 = most revenue, 1 = least");
  static final Field RFM_SEGMENT =
      Field.label("rfm_segment", "Segment that the recency and frequency scores make");

  private RfmScores() {}

  /**
   * @param customers with recency_days, orders and revenue
   * @param cuts rows of {@link RfmCuts}
   * @return the customers with the four fields above
   */
  static Dataset<Row> of(Dataset<Row> customers, Dataset<Row> cuts) {
    Column older = cutsBelow(CustomerValue.RECENCY_DAYS.col(), RfmCuts.RECENCY);
    Column fewer = cutsBelow(CustomerValue.ORDERS.col(), RfmCuts.FREQUENCY);
    Column less = cutsBelow(CustomerValue.REVENUE.col(), RfmCuts.MONETARY);
    Column segment = RfmSegment.of(RECENCY_SCORE.col(), FREQUENCY_SCORE.col());
    return customers
        .crossJoin(broadcast(inOneRow(cuts)))
        .withColumn(RECENCY_SCORE.name(), RECENCY_SCORE.is(lit(RfmCuts.SCORES).minus(older)))
        .withColumn(FREQUENCY_SCORE.name(), FREQUENCY_SCORE.is(fewer.plus(1)))
        .withColumn(MONETARY_SCORE.name(), MONETARY_SCORE.is(less.plus(1)))
        .withColumn(RFM_SEGMENT.name(), RFM_SEGMENT.is(segment));
  }

  private static Dataset<Row> inOneRow(Dataset<Row> cuts) {
    return cuts.agg(cutsOf(RfmCuts.RECENCY), cutsOf(RfmCuts.FREQUENCY), cutsOf(RfmCuts.MONETARY));
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

  private static Column cutsBelow(Column value, String measure) {
    Column below = lit(0);
    for (int i = 1; i < RfmCuts.SCORES; i++) {
      below =
          below.plus(when(value.gt(element_at(cutColumn(measure).col(), lit(i))), 1).otherwise(0));
    }
    return below;
  }

  private static Field cutColumn(String measure) {
    return Field.any(measure + "_cuts", "The four cut points of " + measure);
  }
}
