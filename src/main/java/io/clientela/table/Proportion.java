package io.clientela.table;

/** The 95 % bounds of a share of a whole, after Wilson (1927). */
public final class Proportion {

  /** Of a normal variable, 95 % lie within so many standard deviations. */
  public static final double Z = 1.959963984540054;

  private Proportion() {}

  /** A share and its bounds. */
  public static Field[] fields(Field share) {
    return new Field[] {share, low(share), high(share)};
  }

  public static Field low(Field share) {
    return share.bound("_low", "Lower", false);
  }

  public static Field high(Field share) {
    return share.bound("_high", "Upper", true);
  }

  /** The lower bound of part / whole; whole is above 0. */
  public static double low(double part, double whole) {
    return Math.max(centre(part, whole) - reach(part, whole), 0);
  }

  public static double high(double part, double whole) {
    return Math.min(centre(part, whole) + reach(part, whole), 1);
  }

  private static double centre(double part, double whole) {
    return (part + Z * Z / 2) / (whole + Z * Z);
  }

  private static double reach(double part, double whole) {
    double share = part / whole;
    double spread = share * (1 - share) * whole + Z * Z / 4;
    return Math.sqrt(spread) * Z / (whole + Z * Z);
  }
}
