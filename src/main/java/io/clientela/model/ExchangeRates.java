package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The raw exchange rates that the job accepts: what one unit of a currency is worth on a day. */
public final class ExchangeRates {

  /** Times an admitted amount it still fits a decimal without loss. */
  private static final DataType RATE_TYPE = DataTypes.createDecimalType(19, 10);

  public static final Field RATE_DATE =
      Field.date("rate_date", "First day on which it holds: until the next one of its currency");
  public static final Field CURRENCY =
      Field.label("currency", "Currency that is converted, ISO 4217 code");
  public static final Field RATE =
      new Field(
          "rate",
          RATE_TYPE,
          Unit.NUMBER,
          false,
          "What one unit of it is worth in the reporting currency, above 0, to ten decimals");

  public static final Table TABLE =
      Table.named("exchange_rates")
          .titled("Exchange rates", "Taxas de câmbio")
          .grain("One row per currency and day")
          .key(RATE_DATE, CURRENCY)
          .values(RATE)
          .definedBy(
              "Amounts in another currency are converted at the rate of the business date of their"
                  + " row, else at the newest before it, and rounded half up to four decimals");

  public static final Input INPUT =
      Input.of(TABLE, RATE_DATE).never("rate is not above 0", RATE.col().leq(0));

  private ExchangeRates() {}
}
