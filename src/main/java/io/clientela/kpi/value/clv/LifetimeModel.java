package io.clientela.kpi.value.clv;

import java.util.Locale;

/**
 * When customers who say nothing are lost. They order at random until they are, which only an order
 * can bring about: each ends with the toss of a coin, a different one for each customer.
 *
 * <p>A history is (x, t_x, T): repeat order days, weeks from the first to the last order, weeks
 * from the first order to the as-of date. All answers are finite for every parameter, and take
 * about a microsecond.
 */
public enum LifetimeModel {

  /**
   * The coin is tossed after repeat orders (Fader, Hardie and Lee 2005, "Counting your customers"
   * the easy way). Nobody is lost after the first order, so one-time buyers count as alive.
   */
  BG_NBD(0),

  /**
   * The coin is tossed after the first order too (Batislam, Denizel and Filiztekin 2007; Hoppe and
   * Wagner 2007), so one-time buyers may be lost.
   */
  MBG_NBD(1);

  private final int firstTosses;

  LifetimeModel(int firstTosses) {
    this.firstTosses = firstTosses;
  }

  /** As it is written in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How often the coin was tossed in a history. */
  int tosses(int x) {
    return x + firstTosses;
  }

  /** Probability that the customer is not lost, 0 to 1. */
  public double alive(LifetimeParameters of, int x, double tx, double age) {
    check(x, tx, age);
    int tosses = tosses(x);
    if (tosses == 0) {
      return 1;
    }
    double silence = Math.log1p((age - tx) / (of.alpha() + tx));
    double logOdds = Math.log(of.a()) - Math.log(of.b() + (tosses - 1)) + (of.r() + x) * silence;
    return 1 / (1 + Math.exp(logOdds));
  }

  /** Expected orders of the customer in the next weeks. */
  public double expectedOrders(LifetimeParameters of, int x, double tx, double age, double weeks) {
    double alive = alive(of, x, tx, age);
    double b = of.b() + tosses(x);
    return alive * AliveOrders.expected(of.r() + x, of.alpha() + age, of.a(), b, weeks);
  }

  /** Expected repeat orders of a new customer in the first weeks. */
  public double expectedOrders(LifetimeParameters of, double weeks) {
    double alive = firstTosses == 0 ? 1 : 1 / (1 + of.a() / of.b());
    double b = of.b() + firstTosses;
    return alive * AliveOrders.expected(of.r(), of.alpha(), of.a(), b, weeks);
  }

  private static void check(int x, double tx, double age) {
    if (!(x >= 0 && tx >= 0 && tx <= age && age < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format("x %d, t_x %s, T %s: expected x >= 0 and 0 <= t_x <= T", x, tx, age));
    }
  }
}
