package io.clientela.source;

import io.clientela.source.Source.Format;
import io.clientela.table.Refusal;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** Reads declared sources; nothing is computed yet. */
public final class Reader {

  private static final String VIEW = "source";
  private static final String VERSION_AS_OF = "versionAsOf";
  private static final String TIMESTAMP_AS_OF = "timestampAsOf";
  private static final String HIDDEN = "***";

  /** Where Spark's JSON reader puts what it can't read. */
  private static final String UNREAD = "_corrupt_record";

  /** Conditions of Spark that speak of the columns of readable files, with the remedy. */
  private static final Map<String, String> OF_DATA =
      Map.of(
          "COLUMN_ALREADY_EXISTS", "Rename one of the columns where the files are made",
          "PARQUET_TYPE_ILLEGAL",
              "Write timestamps in microseconds, and other columns in types that Spark has",
          "PARQUET_TYPE_NOT_SUPPORTED", "Write the column in a type that Spark has",
          "CANNOT_MERGE_SCHEMAS", "Write all files with the same columns");

  private final SparkSession spark;

  public Reader(SparkSession spark) {
    this.spark = spark;
  }

  public Raw read(Source source) {
    requireExisting(source);
    OptionalLong version =
        source.format() == Format.DELTA ? versionOf(source) : OptionalLong.empty();
    Dataset<Row> rows = load(source, version);
    requireDocuments(source, rows);
    OptionalLong files =
        version.isPresent() ? OptionalLong.empty() : OptionalLong.of(rows.inputFiles().length);
    Dataset<Row> staged = source.sql().map(sql -> stage(source, rows, sql)).orElse(rows);
    return new Raw(source, staged, version, files);
  }

  private void requireExisting(Source source) {
    try {
      Path path = new Path(source.path());
      FileSystem files = path.getFileSystem(spark.sessionState().newHadoopConf());
      boolean isGlob = source.path().matches(".*[*?\\[{].*");
      boolean exists = isGlob ? files.globStatus(path).length > 0 : files.exists(path);
      if (!exists) {
        throw Refusal.settings(
            String.format(
                "%s: nothing at %s. Expected %s files there; set sources.%s.path (relative paths"
                    + " start at %s)",
                source.table(),
                source.path(),
                source.format().label(),
                source.table(),
                System.getProperty("user.dir")));
      }
      boolean isDelta = !isGlob && files.exists(new Path(path, "_delta_log"));
      if (isDelta != (source.format() == Format.DELTA)) {
        throw Refusal.settings(
            String.format(
                "%s: %s is %s Delta table; sources.%s.format is %s",
                source.table(),
                source.path(),
                isDelta ? "a" : "not a",
                source.table(),
                source.format().label()));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(source, e);
    }
  }

  /** The version that the options ask for, else the latest. */
  private OptionalLong versionOf(Source source) {
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options.putAll(source.options());
    if (options.containsKey(TIMESTAMP_AS_OF)) {
      throw Refusal.settings(
          String.format(
              "sources.%s.options.%s can't be used: a run reads one version. Give %s",
              source.table(), TIMESTAMP_AS_OF, VERSION_AS_OF));
    }
    try {
      if (options.containsKey(VERSION_AS_OF)) {
        return OptionalLong.of(Long.parseLong(options.get(VERSION_AS_OF)));
      }
      Row latest = DeltaTable.forPath(spark, source.path()).history(1).head();
      return OptionalLong.of(latest.<Long>getAs("version"));
    } catch (Exception e) {
      throw unreadable(source, e);
    }
  }

  private Dataset<Row> load(Source source, OptionalLong version) {
    DataFrameReader reader = spark.read().format(source.format().label());
    if (source.format() == Format.CSV) {
      reader = reader.option("header", true);
    }
    if (source.format() != Format.DELTA) {
      reader = reader.option("ignoreCorruptFiles", false).option("ignoreMissingFiles", false);
    }
    for (Map.Entry<String, String> option : source.options().entrySet()) {
      reader = reader.option(option.getKey(), option.getValue());
    }
    if (version.isPresent()) {
      reader = reader.option(VERSION_AS_OF, version.getAsLong());
    }
    try {
      return reader.load(source.path());
    } catch (Exception e) {
      if (e instanceof AnalysisException analysis
          && "UNABLE_TO_INFER_SCHEMA".equals(analysis.getCondition())) {
        return spark.emptyDataFrame();
      }
      if (e instanceof SparkThrowable thrown
          && OF_DATA.containsKey(String.valueOf(thrown.getCondition()))) {
        throw Refusal.contract(
                List.of(
                    String.format(
                        "%s: %s can't be read: %s. %s",
                        source.table(),
                        source.path(),
                        e.getMessage(),
                        OF_DATA.get(thrown.getCondition()))))
            .causedBy(e);
      }
      throw unreadable(source, e);
    }
  }

  /** A source none of whose documents can be read has no other column. */
  private static void requireDocuments(Source source, Dataset<Row> rows) {
    if (List.of(rows.columns()).equals(List.of(UNREAD))) {
      throw Refusal.contract(
          List.of(
              String.format(
                  "%s: no document of %s can be read as %s. Expected whole ones: one a line, or with"
                      + " sources.%s.options: {multiLine: true} one or a list of them a file",
                  source.table(), source.path(), source.format().label(), source.table())));
    }
  }

  /** The SQL must be one query: a statement that changes anything does not parse as one. */
  private Dataset<Row> stage(Source source, Dataset<Row> rows, String sql) {
    String query = sql.strip().replaceAll(";\\s*$", "");
    rows.createOrReplaceTempView(VIEW);
    try {
      spark.sessionState().sqlParser().parseQuery(query);
      return spark.sql(query);
    } catch (Exception e) {
      String where = "sources." + source.table() + ".sql";
      if (e instanceof ParseException) {
        throw Refusal.settings(
                where + " is not a SELECT that Spark can parse: " + e.getMessage().strip())
            .causedBy(e);
      }
      if (e instanceof AnalysisException analysis) {
        throw Refusal.contract(
                List.of(
                    where
                        + " does not fit the columns of "
                        + source.path()
                        + ", which are "
                        + Arrays.toString(rows.columns())
                        + ": "
                        + analysis.getSimpleMessage()))
            .causedBy(e);
      }
      throw unreadable(source, e);
    } finally {
      spark.catalog().dropTempView(VIEW);
    }
  }

  private static Refusal unreadable(Source source, Exception cause) {
    return Refusal.storage(
            String.format(
                "%s: %s can't be read as %s: %s",
                source.table(),
                source.path(),
                source.format().label(),
                withoutOptions(source, String.valueOf(cause.getMessage()))))
        .causedBy(cause);
  }

  /** Options may hold secrets, and Spark names the value of a wrong one. */
  private static String withoutOptions(Source source, String message) {
    String hidden = message;
    for (String value : source.options().values()) {
      hidden = value.length() < 4 ? hidden : hidden.replace(value, HIDDEN);
    }
    return hidden;
  }
}
