package io.clientela.contract;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

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
    LocalDate plausibleTo) {

  public Terms {
    dimensions = List.copyOf(dimensions);
  }
}
