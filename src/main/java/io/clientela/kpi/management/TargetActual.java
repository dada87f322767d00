package io.clientela.kpi.management;

import io.clientela.kpi.Headlines;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Exact;
import io.clientela.table.Grain;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** What the scorecard says of the KPI of a target, between its first day and its due date. */
final class TargetActual {

  /** The order in which grains are asked for; the first that the KPI has is taken. */
  private static final List<Grain> OF_SUMS =
      List.of(Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER);

  private static final List<Grain> OF_LEVELS =
      List.of(Grain.MONTH, Grain.QUARTER, Grain.WEEK, Grain.DAY);

  private final Target target;
  private final LocalDate asOf;
  private final boolean isSum;
  private BigDecimal total;
  private Double latest;
  private LocalDate latestStart;
  private LocalDate firstStart;
  private boolean isPending;

  /**
   * @param periods of the KPI, in any order
   */
  TargetActual(Target target, List<Cell> periods, LocalDate asOf) {
    this.target = target;
    this.asOf = asOf;
    this.isSum = !periods.isEmpty() && periods.get(0).flag(Headlines.IS_ADDITIVE);
    int best = periods.stream().mapToInt(this::rank).min().orElse(0);
    periods.stream().filter(period -> rank(period) == best && isCounted(period)).forEach(this::add);
  }

  private int rank(Cell period) {
    List<Grain> order = isSum ? OF_SUMS : OF_LEVELS;
    return period.isNull(Headlines.GRAIN)
        ? order.size()
        : order.indexOf(Grain.of(period.label(Headlines.GRAIN)));
  }

  private boolean isCounted(Cell period) {
    LocalDate start = period.date(Timeline.PERIOD_START);
    LocalDate afterDue = target.dueOn().plusDays(1);
    if (isSum) {
      return start != null && !start.isBefore(target.startsOn()) && start.isBefore(afterDue);
    }
    boolean isEver = period.isNull(Headlines.GRAIN);
    LocalDate end = isEver ? asOf : Grain.of(period.label(Headlines.GRAIN)).next(start);
    return end.isAfter(target.startsOn()) && (isEver || !end.isAfter(afterDue));
  }

  private void add(Cell period) {
    boolean isComplete = period.flag(Timeline.IS_COMPLETE);
    LocalDate start = period.date(Timeline.PERIOD_START);
    Double value = period.number(Headlines.VALUE);
    isPending |= !isComplete;
    if (isSum) {
      firstStart = firstStart == null || start.isBefore(firstStart) ? start : firstStart;
      total = value == null ? total : Exact.plus(total, value);
    } else if (isComplete && (latestStart == null || start.isAfter(latestStart))) {
      latestStart = start;
      latest = value;
    }
  }

  boolean isSum() {
    return isSum;
  }

  /** Whether some of its periods can still change. */
  boolean isPending() {
    return isPending;
  }

  Double value() {
    return isSum ? (total == null ? null : (Double) total.doubleValue()) : latest;
  }

  LocalDate start() {
    return isSum ? firstStart : latestStart;
  }
}
