package io.clientela.contract;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.Money;
import io.clientela.table.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * How one column of a source becomes one field of a raw table: the accepted types, the value, and
 * the reasons to reject.
 *
 * @param found type of the source's column
 */
record Conforming(Field field, Column raw, DataType found, Terms terms) {

  private static final String WITH_DATE = "^[+-]?\\d{4,}-\\d{1,2}-\\d{1,2}";
  private static final String NUMBER =
      "(?i)^([+-]?(\\d+[.]?\\d*|[.]\\d+)(e[+-]?\\d+)?|nan|[+-]?inf(inity)?)$";
  private static final DataType UNROUNDED = DataTypes.createDecimalType(24, 12);
  private static final long TOO_MUCH = 1_000_000_000_000L;

  /** Where the source's column lies while the field of the same name is made from it. */
  static String rawName(String column) {
    return "__raw_" + column;
  }

  static Conforming missing(Field field, Terms terms) {
    DataType type = field.keepsSourceType() ? DataTypes.StringType : field.type();
    return new Conforming(field, lit(null).cast(type), type, terms);
  }

  /** What is wrong with the column's type, if anything. */
  Optional<String> mismatch() {
    boolean isText = found instanceof StringType;
    boolean isNull = found instanceof NullType;
    boolean isNested =
        found instanceof StructType || found instanceof MapType || found instanceof ArrayType;
    boolean isMoment =
        found instanceof TimestampType
            || found instanceof TimestampNTZType
            || found instanceof DateType;
    boolean isWhole = found instanceof IntegralType;
    boolean isDecimal = found instanceof DecimalType;
    boolean isReal = found instanceof DoubleType || found instanceof FloatType;
    boolean fits =
        switch (field.unit()) {
          case ID -> isWhole || isText || isDecimal && ((DecimalType) found).scale() == 0;
          case INSTANT, DATE -> isMoment || isText;
          case FLAG -> found instanceof BooleanType || isText;
          case LABEL, CURRENCY -> !isNested && !isMoment;
          case ANY -> true;
          default -> isWhole || isDecimal || isReal || isText;
        };
    return fits || isNull
        ? Optional.empty()
        : Optional.of("is " + found.sql() + ", expected " + expected());
  }

  private String expected() {
    return switch (field.unit()) {
      case ID -> "a whole number or text";
      case INSTANT, DATE -> "TIMESTAMP, TIMESTAMP_NTZ, DATE or text";
      case FLAG -> "BOOLEAN or text";
      case LABEL, CURRENCY -> "text";
      default -> "a number or text";
    };
  }

  Column value() {
    return switch (field.unit()) {
      case ID -> found instanceof StringType ? blankAsNull() : raw;
      case INSTANT -> instant();
      case DATE -> blankAsNull().try_cast(DataTypes.DateType);
      case MONEY -> written().try_cast(Money.ADMITTED);
      case LABEL -> blankAsNull().cast(DataTypes.StringType);
      case CURRENCY -> currency(blankAsNull().cast(DataTypes.StringType));
      case ANY -> raw;
      default -> blankAsNull().try_cast(field.type());
    };
  }

  /** Money before it is rounded to what is admitted. */
  Column unrounded() {
    return written().try_cast(UNROUNDED);
  }

  /** Reasons over the conformed value (by its field's name) and the raw one. */
  List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    Column given = blankAsNull();
    Column value = field.col();
    if (!field.nullable()) {
      rules.add(new Rule(field.name() + " is missing", given.isNull()));
    }
    switch (field.unit()) {
      case MONEY -> moneyRules(given, value, rules);
      case CURRENCY -> {
        if (terms.conversion().isEmpty()) {
          rules.add(
              new Rule(
                  field.name() + " is not " + terms.currency(),
                  value.isNotNull().and(value.notEqual(terms.currency()))));
        }
      }
      case ID, LABEL, ANY -> {}
      case INSTANT, DATE -> momentRules(given, value, rules);
      default -> unreadable(given, value, rules);
    }
    return rules;
  }

  private void moneyRules(Column given, Column value, List<Rule> rules) {
    String tooMuch = field.name() + " is 10^12 or more";
    Column limit = lit(TOO_MUCH).cast(Money.ADMITTED);
    Column isLarge = value.geq(limit).or(value.leq(negate(limit)));
    boolean isExact = found instanceof DecimalType || found instanceof IntegralType;
    if (isExact) {
      rules.add(new Rule(tooMuch, isLarge.or(given.isNotNull().and(value.isNull()))));
      return;
    }
    Column number = written().try_cast(DataTypes.DoubleType);
    Column isInfinite = abs(number).equalTo(lit(Double.POSITIVE_INFINITY));
    Column isFinite = not(isnan(number)).and(not(isInfinite));
    if (found instanceof StringType) {
      rules.add(
          new Rule(field.name() + " is not a number", given.isNotNull().and(number.isNull())));
    }
    rules.add(new Rule(field.name() + " is not finite", not(isFinite)));
    rules.add(new Rule(tooMuch, isLarge.or(isFinite.and(value.isNull()).and(number.isNotNull()))));
  }

  private void momentRules(Column given, Column value, List<Rule> rules) {
    unreadable(given, value, rules);
    Column on = field.businessDate().col();
    Column isImplausible = on.lt(lit(terms.plausibleFrom())).or(on.gt(lit(terms.plausibleTo())));
    rules.add(
        new Rule(
            field.name()
                + " is outside plausible-dates, "
                + terms.plausibleFrom()
                + " to "
                + terms.plausibleTo(),
            isImplausible));
  }

  private void unreadable(Column given, Column value, List<Rule> rules) {
    rules.add(
        new Rule(
            field.name() + " can't be read as " + field.unit().meaning(),
            given.isNotNull().and(value.isNull())));
  }

  /**
   * A moment without zone is local to the business; the session's time zone is the business one.
   */
  private Column instant() {
    return found instanceof StringType
        ? when(trim(raw).rlike(WITH_DATE), trim(raw)).try_cast(DataTypes.TimestampType)
        : raw.cast(DataTypes.TimestampType);
  }

  /** Upper case costs more than all else here, and is rarely needed. */
  private Column currency(Column code) {
    return when(code.equalTo(terms.currency()), code).otherwise(upper(trim(code)));
  }

  /** Text only where it is a number to everybody: Java also takes 12d and 0x1p3. */
  private Column written() {
    return found instanceof StringType ? when(trim(raw).rlike(NUMBER), trim(raw)) : raw;
  }

  private Column blankAsNull() {
    return found instanceof StringType ? when(trim(raw).notEqual(""), raw) : raw;
  }
}
