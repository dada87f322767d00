package io.clientela.kpi.value.clv;

import java.io.Serializable;

/**
 * What repeat orders were worth, counted: customers with the same number of repeat order days (x)
 * and the same mean spend (m) on them stand as one.
 *
 * <p>m is told apart to a billionth; where there are too many values, it is counted by cells of a
 * thousandth, then 2, 4, 8, ... thousandths of ln m, each standing at the geometric mean of its
 * customers. The likelihood holds ln m and ln (v + m x) and no other function of m, so the sum of
 * ln m loses nothing of the one and, for cells of a thousandth, some 1e-8 of the other.
 */
public final class Spends implements Serializable {

  /** Enough for every mean spend of a quarter of a million customers. */
  public static final int MOST = 250_000;

  private static final long serialVersionUID = 1;

  /** Bits of a cell that a thousandth of ln m is divided into. */
  private static final int FINE_BITS = 20;

  private static final double FINE_CELLS = 1000.0 * (1 << FINE_BITS);

  /** Bits of a cell of ln m: any double has one. */
  private static final int BITS = 42;

  private static final long ZERO = 1L << BITS - 1;
  private static final int MOST_DAYS = (1 << 21) - 1;

  /** Customers with the same x, and the same or nearly the same m. */
  interface Visitor {
    void visit(int x, double logMean, double customers);
  }

  private final Cells cells;
  private long customers;

  public Spends() {
    this(MOST);
  }

  Spends(int most) {
    cells = new Cells(most, 1, FINE_BITS, BITS);
  }

  /**
   * Adds customers.
   *
   * @param x days with an order after the first order day
   * @param mean mean spend on such a day
   */
  public void add(int x, double mean, long more) {
    boolean isSpend = mean > 0 && mean < Double.POSITIVE_INFINITY;
    if (x < 1 || x > MOST_DAYS || !isSpend || more < 1) {
      throw new IllegalArgumentException(
          String.format(
              "%d customers with %d repeat order days at %s a day, expected customers, days from 1"
                  + " to %d and spend above 0",
              more, x, mean, MOST_DAYS));
    }
    long cell = (long) Math.floor(Math.log(mean) * FINE_CELLS);
    cells.add((long) x << BITS | ZERO + cell, more, Math.multiplyExact(more, cell), 0);
    customers += more;
  }

  /** Adds what others counted, for parts of the customers counted apart. */
  public void add(Spends others) {
    cells.add(others.cells);
    customers += others.customers;
  }

  public long customers() {
    return customers;
  }

  /** How wide the cells of ln m are, in thousandths; 0 = every mean spend stands for itself. */
  public int widthThousandths() {
    return cells.dropped() == 0 ? 0 : 1 << cells.dropped() - FINE_BITS;
  }

  /** Values of (x, m), or cells of them. */
  public int size() {
    return cells.size();
  }

  /** In order of x. */
  void inOrder(Visitor visitor) {
    cells.inOrder(
        (key, more, sum, none) ->
            visitor.visit((int) (key >> BITS), ((double) sum / more + 0.5) / FINE_CELLS, more));
  }
}
