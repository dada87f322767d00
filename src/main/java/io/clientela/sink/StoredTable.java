package io.clientela.sink;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A table of a Delta lake as its upkeep sees it. */
interface StoredTable {

  /** The as-of date of which a run replaced the rows. */
  record Replacement(LocalDate asOf, String run) {

    /** Of a commit's condition such as {@code as_of = DATE '2025-01-01'}. */
    static Replacement of(String condition, String comment) {
      String quoted = condition.substring(condition.indexOf('\'') + 1);
      return new Replacement(
          LocalDate.parse(quoted.substring(0, quoted.indexOf('\''))),
          comment.substring(DeltaLake.COMMIT_OF_RUN.length()));
    }
  }

  Map<String, String> properties();

  /** The as-of dates before this one, and their rows. */
  Upkeep.Dropped before(LocalDate first);

  /** The paths of its data files. */
  List<String> paths();

  /**
   * What runs replaced, as far back as Delta knows and as long as it is asked for; newest first.
   */
  void replacements(Predicate<Replacement> wantsMore);

  /**
   * How many files and empty folders there are that no version of that age needs, those among them
   * that a killed run left.
   */
  long unneeded(Duration age);
}
