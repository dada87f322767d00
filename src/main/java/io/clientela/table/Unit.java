package io.clientela.table;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;

import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.Decimal;

/** What a field measures; it brings the field's own check and says whether the field adds up. */
public enum Unit {
  ID("identifier, in the type of the source"),
  LABEL("text"),
  DATE("business date"),
  INSTANT("instant, UTC"),
  FLAG("true or false"),
  ORDINAL("whole number"),
  COUNT("count, 0 or more"),
  DISTINCT_COUNT("count, 0 or more; who counts in several segments counts in each"),
  MONEY("money in the reporting currency"),
  SHARE("share, 0 to 1"),
  RATIO("ratio, 1 = 100 %"),
  PER_THOUSAND("number for every 1,000, 0 or more"),
  NUMBER("number"),
  DAYS("days, 0 or more"),
  SECONDS("seconds, 0 or more"),
  MINUTES("minutes, 0 or more"),
  HOURS("hours, 0 or more"),
  SCORE("score"),
  CURRENCY("ISO 4217 code"),
  ANY("as in the source");

  private final String meaning;

  Unit(String meaning) {
    this.meaning = meaning;
  }

  /** As it is written in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String meaning() {
    return meaning;
  }

  /** True where the value can't be of this unit; null values are never a violation. */
  public Column violation(Column value) {
    return switch (this) {
      case COUNT, DISTINCT_COUNT -> value.lt(0);
      case PER_THOUSAND -> value.lt(0).or(isnan(value));
      case DAYS, SECONDS, MINUTES, HOURS -> value.lt(0).or(isnan(value));
      case SHARE -> value.lt(0).or(value.gt(1)).or(isnan(value));
      case RATIO, NUMBER ->
          isnan(value).or(value.isin(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
      case ID, LABEL, DATE, INSTANT, FLAG, ORDINAL, MONEY, SCORE, CURRENCY, ANY -> lit(false);
    };
  }

  /** The same of one value, in the driver. */
  public boolean isViolatedBy(Object value) {
    if (!(value instanceof Number || value instanceof Decimal)) {
      return false;
    }
    double number =
        value instanceof Decimal exact ? exact.toDouble() : ((Number) value).doubleValue();
    return switch (this) {
      case COUNT, DISTINCT_COUNT -> number < 0;
      case PER_THOUSAND, DAYS, SECONDS, MINUTES, HOURS -> !(number >= 0);
      case SHARE -> !(number >= 0 && number <= 1);
      case RATIO, NUMBER -> !Double.isFinite(number);
      case ID, LABEL, DATE, INSTANT, FLAG, ORDINAL, MONEY, SCORE, CURRENCY, ANY -> false;
    };
  }

  /** Whether sums over the segments of a breakdown give the total. */
  public boolean isAdditive() {
    return this == COUNT || this == MONEY;
  }
}
