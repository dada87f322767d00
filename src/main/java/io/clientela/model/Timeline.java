package io.clientela.model;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;

import io.clientela.table.Facts;
import io.clientela.table.Field;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** Where a row of a table of periods lies in time. */
public final class Timeline {

  public static final Field PERIOD_START = Field.date("period_start", "First day of the period");
  public static final Field IS_COMPLETE =
      Field.flag(
          "is_complete",
          "The period is over at the as-of date; what is not complete can still change");

  private Timeline() {}

  /**
   * Midnight of the as-of date, in microseconds since 1970; the session's zone is the business one.
   */
  public static Column asOfMicros(Facts facts) {
    return unix_micros(lit(facts.asOf()).cast(DataTypes.TimestampType));
  }
}
