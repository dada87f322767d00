package io.clientela.kpi.value.clv;

/** Whether a model can be used. */
public enum FitStatus {
  FITTED,

  /**
   * The likelihood has no maximum: it rises for ever with a parameter that runs to 0 or to
   * infinity, because customers do not differ, or none is ever lost. The estimates are where the
   * search ended.
   */
  NOT_CONVERGED,

  /** Too few customers with repeat orders to tell anything; there are no estimates. */
  TOO_FEW_CUSTOMERS,

  /**
   * Spend only: estimated, but customers differ so much (q at most 1) that the mean over all of
   * them is infinite, and so may be what one is expected to spend. Take observed means instead.
   */
  INFINITE_MEAN
}
