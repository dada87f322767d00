package io.clientela.kpi.value.clv;

import java.io.Serializable;

/** Customers as the models see them, counted; what was counted apart can be put together. */
public record Counted(Patterns patterns, Spends spends) implements Serializable {

  public static Counted none() {
    return new Counted(new Patterns(), new Spends());
  }

  /**
   * Adds a customer.
   *
   * @param x days with an order after the first order day
   * @param txDays days from the first to the last order day
   * @param ageDays days from the first order day to the as-of date
   * @param spend on all repeat order days; customers without count in the patterns alone
   */
  public void add(int x, int txDays, int ageDays, double spend) {
    patterns.add(x, txDays, ageDays, 1);
    if (x > 0 && spend > 0) {
      spends.add(x, spend / x, 1);
    }
  }

  public void add(Counted others) {
    patterns.add(others.patterns);
    spends.add(others.spends);
  }
}
