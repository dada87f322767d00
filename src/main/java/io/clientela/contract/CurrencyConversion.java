package io.clientela.contract;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.Money;
import io.clientela.table.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Amounts in other currencies become amounts in the reporting one, at the rate of the row's
 * business date.
 *
 * @param rates one row per currency and day of {@link #SCHEMA}
 * @param found which currencies have rates, in words
 */
public record CurrencyConversion(Dataset<Row> rates, String found) {

  static final String CODE = "__rate_currency";
  static final String DAY = "__rate_day";
  static final String RATE = "__rate";
  private static final int DECIMALS = 4;

  /** As exchange rates are declared. */
  public static final DataType RATE_TYPE = DataTypes.createDecimalType(19, 10);

  /** Code, days since 1970-01-01, rate. */
  public static final StructType SCHEMA =
      new StructType()
          .add(CODE, DataTypes.StringType, false)
          .add(DAY, DataTypes.IntegerType, false)
          .add(RATE, RATE_TYPE, false);

  /**
   * The rows with their money converted where there is a rate, and the rate beside it.
   *
   * @param unrounded money columns by name, before they were rounded to what is admitted
   */
  Dataset<Row> convert(
      Dataset<Row> rows, Field currency, Column happensOn, Map<String, Column> unrounded) {
    Column isOfRow = currency.col().equalTo(col(CODE)).and(unix_date(happensOn).equalTo(col(DAY)));
    List<Column> columns = new ArrayList<>(List.of(col(RATE)));
    for (String name : rows.columns()) {
      Column given = col("`" + name.replace("`", "``") + "`");
      columns.add(
          unrounded.containsKey(name) ? converted(given, unrounded.get(name)).as(name) : given);
    }
    return rows.join(broadcast(rates), isOfRow, "left").select(columns.toArray(Column[]::new));
  }

  private static Column converted(Column amount, Column unrounded) {
    Column inReporting = round(unrounded.multiply(col(RATE)), DECIMALS).try_cast(Money.ADMITTED);
    return when(col(RATE).isNull(), amount).otherwise(inReporting);
  }

  /** A row in another currency that has no rate; one from as-of on needs none. */
  Rule missing(Field currency, Column happensOn, Terms terms) {
    Column isForeign = coalesce(currency.col().notEqual(terms.currency()), lit(false));
    Column isKnown = coalesce(happensOn.lt(lit(terms.asOf())), lit(false));
    return Rule.broken(
        "no rate of "
            + currency.name()
            + " in exchange_rates on or before the date of the row ("
            + found
            + ")",
        isForeign.and(isKnown).and(col(RATE).isNull()));
  }
}
