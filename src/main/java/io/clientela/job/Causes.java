package io.clientela.job;

import com.univocity.parsers.common.TextParsingException;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.util.SparkFatalException;

/**
 * What Spark, Delta and storage say by an exception.
 *
 * @param chain it and its causes
 */
record Causes(List<Throwable> chain) {

  /** Conditions of Spark and Delta that say that a value of the data does not fit. */
  static final List<String> OF_DATA =
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

  /** Conditions that speak of the rows of files that can be read. */
  static final List<String> OF_ROWS =
      List.of("FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH", "MALFORMED_");

  /** Conditions that say that storage could not be read or written. */
  static final List<String> OF_STORAGE =
      List.of("FAILED_READ_FILE", "PATH_NOT_FOUND", "DELTA_", "FAILED_RENAME", "TASK_WRITE_FAILED");

  static final List<String> OF_SPARK_ITSELF = List.of("INTERNAL_ERROR");

  static final List<String> OF_OPTIONS = List.of("DELTA_VERSION_NOT_FOUND");

  /** Of S3, told by name: its classes are there only where it is used. */
  private static final List<String> NO_BUCKET =
      List.of("UnknownStoreException", "NoSuchBucketException");

  private static final Pattern OF_S3 =
      Pattern.compile("(software\\.amazon|org\\.apache\\.hadoop\\.fs\\.s3a)\\.");

  /** Spark's advice to lose values: sums would be wrong in silence. */
  private static final Pattern TO_TOLERATE =
      Pattern.compile(
          "(Use (the SQL function )?`|If necessary,? set ).*?\\.(\\s+(?=[A-Z=])|$)",
          Pattern.DOTALL);

  private static final List<String> OF_SEVERAL = List.of("STAGE_MATERIALIZATION_MULTIPLE_FAILURES");

  static Causes of(Throwable thrown) {
    return new Causes(Stream.iterate(thrown, t -> t != null, Causes::cause).limit(20).toList());
  }

  /** A bucket that is not there, a scheme that nobody knows, a path that is none. */
  boolean isOfNoPlace() {
    return any(
        t ->
            t instanceof UnsupportedFileSystemException
                || t instanceof URISyntaxException
                || NO_BUCKET.contains(t.getClass().getSimpleName()));
  }

  static boolean isOfAStoppedSpark(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return message.contains("stopped SparkContext")
        || message.contains("SparkContext was shut down")
        || message.contains("SparkContext has been shutdown");
  }

  boolean isOfS3() {
    return any(t -> OF_S3.matcher(t.getClass().getName()).lookingAt());
  }

  /** What can't be sent to a task is an IOException too, and ours. */
  boolean isOfStorage() {
    return hasCondition(OF_STORAGE)
        || any(t -> t instanceof IOException && !(t instanceof ObjectStreamException));
  }

  /** What Spark says names the file; the last cause says what is wrong with it. */
  String texts() {
    Throwable last =
        chain.stream()
            .filter(t -> t.getMessage() != null)
            .reduce((before, after) -> after)
            .orElse(chain.get(0));
    return chain.stream()
        .filter(t -> t != last && t instanceof SparkThrowable spark && isOneOf(spark, OF_STORAGE))
        .findFirst()
        .map(t -> text(t) + ": " + text(last))
        .orElseGet(() -> text(last));
  }

  /** Files that can be opened, but whose text is none of the format's. */
  boolean isOfText() {
    return any(
        t ->
            t instanceof TextParsingException
                || String.valueOf(t.getMessage()).startsWith("CSV header does not conform"));
  }

  /** Where several stages failed at once, Spark only attaches what failed them. */
  private static Throwable cause(Throwable thrown) {
    if (thrown instanceof SparkFatalException fatal) {
      return fatal.throwable();
    }
    boolean isOfSeveral = thrown instanceof SparkThrowable spark && isOneOf(spark, OF_SEVERAL);
    Throwable[] attached = thrown.getSuppressed();
    return isOfSeveral && attached.length > 0 ? attached[0] : thrown.getCause();
  }

  <T extends Throwable> Optional<T> first(Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  boolean any(Predicate<Throwable> is) {
    return chain.stream().anyMatch(is);
  }

  boolean hasCondition(List<String> prefixes) {
    return any(t -> t instanceof SparkThrowable spark && isOneOf(spark, prefixes));
  }

  private static boolean isOneOf(SparkThrowable thrown, List<String> prefixes) {
    String condition = String.valueOf(thrown.getCondition());
    return prefixes.stream().anyMatch(condition::startsWith);
  }

  /** Spark appends stack traces to some messages; the first lines say enough. */
  static String text(Throwable thrown) {
    String message =
        TO_TOLERATE.matcher(String.valueOf(thrown.getMessage())).replaceAll("").stripTrailing();
    return message.lines().limit(3).reduce((a, b) -> a + " " + b).orElse(thrown.toString());
  }
}
