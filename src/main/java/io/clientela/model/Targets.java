package io.clientela.model;

import static org.apache.spark.sql.functions.not;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import java.util.Collection;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** The raw targets that the job accepts: specific, measurable, with a way to go and a due date. */
public final class Targets {

  public static final String HIGHER = "higher";
  public static final String LOWER = "lower";

  /** As the KPI itself says. */
  public static final String EITHER = "either";

  public static final Field KPI = Field.label("kpi", "KPI of the scorecard, such as churn_rate");
  public static final Field DIMENSION =
      Field.label("dimension", "Breakdown of the scorecard; null = all").orNull();
  public static final Field SEGMENT =
      Field.label(
              "segment",
              "Value of the dimension; null = its customers without a value, or all without dimension")
          .orNull();
  public static final Field DIRECTION =
      Field.label(
              "direction", "higher or lower; null or either = the one in which the KPI gets better")
          .orNull();
  public static final Field BASELINE =
      Field.number("baseline", "Value from which the target starts, in the unit of the KPI");
  public static final Field TARGET =
      new Field(
          "target",
          DataTypes.DoubleType,
          Unit.NUMBER,
          false,
          "Value to reach, in the unit of the KPI (shares 0 to 1)");
  public static final Field STARTS_ON = Field.date("starts_on", "First day that counts");
  public static final Field DUE_ON = Field.date("due_on", "Last day that counts");
  public static final Field OWNER = Field.label("owner", "Who answers for it").orNull();
  public static final Field AGREED_ON =
      Field.date("agreed_on", "When it was agreed; as-of dates up to it do not know it").orNull();

  public static final Table TABLE =
      Table.named("targets")
          .titled("Targets", "Metas")
          .grain("One row per KPI, segment and due date")
          .key(KPI, DIMENSION, SEGMENT, DUE_ON)
          .values(DIRECTION, BASELINE, TARGET, STARTS_ON, OWNER, AGREED_ON)
          .definedBy("Of two targets with one key the one that was agreed last counts");

  private Targets() {}

  /**
   * @param names of the scorecard
   * @param prefix of names that depend on the settings, those of funnels
   * @param higherIsBetter those of the names that are better when higher
   * @param lowerIsBetter those of the names that are better when lower
   */
  public static Input input(
      Collection<String> names,
      String prefix,
      Collection<String> higherIsBetter,
      Collection<String> lowerIsBetter) {
    Column isKnown = KPI.col().isin(names.toArray()).or(KPI.col().startsWith(prefix));
    Column isLowerBetter = KPI.col().isin(lowerIsBetter.toArray());
    Column isHigherBetter = KPI.col().isin(higherIsBetter.toArray());
    Column wantsHigher = DIRECTION.col().equalTo(HIGHER);
    Column wantsLower = DIRECTION.col().equalTo(LOWER);
    Column isRise = TARGET.col().gt(BASELINE.col());
    Column isFall = TARGET.col().lt(BASELINE.col());
    Column isUp = wantsHigher.or(not(wantsLower).and(not(isLowerBetter)));
    return Input.of(TABLE, AGREED_ON)
        .coded(DIRECTION, EITHER, HIGHER, LOWER)
        .never("kpi is none of the scorecard", not(isKnown))
        .never(
            "direction is not the one in which the KPI gets better",
            wantsHigher.and(isLowerBetter).or(wantsLower.and(isHigherBetter)))
        .never("target is the baseline", TARGET.col().equalTo(BASELINE.col()))
        .never(
            "target is on the wrong side of the baseline",
            isUp.and(isFall).or(not(isUp).and(isRise)))
        .never("target is not finite", isEndless(TARGET))
        .never("baseline is not finite", isEndless(BASELINE))
        .never("due_on is before starts_on", DUE_ON.col().lt(STARTS_ON.col()));
  }

  private static Column isEndless(Field number) {
    return Unit.NUMBER.violation(number.col());
  }
}
