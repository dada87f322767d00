package io.clientela.model;

import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Measures of orders per grain, segment and period, without gaps up to the last known period. */
public final class PeriodSeries {

  /** Key of a published period table. */
  public static final Field[] KEY = {
    Activity.GRAIN, Breakdowns.DIMENSION, Breakdowns.SEGMENT, Timeline.PERIOD_START
  };

  public static final List<Field> SERIES =
      List.of(Activity.GRAIN, Breakdowns.DIMENSION, Breakdowns.SEGMENT);

  private PeriodSeries() {}

  /** What a table of such series asks of the shared facts. */
  public static Asks asks(List<Grain> grains) {
    return Asks.ORDERS.withPeriods(grains);
  }

  public static Column[] series() {
    return SERIES.stream().map(Field::col).toArray(Column[]::new);
  }

  public static Dataset<Row> ofOrders(Facts facts, List<Grain> grains, Field... measures) {
    Column isGrain = Activity.GRAIN.col().isin(grains.stream().map(Grain::label).toArray());
    Column isOrder = History.ACTIVITY.col().equalTo(History.ORDER);
    Column[] sums = Activity.sums(measures);
    Column[] cell = {
      Activity.GRAIN.col(),
      Breakdowns.DIMENSION.col(),
      Breakdowns.SEGMENT.col(),
      Activity.PERIOD.col()
    };
    Dataset<Row> counted =
        Breakdowns.each(facts.of(Activity.TABLE).where(isGrain.and(isOrder)), facts.dimensions())
            .groupBy(cell)
            .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
    return Timeline.fill(counted, SERIES, measures, facts);
  }
}
