package io.clientela.kpi.value.clv;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A model of customers' lifetimes fitted to their histories by maximum likelihood.
 *
 * @param estimates null where there are too few customers
 * @param standardErrors of the estimates, from the observed information; null unless fitted
 * @param logLikelihood sum over customers, with weeks as the unit of time; null without estimates
 * @param repeaters customers with a repeat order
 */
public record LifetimeFit(
    LifetimeModel model,
    FitStatus status,
    LifetimeParameters estimates,
    LifetimeParameters standardErrors,
    Double logLikelihood,
    long customers,
    long repeaters)
    implements Serializable {

  /** Customers with a repeat order that a fit should have. */
  public static final int MIN_REPEATERS = 100;

  /** Cells that are enough to tell where the summits are. */
  private static final int FEW = 10_000;

  /** (r, a, b) to start from, alpha following from the mean rate of orders. */
  private static final double[][] STARTS = {
    {0.3, 0.8, 2.5}, {1, 0.1, 1}, {3, 2, 5}, {0.05, 0.3, 0.3}, {1, 0.01, 3}
  };

  private static final double[] LOWEST = {1e-6, 1e-8, 1e-6, 1e-6};
  private static final double[] HIGHEST = {1e5, 1e8, 1e5, 1e5};

  public static LifetimeFit of(LifetimeModel model, Patterns patterns, int minRepeaters) {
    boolean isTooFew = patterns.repeaters() < minRepeaters || patterns.customers() == 0;
    return isTooFew ? tooFew(model, patterns) : fit(model, patterns);
  }

  private static LifetimeFit tooFew(LifetimeModel model, Patterns patterns) {
    return new LifetimeFit(
        model,
        FitStatus.TOO_FEW_CUSTOMERS,
        null,
        null,
        null,
        patterns.customers(),
        patterns.repeaters());
  }

  private static LifetimeFit fit(LifetimeModel model, Patterns patterns) {
    Ascent ascent = climb(model, patterns);
    double[] errors = ascent.standardErrors();
    return new LifetimeFit(
        model,
        errors == null ? FitStatus.NOT_CONVERGED : FitStatus.FITTED,
        LifetimeParameters.of(ascent.point().at()),
        errors == null ? null : LifetimeParameters.of(errors),
        ascent.point().value(),
        patterns.customers(),
        patterns.repeaters());
  }

  /**
   * From several starts, as there may be two summits: few orders can mean that customers seldom
   * order, or that most are lost. Where there are many patterns the way is found over coarse cells.
   */
  private static Ascent climb(LifetimeModel model, Patterns patterns) {
    double[] lowest = scaled(LOWEST, patterns.mostWeeks());
    double[] highest = scaled(HIGHEST, patterns.mostWeeks());
    List<double[]> starts = starts(patterns);
    if (patterns.size() > FEW) {
      Patterns few = new Patterns(FEW);
      few.add(patterns);
      starts = Ascent.nearer(new LifetimeLikelihood(model, few), starts, lowest, highest);
    }
    return Ascent.of(new LifetimeLikelihood(model, patterns), starts, lowest, highest);
  }

  private static double[] scaled(double[] bounds, double weeks) {
    return new double[] {bounds[0], bounds[1] * weeks, bounds[2], bounds[3]};
  }

  private static List<double[]> starts(Patterns patterns) {
    double perWeek = Math.max(patterns.ordersPerWeek(), 1e-3 / patterns.mostWeeks());
    List<double[]> starts = new ArrayList<>();
    for (double[] each : STARTS) {
      starts.add(new double[] {each[0], each[0] / perWeek, each[1], each[2]});
    }
    return starts;
  }
}
