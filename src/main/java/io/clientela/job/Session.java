package io.clientela.job;

import io.clientela.sink.S3LogStore;
import java.net.URI;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv$;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** The Spark session of a run; what spark-submit says wins, but for what the numbers depend on. */
public final class Session {

  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
  private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";

  /**
   * KPI tables have short logs; the default of 50 tasks for each read of one is most of the time of
   * small runs.
   */
  private static final String DELTA_LOG_TASKS = "spark.databricks.delta.snapshotPartitions";

  /** How deep Spark looks for an error for which it ends an executor, which may be this process. */
  private static final String ENDS_FOR_ERRORS = "spark.executor.killOnFatalError.depth";

  private static final String LOG_LEVEL = "spark.log.level";
  private static final String LOGS = "/log4j2.properties";
  private static final String LOGS_OF_SPARK = "org/apache/spark/log4j2-defaults.properties";

  /** A name that is set wins, so that a lake with a single writer may keep Delta's own. */
  private static final String DELTA_LOG_ON_S3 = "spark.delta.logStore.s3a.impl";

  private static final String DELTA_FORGETS_AFTER_A_WEEK =
      "spark.databricks.delta.vacuum.enforceTimeTravelWithinDeletedFileRetentionDuration";

  private Session() {}

  /** Local on all cores where no master is given. */
  public static SparkSession open(ZoneId zone) {
    OutOfMemory.ofCode().ifPresent(System.err::println);
    SparkConf given = given();
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("clientela")
            .config(Exchanges.ARE_GIVEN, given.contains(Exchanges.PARTITIONS));
    if (!given.contains("spark.master")) {
      int cores = Runtime.getRuntime().availableProcessors();
      builder =
          builder
              .master("local[*]")
              .config("spark.ui.enabled", given.get("spark.ui.enabled", "false"))
              // The formatted text of every plan, for that UI, is a good part of a small run.
              .config("spark.sql.ui.explainMode", given.get("spark.sql.ui.explainMode", "simple"))
              .config("spark.driver.host", given.get("spark.driver.host", "127.0.0.1"))
              .config(
                  "spark.driver.bindAddress", given.get("spark.driver.bindAddress", "127.0.0.1"))
              .config(
                  Exchanges.PARTITIONS, given.get(Exchanges.PARTITIONS, String.valueOf(8 * cores)));
    }
    if (given.get("spark.master", "local").matches("local(\\[.*)?")) {
      // The driver is told of the error, and tells it; else all would end with Spark's exit code.
      builder = builder.config(ENDS_FOR_ERRORS, given.get(ENDS_FOR_ERRORS, "0"));
    }
    String extensions = given.get("spark.sql.extensions", "");
    SparkSession spark =
        builder
            .config(
                "spark.sql.extensions",
                extensions.contains(DELTA_EXTENSION)
                    ? extensions
                    : extensions + (extensions.isEmpty() ? "" : ",") + DELTA_EXTENSION)
            .config(
                "spark.sql.catalog.spark_catalog",
                given.get("spark.sql.catalog.spark_catalog", DELTA_CATALOG))
            .config(DELTA_LOG_ON_S3, given.get(DELTA_LOG_ON_S3, S3LogStore.class.getName()))
            .getOrCreate();
    Version.untested(spark.version()).ifPresent(System.err::println);
    if (!given.contains(LOG_LEVEL)) {
      // spark-submit sets up its logs once more when the context starts.
      spark.sparkContext().setLogLevel("FATAL");
    }
    return in(spark, zone);
  }

  /** What spark-submit says, or the Spark that runs in this JVM already, as on Databricks. */
  private static SparkConf given() {
    SparkConf submitted = new SparkConf();
    Option<SparkSession> running = SparkSession.getDefaultSession();
    return submitted.contains("spark.master") || running.isEmpty()
        ? submitted
        : running.get().sparkContext().getConf();
  }

  /** A session of its own, with the settings that the numbers depend on. */
  public static SparkSession in(SparkSession shared, ZoneId zone) {
    SparkSession spark = shared.newSession();
    spark.conf().set("spark.sql.session.timeZone", zone.getId());
    spark.conf().set("spark.sql.ansi.enabled", "true");
    spark.conf().set("spark.sql.files.ignoreCorruptFiles", "false");
    spark.conf().set("spark.sql.files.ignoreMissingFiles", "false");
    // The name of a folder is text: month=01 is no 1.
    spark.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    // What is kept in memory is mostly arrays, which no codec makes smaller.
    spark.conf().set("spark.sql.inMemoryColumnarStorage.compressed", "false");
    // Java compiles no method of more bytes, and interprets it for every row; Spark can do without.
    spark.conf().set("spark.sql.codegen.hugeMethodLimit", "8000");
    // Settings may hold secrets of the environment: staging SQL gets none of them.
    spark.conf().set("spark.sql.variable.substitute", "false");
    // A run of long ago is read at its version as long as the files of that are there.
    spark.conf().set(DELTA_FORGETS_AFTER_A_WEEK, "false");
    if (spark.conf().getOption(DELTA_LOG_TASKS).isEmpty()) {
      spark.conf().set(DELTA_LOG_TASKS, "2");
    }
    return spark;
  }

  /** One for many queries of few rows, where compiling and spreading them would take the time. */
  public static SparkSession ofFewRows(ZoneId zone) {
    SparkSession spark = open(zone);
    spark.conf().set("spark.sql.codegen.wholeStage", "false");
    spark.conf().set(Exchanges.PARTITIONS, "1");
    spark.conf().set("spark.sql.adaptive.enabled", "false");
    spark.conf().set(DELTA_LOG_TASKS, "1");
    spark.conf().set("spark.databricks.delta.stats.skipping", "false");
    return spark;
  }

  /** What takes a session to have, made when it is first asked for. */
  public static <T> Supplier<T> once(Supplier<T> made) {
    Map<String, T> kept = new ConcurrentHashMap<>();
    return () -> kept.computeIfAbsent("", key -> made.get());
  }

  /**
   * What Spark logs as an error it throws too, or gets over; {@code spark.log.level} makes it tell
   * more.
   */
  public static void quiet() {
    LoggerContext logs =
        (LoggerContext) LogManager.getContext(SparkSession.class.getClassLoader(), false);
    Configuration now = logs.getConfiguration();
    String from = String.valueOf(now.getConfigurationSource().getLocation());
    if (now instanceof DefaultConfiguration || from.endsWith(LOGS_OF_SPARK)) {
      // Nobody set them up; Spark, unless it did, would when it starts, and tell everything.
      SparkEnv$.MODULE$.initializeLogIfNecessary(false, true);
      logs.setConfigLocation(URI.create(Session.class.getResource(LOGS).toString()));
    }
    Configurator.setRootLevel(Level.FATAL);
  }
}
