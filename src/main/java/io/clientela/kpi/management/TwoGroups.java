package io.clientela.kpi.management;

import io.clientela.table.Proportion;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.special.Erf;

/** Whether two groups differ by more than chance: estimate, 95 % bounds and two-sided p-value. */
record TwoGroups(Sample treatment, Sample control) {

  /**
   * Treatment less control; null is what the groups do not tell.
   *
   * @param low lower 95 % bound
   */
  record Difference(Double estimate, Double low, Double high, Double pValue) {

    static final Difference UNKNOWN = new Difference(null, null, null, null);
  }

  private static final double ONE_SIDE = 0.975;
  private static final double ACCURACY = 1e-12;

  /**
   * Of shares: the samples hold zeros and ones. Bounds after Newcombe (1998), his method 10, from
   * the Wilson bounds of each share; the test takes both groups as one share.
   */
  Difference shares() {
    if (isEmpty()) {
      return Difference.UNKNOWN;
    }
    double difference = difference();
    double below = Math.hypot(below(treatment), above(control));
    double above = Math.hypot(above(treatment), below(control));
    double pooled = treatment.sum().add(control.sum()).doubleValue() / size();
    double error =
        Math.sqrt(pooled * (1 - pooled) * (1.0 / treatment.size() + 1.0 / control.size()));
    double pValue = error == 0 ? 1 : beyond(difference / error);
    return new Difference(difference, difference - below, difference + above, pValue);
  }

  /** Of means, after Welch (1947): the groups need not spread alike. */
  Difference means() {
    if (isEmpty()) {
      return Difference.UNKNOWN;
    }
    double difference = difference();
    if (treatment.size() == 1 || control.size() == 1) {
      return new Difference(difference, null, null, null);
    }
    double error = treatment.error() + control.error();
    if (error == 0) {
      return new Difference(difference, null, null, difference == 0 ? 1.0 : null);
    }
    TDistribution student = new TDistribution(null, freedom(error), ACCURACY);
    double reach = student.inverseCumulativeProbability(ONE_SIDE) * Math.sqrt(error);
    double pValue = 2 * student.cumulativeProbability(-Math.abs(difference) / Math.sqrt(error));
    return new Difference(difference, difference - reach, difference + reach, pValue);
  }

  /**
   * How likely groups of these sizes, or further from the plan, are: chi-square with one degree of
   * freedom. Null without members or plan.
   *
   * @param planned share of treatment, above 0 and below 1
   */
  static Double sampleRatio(long treatment, long control, Double planned) {
    double members = (double) treatment + control;
    if (members == 0 || planned == null) {
      return null;
    }
    return beyond((treatment - members * planned) / Math.sqrt(members * planned * (1 - planned)));
  }

  private boolean isEmpty() {
    return treatment.size() == 0 || control.size() == 0;
  }

  private double size() {
    return (double) treatment.size() + control.size();
  }

  private double difference() {
    return treatment.mean() - control.mean();
  }

  /** Degrees of freedom after Welch and Satterthwaite. */
  private double freedom(double error) {
    double ofTreatment = treatment.error() * treatment.error() / (treatment.size() - 1);
    double ofControl = control.error() * control.error() / (control.size() - 1);
    return error * error / (ofTreatment + ofControl);
  }

  private static double below(Sample shares) {
    return shares.mean() - Proportion.low(shares.sum().doubleValue(), shares.size());
  }

  private static double above(Sample shares) {
    return Proportion.high(shares.sum().doubleValue(), shares.size()) - shares.mean();
  }

  /** Two-sided: of a normal variable, the share that is further from its mean. */
  private static double beyond(double deviations) {
    return Erf.erfc(Math.abs(deviations) / Math.sqrt(2));
  }
}
