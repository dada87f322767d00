package io.clientela.kpi.value.clv;

/** Parameters as the likelihoods take them. */
final class Values {

  private Values() {}

  static double[] of(LifetimeParameters of) {
    return new double[] {of.r(), of.alpha(), of.a(), of.b()};
  }

  static double[] of(SpendParameters of) {
    return new double[] {of.p(), of.q(), of.v()};
  }
}
