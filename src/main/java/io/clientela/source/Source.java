package io.clientela.source;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the rows of a raw table come from.
 *
 * @param table name of the declared input
 * @param options of Spark's reader for the format
 * @param sql staging SQL over the view {@code source}
 * @param maxRejectShare 0..1; more rejects than this stop the run
 */
public record Source(
    String table,
    String path,
    Format format,
    Map<String, String> options,
    Optional<String> sql,
    double maxRejectShare,
    boolean allowEmpty) {

  /** File formats that are read. */
  public enum Format {
    DELTA,
    PARQUET,
    CSV,
    JSON;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Source {
    options = Map.copyOf(options);
  }

  /** Without the options, which may hold secrets. */
  @Override
  public String toString() {
    return "Source[" + table + " " + format.label() + " " + path + "]";
  }
}
