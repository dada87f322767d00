package io.clientela.model;

import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
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

  public static final List<Field> SERIES_OF_ACTIVITY =
      Stream.concat(Stream.of(History.ACTIVITY), SERIES.stream()).toList();

  private PeriodSeries() {}

  /** What a table of such series of orders asks of the shared facts. */
  public static Asks asks(List<Grain> grains) {
    return Asks.ORDERS.withOrderPeriods(grains);
  }

  /** The cells of these activities and grains, with or without cohort. */
  public static Dataset<Row> cells(
      List<String> activities, Facts facts, List<Grain> grains, Field... measures) {
    Column isGrain = Activity.GRAIN.col().isin(grains.stream().map(Grain::label).toArray());
    Column isActivity = History.ACTIVITY.col().isin(activities.toArray());
    Stream<Field> cell =
        Stream.concat(SERIES_OF_ACTIVITY.stream(), Stream.of(Activity.COHORT, Activity.PERIOD));
    return facts
        .of(Activity.TABLE)
        .where(isGrain.and(isActivity))
        .select(columns(Stream.concat(cell, Stream.of(measures)).toList()));
  }

  private static Column[] columns(List<Field> fields) {
    return fields.stream().map(Field::col).toArray(Column[]::new);
  }
}
