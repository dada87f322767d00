package io.clientela.contract;

import io.clientela.table.VersionChoice;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the run asks of an input.
 *
 * @param zone business time zone; times without zone are local to it
 * @param plausibleTo inclusive
 * @param nullValues texts that stand for no value in ids, dates, numbers, flags and codes
 * @param versions which of several rows with one id counts; empty = rows that differ are a conflict
 */
public record Terms(
    LocalDate asOf,
    ZoneId zone,
    String currency,
    List<String> dimensions,
    LocalDate plausibleFrom,
    LocalDate plausibleTo,
    Set<String> nullValues,
    Optional<VersionChoice> versions,
    Optional<CurrencyConversion> conversion) {

  /** As databases, data frames and people write that there is nothing. */
  public static final Set<String> USUAL_NULLS =
      Set.of("\\N", "NULL", "null", "None", "NaN", "nan", "<NA>");

  public Terms {
    dimensions = List.copyOf(dimensions);
    nullValues = Set.copyOf(nullValues);
  }

  /** Those of a run, before a source says anything of its own. */
  public Terms(
      LocalDate asOf,
      ZoneId zone,
      String currency,
      List<String> dimensions,
      LocalDate plausibleFrom,
      LocalDate plausibleTo) {
    this(
        asOf,
        zone,
        currency,
        dimensions,
        plausibleFrom,
        plausibleTo,
        USUAL_NULLS,
        Optional.empty(),
        Optional.empty());
  }

  /** The same for a source that says something of its own. */
  public Terms with(Optional<Set<String>> ownNulls, Optional<VersionChoice> ownVersions) {
    return new Terms(
        asOf,
        zone,
        currency,
        dimensions,
        plausibleFrom,
        plausibleTo,
        ownNulls.orElse(nullValues),
        ownVersions,
        conversion);
  }

  public Terms converting(CurrencyConversion rates) {
    return new Terms(
        asOf,
        zone,
        currency,
        dimensions,
        plausibleFrom,
        plausibleTo,
        nullValues,
        versions,
        Optional.of(rates));
  }
}
