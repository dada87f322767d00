package io.clientela.contract;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.Money;
import io.clientela.table.Rule;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;

/**
 * How one column of a source becomes one field of a raw table: the value, and the reasons to
 * reject.
 *
 * @param name of the source's column
 * @param found type of the source's column
 * @param codes the only values that are allowed, the usual one first; empty where any is
 */
record Conforming(Field field, String name, DataType found, List<String> codes, Terms terms) {

  private static final DataType UNROUNDED = DataTypes.createDecimalType(24, 12);
  private static final long TOO_MUCH = 1_000_000_000_000L;

  /** Beyond it a double does not hold every whole number. */
  private static final long EXACT_IN_DOUBLE = 1L << 53;

  /** Where the source's column lies while the field of the same name is made from it. */
  static String rawName(String column) {
    return "__raw_" + column;
  }

  /** The column, or null where the source has none. */
  private Column raw() {
    return name.isEmpty() ? lit(null).cast(found) : Accepted.column(rawName(name));
  }

  static Conforming missing(Field field, List<String> codes, Terms terms) {
    DataType type = field.keepsSourceType() ? DataTypes.StringType : field.type();
    return new Conforming(field, "", type, codes, terms);
  }

  /** What is wrong with the column's type, if anything. */
  Optional<String> mismatch() {
    return Accepted.mismatch(field.unit(), found);
  }

  boolean isMissing() {
    return name.isEmpty();
  }

  boolean isText() {
    return found instanceof StringType;
  }

  Column value() {
    return switch (field.unit()) {
      case ID -> isText() ? given() : isInexact() ? wholeId() : raw();
      case INSTANT -> instant();
      case DATE -> instant().cast(DataTypes.DateType);
      case MONEY -> number().try_cast(Money.ADMITTED);
      case LABEL -> codes.isEmpty() ? given().cast(DataTypes.StringType) : code();
      case CURRENCY -> currency(given().cast(DataTypes.StringType));
      case FLAG -> flag();
      case ANY -> raw();
      default -> isWhole() ? whole() : number().try_cast(field.type());
    };
  }

  /** Money before it is rounded to what is admitted. */
  Column unrounded() {
    return number().try_cast(UNROUNDED);
  }

