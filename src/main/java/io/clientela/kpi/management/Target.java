package io.clientela.kpi.management;

import io.clientela.kpi.Better;
import io.clientela.model.Breakdowns;
import io.clientela.model.Targets;
import io.clientela.table.Meaning;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Column;

/** A target written in the settings. */
public record Target(
    @Meaning("Required. KPI of the scorecard, such as `churn_rate`") String kpi,
    @Meaning("Breakdown of the scorecard; default: all") String dimension,
    @Meaning("Value of the dimension") String segment,
    @Meaning("The better direction, higher or lower; default: that of the KPI") Better direction,
    @Meaning("Value from which it starts, in the unit of the KPI") Double baseline,
    @Meaning("Required. Value to reach, in the unit of the KPI; shares are 0 to 1") Double target,
    @Meaning("Required. First day that counts") LocalDate startsOn,
    @Meaning("Required. Last day that counts") LocalDate dueOn,
    @Meaning("Who answers for it") String owner)
    implements Serializable {

  public Target {
    require(kpi, "kpi is not given, expected one of the scorecard such as churn_rate");
    require(target, "target is not given, expected the value to reach");
    require(startsOn, "starts-on is not given, expected the first day that counts");
    require(dueOn, "due-on is not given, expected the last day that counts");
    dimension = dimension == null ? Breakdowns.ALL : dimension;
    segment = dimension.equals(Breakdowns.ALL) ? Breakdowns.ALL : segment;
    require(segment, "segment is not given, expected a value of the dimension " + dimension);
    if (dueOn.isBefore(startsOn)) {
      throw new IllegalArgumentException(
          "due-on is " + dueOn + ", expected a date from starts-on " + startsOn + " on");
    }
    if (target.equals(baseline)) {
      throw new IllegalArgumentException("target is the baseline, expected another value");
    }
  }

  /** The same, in the direction that was given or else in that of its KPI; checked against both. */
  Target towards(Better better) {
    Better way = direction == null ? better : direction;
    if (better != null && way != better) {
      throw new IllegalArgumentException(
          "direction of "
              + kpi
              + " is "
              + way.label()
              + ", expected "
              + better.label()
              + ": the other way it gets worse");
    }
    boolean isLower = way == Better.LOWER;
    if (baseline != null && isLower != target < baseline) {
      throw new IllegalArgumentException(
          String.format(
              "target of %s is %s, expected one %s the baseline %s",
              kpi, target, isLower ? "below" : "above", baseline));
    }
    return new Target(kpi, dimension, segment, way, baseline, target, startsOn, dueOn, owner);
  }

  /** What tells the rows of the scorecard that it is about from others. */
  List<String> series() {
    return List.of(kpi, dimension, segment);
  }

  /** Whether a row of the scorecard is one of those. */
  Column isOf() {
    return Targets.KPI
        .col()
        .equalTo(kpi)
        .and(Targets.DIMENSION.col().equalTo(dimension))
        .and(Targets.SEGMENT.col().equalTo(segment));
  }

  private static void require(Object value, String otherwise) {
    if (value == null) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
