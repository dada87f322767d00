package io.clientela.kpi.management;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** How far a target is reached, measured against the time that has gone by. */
record TargetProgress(Target target, TargetActual actual, boolean isLower, LocalDate asOf) {

  /** Share of the days from the first to the last one that are over. */
  double elapsedShare() {
    long days = ChronoUnit.DAYS.between(target.startsOn(), target.dueOn()) + 1;
    long past = ChronoUnit.DAYS.between(target.startsOn(), asOf);
    return (double) Math.min(Math.max(past, 0), days) / days;
  }

  Double attainment() {
    Double value = actual.value();
    if (value == null) {
      return null;
    } else if (!isFromBaseline()) {
      return isLower ? over(target.target(), value) : over(value, target.target());
    }
    return over(value - target.baseline(), target.target() - target.baseline());
  }

  Double pace() {
    Double attainment = attainment();
    if (attainment == null) {
      return null;
    } else if (isCap()) {
      return attainment * elapsedShare();
    }
    boolean isByTime = actual.isSum() || target.baseline() != null;
    return isByTime ? over(attainment, elapsedShare()) : attainment;
  }

  private boolean isFromBaseline() {
    return !actual.isSum() && target.baseline() != null;
  }

  /** A sum that may not go beyond the target. */
  private boolean isCap() {
    return actual.isSum() && isLower;
  }

  private static Double over(double part, double whole) {
    return whole == 0 ? null : (Double) (part / whole);
  }

  /** Due, and nothing can change any more. */
  boolean isFinal() {
    return asOf.isAfter(target.dueOn()) && !actual.isPending();
  }

  String status() {
    Double value = actual.value();
    if (!asOf.isAfter(target.startsOn())) {
      return "not_started";
    } else if (value == null) {
      return "no_data";
    }
    boolean isReached = isLower ? value <= target.target() : value >= target.target();
    if (isReached && (!isCap() || isFinal())) {
      return "achieved";
    } else if (!isReached && (isCap() || isFinal())) {
      return "missed";
    }
    Double pace = pace();
    return pace != null && pace >= 1 ? "on_track" : "at_risk";
  }
}
