package io.clientela.job;

import com.univocity.parsers.common.TextParsingException;
import io.clientela.job.settings.SettingsException;
import io.clientela.source.Source;
import io.clientela.table.Refusal;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.util.SparkFatalException;

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

  /** Conditions that speak of the rows of files that can be read. */
  private static final List<String> OF_ROWS =
      List.of("FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH", "MALFORMED_");

  /** Conditions that say that storage could not be read or written. */
  private static final List<String> OF_STORAGE =
      List.of("FAILED_READ_FILE", "PATH_NOT_FOUND", "DELTA_", "FAILED_RENAME", "TASK_WRITE_FAILED");

  private static final List<String> OF_OPTIONS = List.of("DELTA_VERSION_NOT_FOUND");

  /** Of S3, told by name: its classes are there only where it is used. */
  private static final List<String> NO_BUCKET =
      List.of("UnknownStoreException", "NoSuchBucketException");

  /** Spark's advice to lose values: sums would be wrong in silence. */
  private static final Pattern TO_TOLERATE =
      Pattern.compile(
          "(Use (the SQL function )?`|If necessary,? set ).*?\\.(\\s+(?=[A-Z=])|$)",
          Pattern.DOTALL);

  private static final List<String> OF_SEVERAL = List.of("STAGE_MATERIALIZATION_MULTIPLE_FAILURES");

  public static Failure of(Throwable thrown) {
    List<Throwable> chain = chain(thrown);
    Optional<String> memory = OutOfMemory.told(chain);
    if (memory.isPresent()) {
      return new Failure(Refusal.Reason.SETTINGS.exitCode(), memory.get(), false);
    }
    Optional<Refusal> refusal = first(chain, Refusal.class);
    if (refusal.isPresent()) {
      Refusal told = told(refusal.get());
      return new Failure(told.reason().exitCode(), told.getMessage(), false);
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
    if (chain.stream()
        .map(t -> String.valueOf(t.getMessage()))
        .anyMatch(Failure::isOfAStoppedSpark)) {
      return new Failure(
          Refusal.Reason.STORAGE.exitCode(),
          "Spark stopped before the run had ended. See that its master runs, accepts the application"
              + " and reaches this driver (spark.driver.host); then run again: "
              + text(thrown),
          false);
    }
    Optional<ClassNotFoundException> missing = first(chain, ClassNotFoundException.class);
    if (missing.isPresent()) {
      return new Failure(
          Refusal.Reason.SETTINGS.exitCode(),
          "A class of Spark's surroundings is missing: "
              + missing.get().getMessage()
              + ". Give Spark its jar: spark-submit --packages "
              + packageOf(missing.get().getMessage()),
          false);
    }
    if (isOfNoPlace(chain)) {
      return new Failure(
          Refusal.Reason.SETTINGS.exitCode(),
          "A path leads nowhere: " + texts(chain) + ". Mend it in the settings",
          false);
    }
    if (isOfStorage(chain)) {
      return new Failure(
          Refusal.Reason.STORAGE.exitCode(),
          "Storage could not be read or written: " + texts(chain) + remedyOfS3(chain),
          false);
    }
    if (hasCondition(chain, OF_DATA)) {
      return new Failure(
          Refusal.Reason.CONTRACT.exitCode(),
          "A value of the data does not fit the staging SQL or the declared types: " + text(thrown),
          false);
    }
    return new Failure(BUG, "This is a bug of Clientela, please report it: " + thrown, true);
  }

  /** With what its causes say: a place that does not exist is a setting, not an outage. */
  static Refusal told(Refusal refusal) {
    List<Throwable> chain = chain(refusal);
    if (refusal.reason() != Refusal.Reason.STORAGE) {
      return refusal;
    }
    return isOfNoPlace(chain)
        ? Refusal.settings(refusal.getMessage())
        : Refusal.storage(refusal.getMessage() + remedyOfS3(chain));
  }

  /** Of a source that could not be opened: where storage is well, its options are not. */
  static Refusal whileOpening(Refusal refusal) {
    List<Throwable> chain = chain(refusal);
    Optional<String> memory = OutOfMemory.told(chain);
    if (memory.isPresent()) {
      return Refusal.settings(memory.get());
    }
    boolean isUnclear = refusal.reason() == Refusal.Reason.STORAGE && chain.size() > 1;
    if (isUnclear && isOfText(chain)) {
      String what = refusal.getMessage().lines().findFirst().orElseThrow();
      return Refusal.contract(List.of(what + " Mend the files"));
    }
    boolean isOfOptions = !isOfStorage(chain) || hasCondition(chain, OF_OPTIONS);
    return isUnclear && isOfOptions ? Refusal.settings(refusal.getMessage()) : told(refusal);
  }

  /** Of a source that could not be read to its end: what its files or its staging SQL did wrong. */
  static RuntimeException whileReading(Source source, Exception thrown) {
    List<Throwable> chain = chain(thrown);
    String where = source.table() + ": " + source.path() + " can't be read: ";
    boolean isReadable = hasCondition(chain, OF_ROWS) || isOfText(chain);
    if (isOfStorage(chain) && !isReadable) {
      return Refusal.storage(where + texts(chain)).causedBy(thrown);
    }
    boolean isOfSpark =
        chain.stream().anyMatch(t -> t instanceof SparkThrowable s && s.getCondition() != null);
    if (!isOfSpark || hasCondition(chain, List.of("INTERNAL_ERROR"))) {
      return thrown instanceof RuntimeException same ? same : new IllegalStateException(thrown);
    }
    boolean isOfFiles = isReadable && hasCondition(chain, OF_STORAGE);
    if (isOfFiles || source.sql().isEmpty()) {
      String what = isReadable ? texts(chain) : text(thrown);
      return Refusal.contract(List.of(where + what + ". Mend the files")).causedBy(thrown);
    }
    String remedy =
        String.format(
            ". Mend sources.%s.sql so that it reads such values as they are written; try_cast would"
                + " lose them",
            source.table());
    return Refusal.contract(List.of(where + text(thrown) + remedy)).causedBy(thrown);
  }

  /** What S3 answers seldom says which of these is wrong. */
  private static String remedyOfS3(List<Throwable> chain) {
    boolean isOfS3 =
        chain.stream()
            .map(t -> t.getClass().getName())
            .anyMatch(
                name ->
                    name.matches("(software\\.amazon\\.|org\\.apache\\.hadoop\\.fs\\.s3a\\.).*"));
    return isOfS3
        ? ". S3: check the bucket; the credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the"
            + " role of the instance, or spark.hadoop.fs.s3a.aws.credentials.provider); and the"
            + " endpoint (spark.hadoop.fs.s3a.endpoint, spark.hadoop.fs.s3a.path.style.access)"
        : "";
  }

  /** A bucket that is not there, a scheme that nobody knows, a path that is none. */
  private static boolean isOfNoPlace(List<Throwable> chain) {
    return chain.stream()
        .anyMatch(
            t ->
                t instanceof UnsupportedFileSystemException
                    || t instanceof URISyntaxException
                    || NO_BUCKET.contains(t.getClass().getSimpleName()));
  }

  private static String packageOf(String name) {
    return name.contains("delta")
        ? "io.delta:delta-spark_4.2_2.13"
        : "org.apache.hadoop:hadoop-aws for s3a, and those alike for other stores";
  }

  private static boolean isOfAStoppedSpark(String message) {
    return message.contains("stopped SparkContext")
        || message.contains("SparkContext was shut down")
        || message.contains("SparkContext has been shutdown");
  }

  /** What can't be sent to a task is an IOException too, and ours. */
  private static boolean isOfStorage(List<Throwable> chain) {
    return hasCondition(chain, OF_STORAGE)
        || chain.stream()
            .anyMatch(t -> t instanceof IOException && !(t instanceof ObjectStreamException));
  }

  /** What Spark says names the file; the last cause says what is wrong with it. */
  private static String texts(List<Throwable> chain) {
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
  private static boolean isOfText(List<Throwable> chain) {
    return chain.stream()
        .anyMatch(
            t ->
                t instanceof TextParsingException
                    || String.valueOf(t.getMessage()).startsWith("CSV header does not conform"));
  }

  private static List<Throwable> chain(Throwable thrown) {
    return Stream.iterate(thrown, t -> t != null, Failure::cause).limit(20).toList();
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

  private static <T extends Throwable> Optional<T> first(List<Throwable> chain, Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static boolean hasCondition(List<Throwable> chain, List<String> prefixes) {
    return chain.stream()
        .anyMatch(t -> t instanceof SparkThrowable spark && isOneOf(spark, prefixes));
  }

  private static boolean isOneOf(SparkThrowable thrown, List<String> prefixes) {
    String condition = String.valueOf(thrown.getCondition());
    return prefixes.stream().anyMatch(condition::startsWith);
  }

  /** Spark appends stack traces to some messages; the first lines say enough. */
  private static String text(Throwable thrown) {
    String message =
        TO_TOLERATE.matcher(String.valueOf(thrown.getMessage())).replaceAll("").stripTrailing();
    return message.lines().limit(3).reduce((a, b) -> a + " " + b).orElse(thrown.toString());
  }
}
