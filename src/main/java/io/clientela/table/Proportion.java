package io.clientela.table;

import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/** A share of a whole, with its 95 % bounds after Wilson (1927). Null where the whole is 0. */
public record Proportion(Column part, Column whole) {

  /** Of a normal variable, 95 % lie within so many standard deviations. */
  public static final double Z = 1.959963984540054;

  public static Proportion of(Field part, Field whole) {
    return new Proportion(part.col(), whole.col());
  }

  public Column share() {
    return try_divide(Exact.real(part), Exact.real(whole));
  }

  public Column low() {
    return ifAny(greatest(centre().minus(reach()), lit(0.0)));
  }

  public Column high() {
    return ifAny(least(centre().plus(reach()), lit(1.0)));
  }

  /** The share and its bounds, as the three fields that publish them. */
  public Column[] as(Field share, Field low, Field high) {
    return new Column[] {share.is(share()), low.is(low()), high.is(high())};
  }

  /** The same, where the bounds are called as {@link #fields} calls them. */
  public Column[] as(Field share) {
    return as(share, low(share), high(share));
  }

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

  /** Null where the share is: greatest and least pass nulls over. */
  private Column ifAny(Column bound) {
    return when(share().isNotNull(), bound);
  }

  private Column centre() {
    return try_divide(Exact.real(part).plus(Z * Z / 2), Exact.real(whole).plus(Z * Z));
  }

  private Column reach() {
    Column spread =
        share().multiply(lit(1).minus(share())).multiply(Exact.real(whole)).plus(Z * Z / 4);
    return try_divide(sqrt(spread).multiply(Z), Exact.real(whole).plus(Z * Z));
  }
}
