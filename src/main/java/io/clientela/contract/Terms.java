package io.clientela.contract;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What the run asks of every input.
 *
 * @param zone business time zone; times without zone are local to it
 * @param plausibleTo inclusive
 */
public record Terms(
    LocalDate asOf,
    ZoneId zone,
    String currency,
    List<String> dimensions,
    LocalDate plausibleFrom,
    LocalDate plausibleTo,
    Optional<CurrencyConversion> conversion) {

  public Terms {
    dimensions = List.copyOf(dimensions);
  }

  /** Without rates: every row has to be in the reporting currency. */
  public Terms(
      LocalDate asOf,
      ZoneId zone,
      String currency,
      List<String> dimensions,
      LocalDate plausibleFrom,
      LocalDate plausibleTo) {
    this(asOf, zone, currency, dimensions, plausibleFrom, plausibleTo, Optional.empty());
  }

  public Terms converting(CurrencyConversion rates) {
    return new Terms(
        asOf, zone, currency, dimensions, plausibleFrom, plausibleTo, Optional.of(rates));
  }
}
