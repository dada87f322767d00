package io.clientela.job;

import io.clientela.job.settings.SettingsException;
import io.clientela.source.Source;
import io.clientela.table.Refusal;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.package$;

/**
 * What a scheduler and a person are told of an exception.
 *
 * @param isOurs a bug of the program: the stack trace is shown
 */
public record Failure(int exitCode, String message, boolean isOurs) {

  private static final int BUG = 1;

  public static Failure of(Throwable thrown) {
    Causes causes = Causes.of(thrown);
    Optional<String> memory = OutOfMemory.told(causes.chain());
    if (memory.isPresent()) {
      return refused(Refusal.Reason.SETTINGS, memory.get());
    }
    Optional<Refusal> refusal = causes.first(Refusal.class);
    if (refusal.isPresent()) {
      Refusal told = told(refusal.get());
      return refused(told.reason(), told.getMessage());
    }
    Optional<SettingsException> settings = causes.first(SettingsException.class);
    if (settings.isPresent()) {
      return refused(Refusal.Reason.SETTINGS, settings.get().getMessage());
    }
    if (causes.any(t -> t.getClass().getSimpleName().contains("Concurrent"))) {
      return refused(
          Refusal.Reason.RACE,
          "Another run wrote to the lake at the same time and won. Run again: "
              + Causes.text(thrown));
    }
    if (causes.any(Causes::isOfAStoppedSpark)) {
      return refused(
          Refusal.Reason.STORAGE,
          "Spark stopped before the run had ended. See that its master runs, accepts the application"
              + " and reaches this driver (spark.driver.host); then run again: "
              + Causes.text(thrown));
    }
    Optional<ClassNotFoundException> missing = causes.first(ClassNotFoundException.class);
    if (missing.isPresent()) {
      return refused(
          Refusal.Reason.SETTINGS,
          "A class of Spark's surroundings is missing: "
              + missing.get().getMessage()
              + ". Give Spark its jar: spark-submit --packages "
              + packageOf(missing.get().getMessage()));
    }
    if (causes.isOfNoPlace()) {
      return refused(
          Refusal.Reason.SETTINGS,
          "A path leads nowhere: " + causes.texts() + ". Mend it in the settings");
    }
    if (causes.isOfStorage()) {
      return refused(
          Refusal.Reason.STORAGE,
          "Storage could not be read or written: " + causes.texts() + remedyOfS3(causes));
    }
    if (causes.hasCondition(Causes.OF_DATA)) {
      return refused(
          Refusal.Reason.CONTRACT,
          "A value of the data does not fit the staging SQL or the declared types: "
              + Causes.text(thrown));
    }
    return new Failure(BUG, "This is a bug of Clientela, please report it: " + thrown, true);
  }

  private static Failure refused(Refusal.Reason reason, String message) {
    return new Failure(reason.exitCode(), message, false);
  }

  /** With what its causes say: a place that does not exist is a setting, not an outage. */
  static Refusal told(Refusal refusal) {
    Causes causes = Causes.of(refusal);
    if (refusal.reason() != Refusal.Reason.STORAGE) {
      return refusal;
    }
    return causes.isOfNoPlace()
        ? Refusal.settings(refusal.getMessage())
        : Refusal.storage(refusal.getMessage() + remedyOfS3(causes));
  }

  /** Of a source that could not be opened: where storage is well, its options are not. */
  static Refusal whileOpening(Refusal refusal) {
    Causes causes = Causes.of(refusal);
    Optional<String> memory = OutOfMemory.told(causes.chain());
    if (memory.isPresent()) {
      return Refusal.settings(memory.get());
    }
    boolean isUnclear = refusal.reason() == Refusal.Reason.STORAGE && causes.chain().size() > 1;
    if (isUnclear && causes.isOfText()) {
      String what = refusal.getMessage().lines().findFirst().orElseThrow();
      return Refusal.contract(List.of(what + " Mend the files"));
    }
    boolean isOfOptions = !causes.isOfStorage() || causes.hasCondition(Causes.OF_OPTIONS);
    return isUnclear && isOfOptions ? Refusal.settings(refusal.getMessage()) : told(refusal);
  }

  /** Of a source that could not be read to its end: what its files or its staging SQL did wrong. */
  static RuntimeException whileReading(Source source, Exception thrown) {
    Causes causes = Causes.of(thrown);
    String where = source.table() + ": " + source.path() + " can't be read: ";
    boolean isReadable = causes.hasCondition(Causes.OF_ROWS) || causes.isOfText();
    if (causes.isOfStorage() && !isReadable) {
      return Refusal.storage(where + causes.texts()).causedBy(thrown);
    }
    boolean isOfSpark = causes.any(t -> t instanceof SparkThrowable s && s.getCondition() != null);
    if (!isOfSpark || causes.hasCondition(Causes.OF_SPARK_ITSELF)) {
      return thrown instanceof RuntimeException same ? same : new IllegalStateException(thrown);
    }
    boolean isOfFiles = isReadable && causes.hasCondition(Causes.OF_STORAGE);
    if (isOfFiles || source.sql().isEmpty()) {
      String what = isReadable ? causes.texts() : Causes.text(thrown);
      return Refusal.contract(List.of(where + what + ". Mend the files")).causedBy(thrown);
    }
    String remedy =
        String.format(
            ". Mend sources.%s.sql so that it reads such values as they are written; try_cast would"
                + " lose them",
            source.table());
    return Refusal.contract(List.of(where + Causes.text(thrown) + remedy)).causedBy(thrown);
  }

  /** What S3 answers seldom says which of these is wrong. */
  private static String remedyOfS3(Causes causes) {
    return causes.isOfS3()
        ? ". S3: check the bucket; the credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the"
            + " role of the instance, or spark.hadoop.fs.s3a.aws.credentials.provider); and the"
            + " endpoint (spark.hadoop.fs.s3a.endpoint, spark.hadoop.fs.s3a.path.style.access)"
        : "";
  }

  private static String packageOf(String name) {
    return name.contains("delta")
        ? "io.delta:delta-spark_" + Version.line(package$.MODULE$.SPARK_VERSION()) + "_2.13"
        : "org.apache.hadoop:hadoop-aws for s3a, and those alike for other stores";
  }
}
