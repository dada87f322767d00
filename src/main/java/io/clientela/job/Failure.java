package io.clientela.job;

import io.clientela.job.settings.SettingsException;
import io.clientela.table.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;

/**
 * What a scheduler and a person are told of an exception.
 *
 * @param isOurs a bug of the program: the stack trace is shown
 */
public record Failure(int exitCode, String message, boolean isOurs) {

  private static final int BUG = 1;

  /** Conditions of Spark and Delta that say that a value of the data does not fit. */
  private static final List<String> OF_DATA =
      List.of(
          "CAST_INVALID_INPUT",
          "CAST_OVERFLOW",
          "ARITHMETIC_OVERFLOW",
          "NUMERIC_VALUE_OUT_OF_RANGE",
          "DIVIDE_BY_ZERO",
          "CANNOT_PARSE",
          "INVALID_ARRAY_INDEX",
          "PARQUET_TYPE_ILLEGAL",
          "CONFLICTING_DATA_STRUCTURE",
          "CANNOT_MERGE");

  /** Conditions that say that storage could not be read or written. */
  private static final List<String> OF_STORAGE =
      List.of("FAILED_READ_FILE", "PATH_NOT_FOUND", "DELTA_", "FAILED_RENAME", "TASK_WRITE_FAILED");

  public static Failure of(Throwable thrown) {
    List<Throwable> chain =
        Stream.iterate(thrown, t -> t != null, Throwable::getCause).limit(20).toList();
    Optional<Refusal> refusal = first(chain, Refusal.class);
    if (refusal.isPresent()) {
      return new Failure(refusal.get().reason().exitCode(), refusal.get().getMessage(), false);
    }
    Optional<SettingsException> settings = first(chain, SettingsException.class);
    if (settings.isPresent()) {
      return new Failure(Refusal.Reason.SETTINGS.exitCode(), settings.get().getMessage(), false);
    }
    if (chain.stream().anyMatch(t -> t.getClass().getSimpleName().contains("Concurrent"))) {
      return new Failure(
          Refusal.Reason.RACE.exitCode(),
          "Another run wrote to the lake at the same time and won. Run again: " + text(thrown),
          false);
    }
    if (hasCondition(chain, OF_STORAGE) || first(chain, IOException.class).isPresent()) {
      return new Failure(
          Refusal.Reason.STORAGE.exitCode(),
          "Storage could not be read or written: " + texts(chain),
          false);
    }
    if (hasCondition(chain, OF_DATA)) {
      return new Failure(
          Refusal.Reason.CONTRACT.exitCode(),
          "A value of the data does not fit the staging SQL or the declared types (use try_cast in"
              + " the SQL): "
              + text(thrown),
          false);
    }
    return new Failure(BUG, "This is a bug of Clientela, please report it: " + thrown, true);
  }

  private static <T extends Throwable> Optional<T> first(List<Throwable> chain, Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static boolean hasCondition(List<Throwable> chain, List<String> prefixes) {
    return chain.stream()
        .filter(SparkThrowable.class::isInstance)
        .anyMatch(t -> isOneOf((SparkThrowable) t, prefixes));
  }

  private static boolean isOneOf(SparkThrowable thrown, List<String> prefixes) {
    String condition = String.valueOf(thrown.getCondition());
    return prefixes.stream().anyMatch(condition::startsWith);
  }

  /** What Spark says names the file; the last cause says what is wrong with it. */
  private static String texts(List<Throwable> chain) {
    Throwable last = chain.get(chain.size() - 1);
    return chain.stream()
        .filter(t -> t != last && t instanceof SparkThrowable spark && isOneOf(spark, OF_STORAGE))
        .findFirst()
        .map(t -> text(t) + ": " + text(last))
        .orElseGet(() -> text(last));
  }

  /** Spark appends stack traces to some messages; the first lines say enough. */
  private static String text(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return message.lines().limit(3).reduce((a, b) -> a + " " + b).orElse(thrown.toString());
  }
}
