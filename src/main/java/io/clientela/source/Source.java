package io.clientela.source;

import io.clientela.table.VersionChoice;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the rows of a raw table come from.
 *
 * @param table name of the declared input
 * @param options of Spark's reader for the format
 * @param sql staging SQL over the view {@code source}, as it is written: see {@link StagingSql}
 * @param nullValues texts that stand for no value; empty = the usual ones
 * @param ends of subscriptions: which day ended_on is; empty = the first day without
 * @param versions which of several rows with one id counts; empty = rows that differ are a conflict
 */
public record Source(
    String table,
    String path,
    Format format,
    Map<String, String> options,
    Optional<String> sql,
    MissingColumns missingColumns,
    Optional<Set<String>> nullValues,
    Optional<VersionChoice> versions,
    Optional<Ends> ends,
    Limits limits) {

  /** File formats that are read. */
  public enum Format {
    DELTA,
    PARQUET,
    CSV,
    JSON;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether reading means taking text apart. */
    public boolean isText() {
      return this == CSV || this == JSON;
    }
  }

  /** Which day the end of something is. */
  public enum Ends {
    FIRST_DAY_WITHOUT,
    LAST_DAY
  }

  /** What happens to a column that some files of a folder have and others lack. */
  public enum MissingColumns {
    FILL,
    REFUSE
  }

  /**
   * What stops the run; shares are 0 to 1 of the rows read.
   *
   * @param maxRejectShare of rejected rows, whatever the reason
   * @param maxUnreadableShare of rows with a value that is not a number, date, flag or code as
   *     expected
   * @param maxConflictShare of rows that share an id with a row that differs, where nothing says
   *     which one counts
   */
  public record Limits(
      double maxRejectShare,
      double maxUnreadableShare,
      double maxConflictShare,
      boolean allowEmpty) {
    public static final Limits DEFAULTS = new Limits(0.01, 0, 0, false);
  }

  public Source {
    options = Map.copyOf(options);
    nullValues = nullValues.map(Set::copyOf);
  }

  /** A source with the usual ways of reading. */
  public static Source of(String table, String path, Format format, Map<String, String> options) {
    return new Source(
        table,
        path,
        format,
        options,
        Optional.empty(),
        MissingColumns.FILL,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Limits.DEFAULTS);
  }

  /** This source in a run: its SQL holds the as-of date where it names it. */
  public Source at(LocalDate asOf) {
    return withSql(sql.map(text -> new StagingSql(text).at(asOf)));
  }

  /** The files as they are, without staging SQL. */
  public Source unstaged() {
    return withSql(Optional.empty());
  }

  private Source withSql(Optional<String> other) {
    return new Source(
        table, path, format, options, other, missingColumns, nullValues, versions, ends, limits);
  }

  /** Without the options, which may hold secrets. */
  @Override
  public String toString() {
    return "Source[" + table + " " + format.label() + " " + path + "]";
  }
}
