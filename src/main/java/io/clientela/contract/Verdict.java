package io.clientela.contract;

import io.clientela.table.Rule;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the rows of one input.
 *
 * @param rejects by reason; a row with two reasons counts in both
 * @param rejectedAmount sum over rejected rows, as far as it can be read; empty where the table has
 *     no amounts
 * @param conflict the rows of one id that differ, where nothing says which one counts
 * @param firstOn first business date among the rows that are admitted
 * @param knownCustomers 0..1 of the customers of the admitted rows that are in the raw table
 *     customers; empty where there is nothing to compare
 */
public record Verdict(
    String input,
    Counts counts,
    List<Reject> rejects,
    Optional<BigDecimal> rejectedAmount,
    Optional<Conflict> conflict,
    Optional<LocalDate> firstOn,
    Optional<LocalDate> lastOn,
    Optional<Double> knownCustomers) {

  /**
   * Rows: read = admitted + rejected + later + duplicates + superseded + conflicts.
   *
   * @param unreadable those of the rejected ones that have a value not written as expected
   * @param later dated at or after as-of
   * @param duplicates copies of a row that is counted elsewhere
   * @param superseded versions of an id of which another one counts
   * @param conflicts rows of one id that differ, where nothing says which one counts
   */
  public record Counts(
      long read,
      long rejected,
      long unreadable,
      long later,
      long duplicates,
      long superseded,
      long conflicts) {

    public long admitted() {
      return read - rejected - later - duplicates - superseded - conflicts;
    }

    /** Those of which the row is kept as evidence. */
    public long kept() {
      return rejected + conflicts;
    }
  }

  /**
   * Rows that were rejected for one reason.
   *
   * @param examples up to three values that were found, or the ids of three such rows
   * @param idColumn whose values the examples are where they are ids; else empty
   * @param expected what would be accepted, and how SQL gives it; empty where the reason says it
   */
  public record Reject(
      String reason,
      Rule.Kind kind,
      long rows,
      List<String> examples,
      Optional<String> idColumn,
      String expected) {

    public Reject {
      examples = List.copyOf(examples);
    }
  }

  /**
   * Rows of one id that differ.
   *
   * @param column the id
   * @param ids how many ids have such rows
   * @param id one of them
   * @param differences of two of its rows: column, value and other value
   */
  public record Conflict(String column, long ids, String id, List<String> differences) {

    public Conflict {
      differences = List.copyOf(differences);
    }
  }

  public Verdict {
    rejects = List.copyOf(rejects);
  }

  public Verdict withKnownCustomers(double share) {
    return new Verdict(
        input, counts, rejects, rejectedAmount, conflict, firstOn, lastOn, Optional.of(share));
  }

  /** Rejected rows by reason. */
  public Map<String, Long> reasons() {
    Map<String, Long> reasons = new LinkedHashMap<>();
    rejects.forEach(reject -> reasons.put(reject.reason(), reject.rows()));
    return reasons;
  }

  public double share(long rows) {
    return counts.read() == 0 ? 0 : (double) rows / counts.read();
  }
}
