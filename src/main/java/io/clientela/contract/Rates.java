package io.clientela.contract;

import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.upper;

import io.clientela.table.Field;
import io.clientela.table.Refusal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The admitted exchange rates as one rate per currency and day, up to the last known day. */
public final class Rates {

  private static final int MOST_ROWS = 2_000_000;
  private static final int CURRENCIES_TO_NAME = 10;

  private final NavigableMap<String, NavigableMap<Integer, BigDecimal>> byCurrency =
      new TreeMap<>();

  private Rates() {}

  /**
   * Rates are few: a currency has one a day at most.
   *
   * @throws Refusal where two rates of one currency and day differ, or there are too many
   */
  public static Rates of(
      Dataset<Row> admitted, Field currency, Field date, Field rate, String reporting) {
    List<Row> rows =
        admitted
            .select(
                upper(trim(currency.col())).as(CurrencyConversion.CODE),
                unix_date(date.col()).as(CurrencyConversion.DAY),
                rate.col().as(CurrencyConversion.RATE))
            .limit(MOST_ROWS + 1)
            .collectAsList();
    if (rows.size() > MOST_ROWS) {
      throw Refusal.contract(
          List.of(
              String.format(
                  "exchange_rates: more than %,d rows, expected one per currency and day. Take one"
                      + " rate a day in sources.exchange_rates.sql",
                  MOST_ROWS)));
    }
    Rates rates = new Rates();
    rows.forEach(
        row ->
            rates.add(
                row.getAs(CurrencyConversion.CODE),
                row.getAs(CurrencyConversion.DAY),
                row.getAs(CurrencyConversion.RATE)));
    rates.checkReporting(reporting);
    return rates;
  }

  private void add(String currency, int day, BigDecimal rate) {
    BigDecimal other =
        byCurrency.computeIfAbsent(currency, code -> new TreeMap<>()).putIfAbsent(day, rate);
    if (other != null && other.compareTo(rate) != 0) {
      throw Refusal.contract(
          List.of(
              String.format(
                  "exchange_rates: %s has two rates on %s, %s and %s; expected one per currency and"
                      + " day. Choose one in sources.exchange_rates.sql",
                  currency, LocalDate.ofEpochDay(day), plain(other), plain(rate))));
    }
  }

  /** Rates to another currency than the reporting one would convert its own amounts too. */
  private void checkReporting(String currency) {
    byCurrency.getOrDefault(currency, new TreeMap<>()).values().stream()
        .filter(rate -> rate.compareTo(BigDecimal.ONE) != 0)
        .findFirst()
        .ifPresent(
            rate -> {
              throw Refusal.contract(
                  List.of(
                      String.format(
                          "exchange_rates: %s, the reporting currency, has the rate %s; expected"
                              + " rates to %s, of which its own is 1. Divide by its rate in"
                              + " sources.exchange_rates.sql, or set currency",
                          currency, plain(rate), currency)));
            });
  }

  private static String plain(BigDecimal rate) {
    return rate.stripTrailingZeros().toPlainString();
  }

  /** Rows of {@link CurrencyConversion#SCHEMA}: each rate on its day and on those after it. */
  public List<Row> daily(LocalDate asOf) {
    int end = (int) asOf.toEpochDay();
    List<Row> daily = new ArrayList<>();
    byCurrency.forEach(
        (currency, rates) -> {
          for (Map.Entry<Integer, BigDecimal> rate : rates.entrySet()) {
            Integer next = rates.higherKey(rate.getKey());
            for (int day = rate.getKey(); day < (next == null ? end : next); day++) {
              daily.add(RowFactory.create(currency, day, rate.getValue()));
            }
          }
        });
    return daily;
  }

  /** Which currencies have rates, in words. */
  public String found() {
    if (byCurrency.isEmpty()) {
      return "there are none";
    }
    String named =
        byCurrency.entrySet().stream()
            .limit(CURRENCIES_TO_NAME)
            .map(of -> of.getKey() + " from " + LocalDate.ofEpochDay(of.getValue().firstKey()))
            .collect(Collectors.joining(", "));
    return "there are " + named + (byCurrency.size() > CURRENCIES_TO_NAME ? ", ..." : "");
  }
}
