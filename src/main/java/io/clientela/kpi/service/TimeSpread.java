package io.clientela.kpi.service;

import io.clientela.model.compact.Durations;
import io.clientela.table.Field;
import io.clientela.table.Quotient;
import io.clientela.table.RowsOut;
import io.clientela.table.Sums;
import java.util.List;

/**
 * Mean, median and ninth decile of a duration, in the unit that they are published in.
 *
 * @param micros the duration; its sum is {@link TicketCounts#total}
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

  /**
   * @param all none where nothing has the duration
   */
  void put(Sums sums, Durations all, RowsOut out) {
    double total = sums.money(TicketCounts.total(micros)).doubleValue();
    Double[] quantiles = all.seconds(0.5, 0.9);
    out.put(mean, Quotient.of(total, sums.count(number) * (MICROS * seconds)))
        .put(median, Quotient.of(quantiles[0], seconds))
        .put(p90, Quotient.of(quantiles[1], seconds));
  }
}
