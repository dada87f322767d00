package io.clientela.table;

import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.quarter;
import static org.apache.spark.sql.functions.year;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * Length of a calendar period. Periods of a grain are numbered without gaps, so that neighbours
 * differ by 1.
 */
public enum Grain {
  DAY(1),
  WEEK(7),
  MONTH(31),
  QUARTER(92);

  private static final int EPOCH_WEEKDAY = DayOfWeek.THURSDAY.getValue();

  private final int longestDays;

  Grain(int longestDays) {
    this.longestDays = longestDays;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The grain with this label. */
  public static Grain of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** Days of the longest period of this grain. */
  public int longestDays() {
    return longestDays;
  }

  /** Number of the period that holds the day (days since 1970-01-01). */
  public int indexOf(int day, DayOfWeek weekStart) {
    return switch (this) {
      case DAY -> day;
      case WEEK -> Math.floorDiv(day - firstWeekStart(weekStart), 7);
      case MONTH -> {
        LocalDate date = LocalDate.ofEpochDay(day);
        yield date.getYear() * 12 + date.getMonthValue() - 1;
      }
      case QUARTER -> {
        LocalDate date = LocalDate.ofEpochDay(day);
        yield date.getYear() * 4 + date.get(IsoFields.QUARTER_OF_YEAR) - 1;
      }
    };
  }

  /** The same number as an expression over days since 1970-01-01. */
  public Column indexOf(Column day, DayOfWeek weekStart) {
    Column date = date_from_unix_date(day);
    return switch (this) {
      case DAY -> day;
      case WEEK ->
          floor(day.minus(firstWeekStart(weekStart)).cast(DataTypes.DoubleType).divide(7))
              .cast(DataTypes.IntegerType);
      case MONTH -> year(date).multiply(12).plus(month(date)).minus(1);
      case QUARTER -> year(date).multiply(4).plus(quarter(date)).minus(1);
    };
  }

  /** First day of the period with this number. */
  public LocalDate startOf(int index, DayOfWeek weekStart) {
    return switch (this) {
      case DAY -> LocalDate.ofEpochDay(index);
      case WEEK -> LocalDate.ofEpochDay(index * 7L + firstWeekStart(weekStart));
      case MONTH -> LocalDate.of(Math.floorDiv(index, 12), Math.floorMod(index, 12) + 1, 1);
      case QUARTER -> LocalDate.of(Math.floorDiv(index, 4), Math.floorMod(index, 4) * 3 + 1, 1);
    };
  }

  /** First day of the period after the one that starts on a day. */
  public LocalDate next(LocalDate start) {
    return switch (this) {
      case DAY -> start.plusDays(1);
      case WEEK -> start.plusWeeks(1);
      case MONTH -> start.plusMonths(1);
      case QUARTER -> start.plusMonths(3);
    };
  }

  private static int firstWeekStart(DayOfWeek weekStart) {
    return weekStart.getValue() - EPOCH_WEEKDAY;
  }
}
