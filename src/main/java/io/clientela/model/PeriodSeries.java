package io.clientela.model;

import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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

  private static final List<Field> SERIES_OF_ACTIVITY =
      Stream.concat(Stream.of(History.ACTIVITY), SERIES.stream()).toList();

  private PeriodSeries() {}

  /** What a table of such series of orders asks of the shared facts. */
  public static Asks asks(List<Grain> grains) {
    return Asks.ORDERS.withOrderPeriods(grains);
  }

  public static Column[] series() {
    return columns(SERIES);
  }

  public static Column[] seriesOfActivity() {
    return columns(SERIES_OF_ACTIVITY);
  }

  /** The series of orders in the segments that they belong to themselves. */
  public static Dataset<Row> ofOrders(Facts facts, List<Grain> grains, Field... measures) {
    return of(List.of(Activity.ofOrders(facts)), facts, grains, measures);
  }

  /** The series of each of these activities. */
  public static Dataset<Row> of(
      List<String> activities, Facts facts, List<Grain> grains, Field... measures) {
    Column isGrain = Activity.GRAIN.col().isin(grains.stream().map(Grain::label).toArray());
    Column isActivity = History.ACTIVITY.col().isin(activities.toArray());
    Dataset<Row> asked = facts.of(Activity.TABLE).where(isGrain.and(isActivity));
    Column[] sums = Activity.sums(measures);
    Column[] cell =
        columns(Stream.concat(SERIES_OF_ACTIVITY.stream(), Stream.of(Activity.PERIOD)).toList());
    Dataset<Row> counted =
        asked.groupBy(cell).agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
    return Timeline.fill(counted, SERIES_OF_ACTIVITY, measures, facts);
  }

  private static Column[] columns(List<Field> fields) {
    return fields.stream().map(Field::col).toArray(Column[]::new);
  }
}
