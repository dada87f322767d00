package io.clientela.table;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.testing.Sessions;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Periods as numbers, in Java and as expressions, over a century and a half. */
final class GrainTest {

  private static final int FROM = (int) LocalDate.parse("1950-01-01").toEpochDay();
  private static final int TO = (int) LocalDate.parse("2100-01-01").toEpochDay();

  @ParameterizedTest
  @EnumSource
  void bothWaysToNumberAPeriodAgreeAndLeadBackToItsFirstDay(Grain grain) {
    for (DayOfWeek weekStart : new DayOfWeek[] {DayOfWeek.MONDAY, DayOfWeek.SUNDAY}) {
      for (Row row :
          Sessions.utc()
              .range(FROM, TO, 7)
              .select(col("id").cast("int").as("day"))
              .select(col("day"), grain.indexOf(col("day"), weekStart).as("period"))
              .collectAsList()) {
        int day = row.<Integer>getAs("day");
        int period = row.<Integer>getAs("period");
        assertEquals(grain.indexOf(day, weekStart), period);
        assertEquals(firstDay(grain, day, weekStart), grain.startOf(period, weekStart).toString());
      }
    }
  }

  private static String firstDay(Grain grain, int day, DayOfWeek weekStart) {
    LocalDate date = LocalDate.ofEpochDay(day);
    LocalDate first =
        switch (grain) {
          case DAY -> date;
          case WEEK -> date.with(TemporalAdjusters.previousOrSame(weekStart));
          case MONTH -> date.withDayOfMonth(1);
          case QUARTER -> date.withDayOfMonth(1).minusMonths((date.getMonthValue() - 1) % 3);
        };
    return first.toString();
  }
}
