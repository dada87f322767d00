package io.clientela.demo;

import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.spark.sql.Column;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When work on the demo shop's tickets and deals is done. */
class OpeningHoursTest {

  /** 2024-12-30 is a Monday. */
  @ParameterizedTest
  @CsvSource({
    "2024-12-30T10:00, 60, 2024-12-30T11:00",
    "2024-12-30T03:00, 60, 2024-12-30T10:00",
    "2024-12-30T17:30, 60, 2024-12-31T09:30",
    "2024-12-30T21:00, 0, 2024-12-31T09:00",
    "2024-12-27T17:00, 120, 2024-12-30T10:00",
    "2024-12-28T12:00, 540, 2024-12-31T09:00",
    "2024-12-29T23:59, 2700, 2025-01-06T09:00"
  })
  void workIsDoneInTheOpeningHours(String from, int minutes, String until) {
    Column found = OpeningHours.after(seconds(from), lit(60L * minutes));

    assertEquals(LocalDateTime.parse(until), time(found));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-12-27T17:59:59, 2024-12-27T17:59:59",
    "2024-12-27T18:00, 2024-12-30T09:00",
    "2024-12-28T00:00, 2024-12-30T10:36:25",
    "2024-12-30T00:00, 2024-12-31T14:27:51"
  })
  void timesOfAWeekFillItsOpeningHours(String from, String until) {
    assertEquals(LocalDateTime.parse(until), time(OpeningHours.spread(seconds(from))));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-12-27, 2024-12-27",
    "2024-12-28, 2024-12-30",
    "2024-12-29, 2024-12-30",
    "2024-12-30, 2024-12-30"
  })
  void weekendsWaitForMonday(String day, String workday) {
    Column days = ShopCalendar.dayOf(seconds(day + "T00:00"));
    Column found = ShopCalendar.localSeconds(OpeningHours.workday(days), lit(0L));

    assertEquals(LocalDateTime.parse(workday + "T00:00"), time(found));
  }

  private static Column seconds(String time) {
    return lit(LocalDateTime.parse(time).toEpochSecond(ZoneOffset.UTC));
  }

  private static LocalDateTime time(Column localSeconds) {
    long seconds =
        ShopRows.session()
            .range(1)
            .select(localSeconds.cast("bigint").as("seconds"))
            .head()
            .<Long>getAs("seconds");
    return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
  }
}
