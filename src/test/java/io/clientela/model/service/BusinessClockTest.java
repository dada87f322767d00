package io.clientela.model.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BusinessClockTest {

  private static final Map<String, List<Opening>> OFFICE =
      Map.of(
          "monday-friday", List.of(Opening.of("13:00-18:00"), Opening.of("09:00-12:00")),
          "saturday", List.of(Opening.of("09:00-13:00")));
  private static final Map<String, List<Opening>> ALWAYS =
      Map.of("monday-sunday", List.of(Opening.of("00:00-24:00")));

  private static Duration between(
      Map<String, List<Opening>> hours, String zone, String from, String to, LocalDate... closed) {
    BusinessHours written = new BusinessHours(List.of(), ZoneId.of(zone), hours, List.of(closed));
    long micros = new BusinessClock(written).between(micros(from, zone), micros(to, zone));
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  private static long micros(String local, String zone) {
    Instant instant = LocalDateTime.parse(local).atZone(ZoneId.of(zone)).toInstant();
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** 2024-03-08 is a Friday. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          2024-03-08T10:00, 2024-03-08T11:30,  PT1H30M, within the morning
          2024-03-08T11:30, 2024-03-08T13:30,  PT1H,    lunch does not count
          2024-03-08T20:00, 2024-03-09T08:00,  PT0S,    the night does not
          2024-03-08T17:00, 2024-03-11T10:00,  PT6H,    an hour of Friday and four of Saturday and one of Monday
          2024-03-08T09:00, 2024-03-15T09:00,  PT44H,   a week: five days of eight hours and four
          2024-03-10T00:00, 2024-03-11T00:00,  PT0S,    Sunday
          2024-03-08T12:00, 2024-03-08T12:00,  PT0S,    no time at all
          """)
  void onlyOpeningHoursCount(String from, String to, Duration expected, String why) {
    assertEquals(expected, between(OFFICE, "America/Sao_Paulo", from, to), why);
  }

  @Test
  void aHolidayIsClosed() {
    assertEquals(
        Duration.ofHours(8),
        between(
            OFFICE,
            "America/Sao_Paulo",
            "2024-02-12T09:00",
            "2024-02-14T18:00",
            LocalDate.parse("2024-02-12"),
            LocalDate.parse("2024-02-13")),
        "Carnival: only Wednesday is worked");
  }

  /** São Paulo lost the hour after midnight on 2018-11-04, Lisbon repeats one on 2024-10-27. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          America/Sao_Paulo, 2018-11-03T12:00, 2018-11-05T12:00, PT47H
          Europe/Lisbon,     2024-10-26T12:00, 2024-10-28T12:00, PT49H
          Europe/Lisbon,     2024-03-30T12:00, 2024-04-01T12:00, PT47H
          """)
  void aDayIsAsLongAsItIsWhereClocksChange(String zone, String from, String to, Duration expected) {
    assertEquals(expected, between(ALWAYS, zone, from, to));
  }

  @Test
  void openingHoursStayLocalWhenClocksChange() {
    Map<String, List<Opening>> mornings =
        Map.of("monday-sunday", List.of(Opening.of("09:00-10:00")));
    assertEquals(
        Duration.ofHours(3),
        between(mornings, "America/Sao_Paulo", "2018-11-03T00:00", "2018-11-06T00:00"));
  }

  /** Tasks get a copy. */
  @Test
  void aClockRunsTheSameInEveryTask() throws IOException, ClassNotFoundException {
    BusinessHours hours = new BusinessHours(null, ZoneId.of("UTC"), OFFICE, null);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    new ObjectOutputStream(sent).writeObject(new BusinessClock(hours));
    Object copy = new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray())).readObject();
    long from = micros("2024-03-08T10:00", "UTC");
    long to = micros("2024-03-08T11:30", "UTC");
    assertEquals(
        Duration.ofMinutes(90),
        Duration.of(((BusinessClock) copy).between(from, to), ChronoUnit.MICROS));
  }

  @Test
  void aWeekMayBeginAnyDay() {
    Map<String, List<Opening>> weekend =
        Map.of("saturday-monday", List.of(Opening.of("10:00-12:00")));
    assertEquals(
        Duration.ofHours(6), between(weekend, "UTC", "2024-03-08T00:00", "2024-03-15T00:00"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          monday-firday | 09:00-18:00              | hours has the key monday-firday, expected a weekday or a span such as monday-friday
          mon           | 09:00-18:00              | hours has the key mon, expected a weekday or a span such as monday-friday
          monday        | 9h-18h                   | found "9h-18h", expected opening hours such as 09:00-18:00
          monday        | 09:00-12:00, 11:00-18:00 | hours overlap on monday; keep one of them
          """)
  void whatIsNoScheduleIsRefused(String days, String openings, String why) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              List<Opening> written =
                  List.of(openings.split(", ")).stream().map(Opening::of).toList();
              new BusinessHours(List.of(), null, Map.of(days, written), List.of());
            });
    assertEquals(why, refused.getMessage());
  }

  @Test
  void aNightIsWrittenAsTwoDays() {
    assertThrows(IllegalArgumentException.class, () -> Opening.of("22:00-06:00"));
  }

  @Test
  void aTeamHasOneSchedule() {
    BusinessHours norte = new BusinessHours(List.of("norte"), null, OFFICE, null);
    BusinessHours others = new BusinessHours(null, null, OFFICE, null);
    assertThrows(
        IllegalArgumentException.class, () -> new Schedules(List.of(norte, others, norte)));
    assertThrows(IllegalArgumentException.class, () -> new Schedules(List.of(others, others)));
  }
}
