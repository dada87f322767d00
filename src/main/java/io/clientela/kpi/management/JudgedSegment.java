package io.clientela.kpi.management;

import io.clientela.kpi.Better;
import io.clientela.kpi.Headlines;
import io.clientela.kpi.management.trend.Chance;
import io.clientela.kpi.management.trend.Judge;
import io.clientela.kpi.management.trend.Judge.Point;
import io.clientela.kpi.management.trend.Judge.Verdict;
import io.clientela.kpi.management.trend.Limits;
import io.clientela.model.Breakdowns;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.RowsOut;
import io.clientela.table.Unit;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The newest complete period of one segment, judged by those before it.
 *
 * @param newest as the scorecard has it
 */
record JudgedSegment(Cell newest, Verdict verdict) {

  /** What is read of a period. */
  static final Field[] READ = {
    Headlines.KPI,
    TrendAlerts.GRAIN,
    Breakdowns.DIMENSION,
    Breakdowns.SEGMENT,
    Timeline.PERIOD_START,
    Headlines.VALUE,
    Headlines.CASES,
    Headlines.UNIT,
    Headlines.IS_ADDITIVE,
    Headlines.TITLE,
    Headlines.TITLE_PT,
    Headlines.BETTER
  };

  private static final List<Field> SAME =
      List.of(
          Headlines.KPI,
          TrendAlerts.GRAIN,
          Breakdowns.DIMENSION,
          Breakdowns.SEGMENT,
          Headlines.TITLE,
          Headlines.TITLE_PT,
          Headlines.UNIT,
          TrendAlerts.VALUE);

  private static final long UNKNOWN = -1;

  /**
   * @param cells complete periods, segment by segment in the order of time
   */
  static List<JudgedSegment> of(Iterator<Cell> cells, Limits limits) {
    Judge judge = new Judge(limits);
    List<JudgedSegment> judged = new ArrayList<>();
    List<Cell> periods = new ArrayList<>();
    while (cells.hasNext()) {
      Cell cell = cells.next();
      if (!periods.isEmpty() && !isSameSegment(periods.get(0), cell)) {
        of(periods, judge).ifPresent(judged::add);
        periods.clear();
      }
      periods.add(cell);
    }
    of(periods, judge).ifPresent(judged::add);
    return judged;
  }

  private static boolean isSameSegment(Cell one, Cell other) {
    return other.is(Breakdowns.SEGMENT, one.label(Breakdowns.SEGMENT));
  }

  /** A segment whose newest complete period has no value has no verdict. */
  private static Optional<JudgedSegment> of(List<Cell> periods, Judge judge) {
    Cell newest = periods.get(periods.size() - 1);
    if (newest.isNull(Headlines.VALUE)) {
      return Optional.empty();
    }
    List<Point> points =
        periods.stream()
            .filter(period -> !period.isNull(Headlines.VALUE))
            .map(JudgedSegment::point)
            .toList();
    Grain grain = Grain.of(newest.label(TrendAlerts.GRAIN));
    Chance chance = chance(newest.label(Headlines.UNIT));
    boolean isVolume = chance == Chance.COUNT || newest.flag(Headlines.IS_ADDITIVE);
    return Optional.of(new JudgedSegment(newest, judge.judge(points, grain, chance, isVolume)));
  }

  private static Point point(Cell period) {
    return new Point(
        period.integer(Timeline.PERIOD_START),
        period.real(Headlines.VALUE),
        period.isNull(Headlines.CASES) ? UNKNOWN : period.count(Headlines.CASES));
  }

  private static Chance chance(String unit) {
    return switch (Unit.valueOf(unit.toUpperCase(Locale.ROOT))) {
      case SHARE -> Chance.SHARE;
      case PER_THOUSAND -> Chance.PER_THOUSAND;
      case COUNT -> Chance.COUNT;
      default -> Chance.UNKNOWN;
    };
  }

  Double pValue() {
    return verdict.pValue().isPresent() ? verdict.pValue().getAsDouble() : null;
  }

  /** What it is compared with, and how far it is from what is expected. */
  void put(Limits limits, RowsOut out) {
    boolean isKnown = verdict.forecast() != null;
    List<Point> compared = verdict.compared();
    double value = verdict.point().value();
    out.put(newest, SAME)
        .put(TrendAlerts.PERIOD_START, LocalDate.ofEpochDay(verdict.point().day()))
        .put(TrendAlerts.EXPECTED, isKnown ? verdict.forecast().expected() : null)
        .put(TrendAlerts.BASIS, isKnown ? verdict.forecast().basis().label() : null)
        .put(TrendAlerts.LOW, isKnown ? low(limits) : null)
        .put(TrendAlerts.HIGH, isKnown ? at(limits.distance()) : null)
        .put(TrendAlerts.ROBUST_Z, isKnown ? orNull(verdict.forecast().robustZ(value)) : null)
        .put(TrendAlerts.DRIFT, isKnown ? drift() : null)
        .put(TrendAlerts.CHANGE, orNull(verdict.change()))
        .put(TrendAlerts.COMPARED_PERIODS, compared.size())
        .put(TrendAlerts.COMPARED_FROM, compared.isEmpty() ? null : date(compared, 0))
        .put(
            TrendAlerts.COMPARED_TO,
            compared.isEmpty() ? null : date(compared, compared.size() - 1))
        .put(TrendAlerts.P_VALUE, pValue());
    putDirection(isKnown ? value - verdict.forecast().expected() : 0, out);
  }

  private void putDirection(double difference, RowsOut out) {
    String better = newest.label(Headlines.BETTER);
    boolean isSame = difference == 0;
    boolean isUp = difference > 0;
    boolean isGood = isUp == Better.HIGHER.label().equals(better);
    out.put(TrendAlerts.DIRECTION, isSame ? null : isUp ? "up" : "down")
        .put(TrendAlerts.EFFECT, isSame || better == null ? null : isGood ? "better" : "worse");
  }

  /** What was never below 0 is not expected there. */
  private double low(Limits limits) {
    double low = at(-limits.distance());
    boolean isPositive = verdict.compared().stream().allMatch(point -> point.value() >= 0);
    return isPositive ? Math.max(0, low) : low;
  }

  private double at(double distance) {
    return verdict.forecast().at(distance, verdict.noise());
  }

  private Double drift() {
    return verdict.forecast().drift() == 0 ? null : verdict.forecast().drift();
  }

  private static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static LocalDate date(List<Point> points, int i) {
    return LocalDate.ofEpochDay(points.get(i).day());
  }
}
