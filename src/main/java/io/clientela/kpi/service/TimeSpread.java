package io.clientela.kpi.service;

import static org.apache.spark.sql.functions.try_divide;

import io.clientela.model.compact.DurationQuantiles;
import io.clientela.table.Field;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * Mean, median and ninth decile of a duration, in the unit that they are published in.
 *
 * @param micros the duration; its sum is {@link TicketCounts#total}, its quantiles bear its name
 * @param number how many tickets have it
 */
record TimeSpread(Field micros, Field number, double seconds, Field mean, Field median, Field p90) {

  private static final double SECONDS_PER_MINUTE = 60;
  private static final double SECONDS_PER_HOUR = 3600;
  private static final double MICROS = 1e6;

  static TimeSpread minutes(Field micros, Field number, String name, String meaning) {
    return new TimeSpread(
        micros,
        number,
        SECONDS_PER_MINUTE,
        Field.minutes("mean_" + name, "Mean " + meaning),
        Field.minutes("median_" + name, "Median of the same"),
        Field.minutes("p90_" + name, "Ninth decile of the same"));
  }

  static TimeSpread hours(Field micros, Field number, String name, String meaning) {
    return new TimeSpread(
        micros,
        number,
        SECONDS_PER_HOUR,
        Field.hours("mean_" + name, "Mean " + meaning),
        Field.hours("median_" + name, "Median of the same"),
        Field.hours("p90_" + name, "Ninth decile of the same"));
  }

  List<Field> fields() {
    return List.of(mean, median, p90);
  }

  List<Column> columns() {
    Column sum = TicketCounts.total(micros).col().cast(DataTypes.DoubleType);
    return List.of(
        mean.is(try_divide(sum, number.col().multiply(MICROS * seconds))),
        median.is(quantile(DurationQuantiles.MEDIAN)),
        p90.is(quantile(DurationQuantiles.P90)));
  }

  private Column quantile(String name) {
    return micros.col().getField(name).divide(seconds);
  }
}
