package io.clientela.contract;

import static org.apache.spark.sql.functions.btrim;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** How numbers, dates, instants and flags are written in text: one strict way for each. */
final class Written {

  static final String INSTANT_FORM =
      "a date or an instant such as 2024-01-31 or 2024-01-31T10:00:00-03:00";
  static final String NUMBER_FORM = "a number such as 1234.50";
  static final String WHOLE_FORM = "a whole number such as 9";
  static final String FLAG_FORM = "true or false, yes or no, sim or não, 1 or 0";

  private static final List<String> TRUE = List.of("true", "t", "yes", "y", "1", "sim", "s", "v");
  private static final List<String> FALSE = List.of("false", "f", "no", "n", "0", "não", "nao");

  /** Names of three letters are left out: they differ between countries. */
  private static final String ZONE =
      "(Z|UTC|(UTC)?[+-]\\d{1,2}(:?\\d{2})?(:\\d{2})?|[A-Za-z_]+(/[A-Za-z0-9_+-]+)+)";

  private static final String INSTANT =
      "^\\d{4}-\\d{1,2}-\\d{1,2}([T ]\\d{1,2}:\\d{2}(:\\d{2}([.]\\d+)?)?( ?" + ZONE + ")?)?$";

  /** Text only where it is a number to everybody: Java also takes 12d and 0x1p3. */
  private static final String NUMBER =
      "(?i)^([+-]?(\\d+[.]?\\d*|[.]\\d+)(e[+-]?\\d+)?|nan|[+-]?inf(inity)?)$";

  private static final String WHOLE = "^[+-]?\\d+([.]0*)?$";

  /** What surrounds ids in files that came by spreadsheets and web pages. */
  private static final String SPACES = " \t\r\n\u00a0\u200b\ufeff";

  private Written() {}

  /** The text without spaces around it; null where it says that there is no value. */
  static Column of(Column raw, Set<String> nullValues) {
    return known(trim(raw), nullValues);
  }

  static Column id(Column raw, Set<String> nullValues) {
    return known(btrim(raw, lit(SPACES)), nullValues);
  }

  private static Column known(Column text, Set<String> nullValues) {
    Column isNothing = text.equalTo("");
    return when(
        not(nullValues.isEmpty() ? isNothing : isNothing.or(text.isin(nullValues.toArray()))),
        text);
  }

  static Column number(Column text) {
    return when(text.rlike(NUMBER), text);
  }

  static Column whole(Column text) {
    return when(text.rlike(WHOLE), text).try_cast(DataTypes.createDecimalType(38, 2));
  }

  /** Without a zone it is local to the business: the session's time zone is the business one. */
  static Column instant(Column text) {
    return when(text.rlike(INSTANT), text).try_cast(DataTypes.TimestampType);
  }

  static Column flag(Column text) {
    Column word = lower(text);
    return when(word.isin(TRUE.toArray()), true).when(word.isin(FALSE.toArray()), false);
  }
}
