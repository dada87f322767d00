package io.clientela.kpi.management.trend;

import io.clientela.kpi.management.trend.Judge.Point;
import io.clientela.table.Grain;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the periods of a series have become since the same ones of the year before. */
final class YearBefore {

  private static final int WEEKS = 52;

  private final Grain grain;
  private final Limits limits;
  private final Map<Integer, Point> byDay = new HashMap<>();
  private final List<Point> points;
  private final Point ofLast;

  private YearBefore(List<Point> all, Grain grain, Limits limits) {
    this.grain = grain;
    this.limits = limits;
    all.forEach(point -> byDay.put(point.day(), point));
    int last = all.size() - 1;
    this.ofLast = all.get(last).value() < 0 ? null : before(all.get(last));
    List<Point> found = new ArrayList<>();
    for (Point point : all.subList(0, last)) {
      if (point.value() > 0 && before(point) != null) {
        found.add(point);
      }
    }
    this.points = Judge.latest(found, Judge.most(grain));
  }

  /**
   * Of weeks, months and quarters whose year before is known; days know their weekday only.
   *
   * @param all complete periods, in the order of time
   */
  static Optional<YearBefore> of(List<Point> all, Grain grain, Limits limits) {
    return Optional.of(grain)
        .filter(known -> known != Grain.DAY)
        .map(known -> new YearBefore(all, known, limits))
        .filter(years -> years.ofLast != null && years.points.size() >= limits.history());
  }

  /** The period a year before the last one. */
  Point ofLast() {
    return ofLast;
  }

  /** The periods before the last one whose year before is known. */
  List<Point> points() {
    return points;
  }

  /** Of each of them, the logarithm of its value over that of the year before. */
  double[] changes() {
    return points.stream()
        .mapToDouble(point -> Math.log(point.value() / before(point).value()))
        .toArray();
  }

  /** Null where there is none, or one of so few cases that it says little. */
  private Point before(Point point) {
    LocalDate day = LocalDate.ofEpochDay(point.day());
    LocalDate yearBefore = grain == Grain.WEEK ? day.minusWeeks(WEEKS) : day.minusYears(1);
    Point before = byDay.get((int) yearBefore.toEpochDay());
    boolean isTelling = before != null && before.value() > 0 && before.cases() >= limits.cases();
    return isTelling ? before : null;
  }
}
