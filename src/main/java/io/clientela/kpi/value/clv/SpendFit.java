package io.clientela.kpi.value.clv;

import java.io.Serializable;
import java.util.List;

/**
 * The Gamma-Gamma model of spend fitted by maximum likelihood. It takes spend to be independent of
 * how often customers order, which the correlation of the two should bear out.
 *
 * @param estimates null where there are too few customers
 * @param standardErrors of the estimates, from the observed information; null unless these are a
 *     maximum
 * @param logLikelihood sum over customers; null without estimates
 * @param correlation of repeat order days and mean spend over customers; null where one of them
 *     does not vary
 */
public record SpendFit(
    FitStatus status,
    SpendParameters estimates,
    SpendParameters standardErrors,
    Double logLikelihood,
    Double correlation,
    long customers)
    implements Serializable {

  /** Customers that a fit should have. */
  public static final int MIN_CUSTOMERS = 100;

  private static final double[] LOWEST = {1e-5, 1e-5, 1e-8};
  private static final double[] HIGHEST = {1e5, 1e5, 1e8};

  public static SpendFit of(Spends spends, int minCustomers) {
    SpendLikelihood likelihood = new SpendLikelihood(spends);
    Double correlation = likelihood.correlation();
    if (spends.customers() < minCustomers || spends.customers() == 0) {
      return new SpendFit(
          FitStatus.TOO_FEW_CUSTOMERS, null, null, null, correlation, spends.customers());
    }
    double mean = likelihood.meanSpend();
    Ascent ascent =
        Ascent.of(likelihood, starts(mean), scaled(LOWEST, mean), scaled(HIGHEST, mean));
    SpendParameters estimates = SpendParameters.of(ascent.point().at());
    double[] errors = ascent.standardErrors();
    return new SpendFit(
        status(estimates, errors),
        estimates,
        errors == null ? null : SpendParameters.of(errors),
        ascent.point().value(),
        correlation,
        spends.customers());
  }

  private static FitStatus status(SpendParameters estimates, double[] errors) {
    if (errors == null) {
      return FitStatus.NOT_CONVERGED;
    }
    return estimates.q() > 1 ? FitStatus.FITTED : FitStatus.INFINITE_MEAN;
  }

  private static double[] scaled(double[] bounds, double mean) {
    return new double[] {bounds[0], bounds[1], bounds[2] * mean};
  }

  private static List<double[]> starts(double mean) {
    return List.of(
        new double[] {6, 4, mean / 2},
        new double[] {1, 3, 2 * mean},
        new double[] {50, 2, mean / 50},
        new double[] {0.5, 20, 38 * mean});
  }
}
