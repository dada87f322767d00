package io.clientela.model.service;

import io.clientela.table.Meaning;
import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** When a team works. */
public record BusinessHours(
    @Meaning("Teams that keep these hours; none named: every team without hours of its own")
        List<String> teams,
    @Meaning("Zone of the hours; default: the business time zone") ZoneId timeZone,
    @Meaning(
            "Required. Opening hours by weekday or span of weekdays, such as `{monday-friday:"
                + " [09:00-12:00, 13:00-18:00], saturday: [09:00-13:00]}`")
        Map<String, List<Opening>> hours,
    @Meaning("Dates on which the team does not work") List<LocalDate> holidays)
    implements Serializable {

  public BusinessHours {
    teams = teams == null ? List.of() : List.copyOf(teams);
    holidays = holidays == null ? List.of() : List.copyOf(holidays);
    if (hours == null || hours.isEmpty()) {
      throw new IllegalArgumentException(
          "hours is not given, expected some such as {monday-friday: [09:00-18:00]}");
    }
    Map<String, List<Opening>> written = new LinkedHashMap<>();
    hours.forEach((days, openings) -> written.put(days, openings == null ? List.of() : openings));
    hours = Map.copyOf(written);
    byDay(hours);
  }

  BusinessHours in(ZoneId zone) {
    return timeZone == null ? new BusinessHours(teams, zone, hours, holidays) : this;
  }

  /** The openings of each weekday, in order. */
  Map<DayOfWeek, List<Opening>> byDay() {
    return byDay(hours);
  }

  private static Map<DayOfWeek, List<Opening>> byDay(Map<String, List<Opening>> hours) {
    Map<DayOfWeek, List<Opening>> byDay = new EnumMap<>(DayOfWeek.class);
    hours.forEach(
        (days, openings) -> {
          for (DayOfWeek day : days(days)) {
            byDay.computeIfAbsent(day, none -> new ArrayList<>()).addAll(openings);
          }
        });
    byDay.forEach(
        (day, openings) -> {
          openings.sort((one, other) -> one.from() - other.from());
          for (int i = 1; i < openings.size(); i++) {
            if (openings.get(i).from() < openings.get(i - 1).to()) {
              throw new IllegalArgumentException(
                  "hours overlap on " + written(day) + "; keep one of them");
            }
          }
        });
    return byDay;
  }

  /** The weekdays of {@code monday} or {@code monday-friday}, also around the end of the week. */
  private static List<DayOfWeek> days(String written) {
    String[] ends = written.split("-", -1);
    DayOfWeek first = day(ends[0], written);
    DayOfWeek last = ends.length == 1 ? first : day(ends[1], written);
    int days = Math.floorMod(last.getValue() - first.getValue(), 7) + 1;
    if (ends.length > 2) {
      throw notADay(written);
    }
    return Stream.iterate(first, day -> day.plus(1)).limit(days).toList();
  }

  private static DayOfWeek day(String name, String written) {
    return Stream.of(DayOfWeek.values())
        .filter(day -> written(day).equals(name))
        .findFirst()
        .orElseThrow(() -> notADay(written));
  }

  private static IllegalArgumentException notADay(String written) {
    return new IllegalArgumentException(
        "hours has the key " + written + ", expected a weekday or a span such as monday-friday");
  }

  private static String written(DayOfWeek day) {
    return day.name().toLowerCase(Locale.ROOT);
  }
}