  /** Reasons over the conformed value (by its field's name) and the raw one. */
  List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    Column given = given();
    Column value = field.col();
    if (!field.nullable()) {
      rules.add(Rule.broken(field.name() + " is missing", given.isNull()));
    }
    switch (field.unit()) {
      case MONEY -> moneyRules(given, value, rules);
      case CURRENCY -> {
        if (terms.conversion().isEmpty()) {
          Column isOther = value.isNotNull().and(value.notEqual(terms.currency()));
          String reason = field.name() + " is not " + terms.currency();
          rules.add(Rule.broken(reason, isOther).shownBy(name));
        }
      }
      case ID -> {
        if (isInexact()) {
          unreadable(given, value, Written.WHOLE_FORM, rules);
        }
      }
      case LABEL, ANY -> {}
      case INSTANT, DATE -> momentRules(given, value, rules);
      case FLAG -> unreadable(given, value, Written.FLAG_FORM, rules);
      default ->
          unreadable(given, value, isWhole() ? Written.WHOLE_FORM : Written.NUMBER_FORM, rules);
    }
    return rules;
  }

  private void moneyRules(Column given, Column value, List<Rule> rules) {
    String tooMuch = field.name() + " is 10^12 or more";
    Column limit = lit(TOO_MUCH).cast(Money.ADMITTED);
    Column isLarge = value.geq(limit).or(value.leq(negate(limit)));
    boolean isExact = found instanceof DecimalType || found instanceof IntegralType;
    if (isExact) {
      Column isOver = isLarge.or(given.isNotNull().and(value.isNull()));
      rules.add(Rule.broken(tooMuch, isOver).shownBy(name));
      return;
    }
    Column number = number().try_cast(DataTypes.DoubleType);
    Column isInfinite = abs(number).equalTo(lit(Double.POSITIVE_INFINITY));
    Column isFinite = not(isnan(number)).and(not(isInfinite));
    if (isText()) {
      Column isNone = given.isNotNull().and(number.isNull());
      rules.add(unreadable("is not a number", isNone, Written.NUMBER_FORM));
    }
    rules.add(unreadable("is not finite", not(isFinite), Written.NUMBER_FORM));
    Column isOver = isLarge.or(isFinite.and(value.isNull()).and(number.isNotNull()));
    rules.add(Rule.broken(tooMuch, isOver).shownBy(name));
  }

  private void momentRules(Column given, Column value, List<Rule> rules) {
    unreadable(given, value, Written.INSTANT_FORM, rules);
    Column on = field.businessDate().col();
    Column isImplausible = on.lt(lit(terms.plausibleFrom())).or(on.gt(lit(terms.plausibleTo())));
    String reason =
        String.format(
            "%s is outside plausible-dates, %s to %s",
            field.name(), terms.plausibleFrom(), terms.plausibleTo());
    rules.add(Rule.broken(reason, isImplausible).shownBy(name));
  }

  private void unreadable(Column given, Column value, String expected, List<Rule> rules) {
    Column isUnread = given.isNotNull().and(value.isNull());
    rules.add(unreadable("can't be read as " + field.unit().meaning(), isUnread, expected));
  }

  private Rule unreadable(String what, Column isSo, String expected) {
    return Rule.unreadable(field.name() + " " + what, isSo, expected, name);
  }

  private Column instant() {
    return isText() ? Written.instant(given()) : raw().cast(DataTypes.TimestampType);
  }

  private Column number() {
    return isText() ? Written.number(given()) : raw();
  }

  private boolean isWhole() {
    return field.type() instanceof IntegralType;
  }

  /** A whole number may have been written as 9.0, or be in a column of DOUBLE. */
  private Column whole() {
    Column exact = isText() ? Written.whole(given()) : isInexact() ? ifWhole() : raw();
    return exact.try_cast(field.type());
  }

  private Column ifWhole() {
    return when(raw().equalTo(rint(raw())), raw());
  }

  /** An id that went through a data frame is a DOUBLE where it was a whole number. */
  private Column wholeId() {
    boolean isExact = found instanceof DecimalType;
    Column isInRange = isExact ? lit(true) : abs(raw()).leq(lit((double) EXACT_IN_DOUBLE));
    return when(isInRange, ifWhole()).try_cast(DataTypes.LongType);
  }

  /** The type that an id of this type has as a value. */
  static DataType idType(DataType found) {
    return isInexact(found) ? DataTypes.LongType : found;
  }

  private boolean isInexact() {
    return isInexact(found);
  }

  /** Whether the type has numbers that are not whole. */
  private static boolean isInexact(DataType found) {
    boolean isWholeDecimal = found instanceof DecimalType decimal && decimal.scale() == 0;
    return Accepted.isNumber(found) && !(found instanceof IntegralType) && !isWholeDecimal;
  }

  private Column flag() {
    if (isText()) {
      return Written.flag(given());
    }
    return Accepted.isNumber(found)
        ? when(raw().equalTo(1), true).when(raw().equalTo(0), false)
        : raw();
  }

  /** Most rows have a code as it is: only the others are looked at more closely. */
  private Column code() {
    Column given = given().cast(DataTypes.StringType);
    Column code = coalesce(lower(trim(given)), lit(codes.get(0)));
    boolean isNoValue = codes.stream().anyMatch(terms.nullValues()::contains);
    Column raw = raw().cast(DataTypes.StringType);
    return isNoValue ? code : when(raw.isin(codes.toArray()), raw).otherwise(code);
  }

  /** Upper case costs more than all else here, and is rarely needed. */
  private Column currency(Column code) {
    return when(code.equalTo(terms.currency()), code).otherwise(upper(trim(code)));
  }

  /** The value as it was given; null where there is none. */
  private Column given() {
    if (isText()) {
      boolean isFreeText = field.unit() == Unit.LABEL && codes.isEmpty();
      return switch (field.unit()) {
        case ID -> Written.id(raw(), terms.nullValues());
        case ANY -> raw();
        default ->
            isFreeText
                ? when(trim(raw()).notEqual(""), raw())
                : Written.of(raw(), terms.nullValues());
      };
    }
    boolean mayBeNan = Accepted.isFloating(found) && field.unit() != Unit.MONEY;
    return mayBeNan ? when(not(isnan(raw())), raw()) : raw();
  }
}
