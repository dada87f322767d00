package io.clientela.contract;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the rows of one input: read = admitted + rejected + later + duplicates.
 *
 * @param reasons rows by reason; a row with two reasons counts in both
 * @param firstOn first business date among admitted rows and duplicates
 */
public record Verdict(
    String input,
    long read,
    long rejected,
    long later,
    long duplicates,
    Map<String, Long> reasons,
    Optional<LocalDate> firstOn,
    Optional<LocalDate> lastOn) {

  public Verdict {
    reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
  }

  Verdict withDuplicates(long found) {
    return new Verdict(input, read, rejected, later, found, reasons, firstOn, lastOn);
  }

  public long admitted() {
    return read - rejected - later - duplicates;
  }

  public double rejectShare() {
    return read == 0 ? 0 : (double) rejected / read;
  }
}
