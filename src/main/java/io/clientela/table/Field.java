package io.clientela.table;

import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * One column of a table: the only place where its name is written.
 *
 * @param type NullType where the column keeps the type of the source
 * @param nullable for raw tables: the column may be missing
 * @param parts of which columns of the row it is the quotient; null = of none
 * @param bounded of which share it is a bound; null = of none
 */
public record Field(
    String name,
    DataType type,
    Unit unit,
    boolean nullable,
    String meaning,
    Quotient parts,
    Bound bounded)
    implements Serializable {

  /** The lower or the upper 95 % bound of a share. */
  public record Bound(Field share, boolean isUpper) implements Serializable {

    /** Null where the whole is 0. */
    Double of(double part, double whole) {
      if (whole == 0) {
        return null;
      }
      return isUpper ? Proportion.high(part, whole) : Proportion.low(part, whole);
    }
  }

  /** Money as published: exact, four decimals. */
  public static final DataType MONEY = DataTypes.createDecimalType(28, 4);

  private static final DataType AS_IN_SOURCE = DataTypes.NullType;

  public Field(String name, DataType type, Unit unit, boolean nullable, String meaning) {
    this(name, type, unit, nullable, meaning, null, null);
  }

  public static Field id(String name, String meaning) {
    return new Field(name, AS_IN_SOURCE, Unit.ID, false, meaning);
  }

  public static Field any(String name, String meaning) {
    return new Field(name, AS_IN_SOURCE, Unit.ANY, true, meaning);
  }

  public static Field label(String name, String meaning) {
    return new Field(name, DataTypes.StringType, Unit.LABEL, false, meaning);
  }

  public static Field currency(String name, String meaning) {
    return new Field(name, DataTypes.StringType, Unit.CURRENCY, true, meaning);
  }

  public static Field date(String name, String meaning) {
    return new Field(name, DataTypes.DateType, Unit.DATE, false, meaning);
  }

  public static Field instant(String name, String meaning) {
    return new Field(name, DataTypes.TimestampType, Unit.INSTANT, false, meaning);
  }

  public static Field flag(String name, String meaning) {
    return new Field(name, DataTypes.BooleanType, Unit.FLAG, false, meaning);
  }

  public static Field integer(String name, String meaning) {
    return new Field(name, DataTypes.IntegerType, Unit.ORDINAL, false, meaning);
  }

  public static Field score(String name, String meaning) {
    return new Field(name, DataTypes.IntegerType, Unit.SCORE, false, meaning);
  }

  public static Field count(String name, String meaning) {
    return new Field(name, DataTypes.LongType, Unit.COUNT, false, meaning);
  }

  /** A count of those of whom one may be in several segments. */
  public static Field distinctCount(String name, String meaning) {
    return new Field(name, DataTypes.LongType, Unit.DISTINCT_COUNT, false, meaning);
  }

  public static Field days(String name, String meaning) {
    return new Field(name, DataTypes.IntegerType, Unit.DAYS, false, meaning);
  }

  public static Field money(String name, String meaning) {
    return new Field(name, MONEY, Unit.MONEY, false, meaning);
  }

  public static Field share(String name, String meaning) {
    return new Field(name, DataTypes.DoubleType, Unit.SHARE, true, meaning);
  }

  public static Field share(String name, Quotient quotient) {
    return share(name, quotient.meaning()).of(quotient);
  }

  public static Field ratio(String name, String meaning) {
    return new Field(name, DataTypes.DoubleType, Unit.RATIO, true, meaning);
  }

  public static Field ratio(String name, Quotient quotient) {
    return ratio(name, quotient.meaning()).of(quotient);
  }

  public static Field number(String name, String meaning) {
    return new Field(name, DataTypes.DoubleType, Unit.NUMBER, true, meaning);
  }

  public static Field number(String name, Quotient quotient) {
    return number(name, quotient.meaning()).of(quotient);
  }

  public static Field perThousand(String name, String meaning) {
    return new Field(name, DataTypes.DoubleType, Unit.PER_THOUSAND, true, meaning);
  }

  public static Field meanDays(String name, String meaning) {
    return new Field(name, DataTypes.DoubleType, Unit.DAYS, true, meaning);
  }

  public static Field seconds(String name, String meaning) {
    return new Field(name, DataTypes.DoubleType, Unit.SECONDS, true, meaning);
  }

  public static Field minutes(String name, String meaning) {
    return new Field(name, DataTypes.DoubleType, Unit.MINUTES, true, meaning);
  }

  public static Field hours(String name, String meaning) {
    return new Field(name, DataTypes.DoubleType, Unit.HOURS, true, meaning);
  }

  /** A score that need not be whole: a mean, or points such as those of NPS. */
  public static Field points(String name, String meaning) {
    return new Field(name, DataTypes.DoubleType, Unit.SCORE, true, meaning);
  }

  public static Field points(String name, Quotient quotient) {
    return points(name, quotient.meaning()).of(quotient);
  }

  /** Money per something. */
  public static Field average(String name, Quotient quotient) {
    return money(name, quotient.meaning()).of(quotient);
  }

  /** The same field where nulls (raw tables: absence) are allowed. */
  public Field orNull() {
    return new Field(name, type, unit, true, meaning, parts, bounded);
  }

  /** This field over another, as shares and averages are declared. */
  public Quotient over(Field denominator) {
    return Quotient.Terms.of(this).over(denominator);
  }

  public Quotient over(Quotient.Terms denominator) {
    return Quotient.Terms.of(this).over(denominator);
  }

  private Field of(Quotient quotient) {
    return new Field(name, type, unit, nullable, meaning, quotient, bounded);
  }

  /** How it is made of other columns of the row, if it is. */
  public Optional<Quotient> quotient() {
    return Optional.ofNullable(parts);
  }

  /** Of which share it is a bound, if of any. */
  public Optional<Bound> bound() {
    return Optional.ofNullable(bounded);
  }

  /** A bound of this share. */
  Field bound(String suffix, String which, boolean isUpper) {
    String text = which + " 95 % bound (Wilson) of " + name;
    return new Field(name + suffix, type, unit, nullable, text, null, new Bound(this, isUpper));
  }

  /**
   * The business date of an instant: {@code ordered_at} gives {@code ordered_on}, which admission
   * adds. A date is its own.
   */
  public Field businessDate() {
    if (unit == Unit.DATE) {
      return this;
    }
    String on = name.replaceAll("_at$", "") + "_on";
    return new Field(on, DataTypes.DateType, Unit.DATE, nullable, "Business date of " + name);
  }

  public Field renamed(String newName, String newMeaning) {
    return new Field(newName, type, unit, nullable, newMeaning);
  }

  public Column col() {
    return functions.col("`" + name + "`");
  }

  /** The expression, cast to this field's type and named by it. */
  public Column is(Column expression) {
    return (keepsSourceType() ? expression : expression.cast(type)).as(name);
  }

  public Column isNull() {
    return is(lit(null));
  }

  public boolean keepsSourceType() {
    return AS_IN_SOURCE.equals(type);
  }

  /**
   * The column of a schema that this field declares; a field without own type takes {@code found}.
   */
  public StructField in(DataType found) {
    return new StructField(name, keepsSourceType() ? found : type, nullable, Metadata.empty())
        .withComment(comment());
  }

  public String comment() {
    return meaning + " [" + unit.meaning() + (nullable ? ", may be null]" : "]");
  }
}
