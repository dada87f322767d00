package io.clientela.source;

import io.clientela.source.Source.Format;
import io.clientela.table.Refusal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Loads files of a source with the options that its settings give, and says what is wrong. */
record Loading(SparkSession spark, Source source) {

  private static final String HIDDEN = "***";

  /** Spark's own option: paths are names, in which no character stands for others. */
  private static final String GLOBS = "__globPaths__";

  private static final String BASE_PATH = "basePath";

  /** Conditions of Spark that speak of the columns of readable files, with the remedy. */
  private static final Map<String, String> OF_DATA =
      Map.of(
          "COLUMN_ALREADY_EXISTS", "Rename one of the columns where the files are made",
          "PARQUET_TYPE_ILLEGAL",
              "Write timestamps in microseconds, and other columns in types that Spark has",
          "PARQUET_TYPE_NOT_SUPPORTED", "Write the column in a type that Spark has",
          "CANNOT_MERGE_SCHEMAS", "Write all files with the same columns");

  /** The options of the settings, whose names are the same in any case. */
  Map<String, String> options() {
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (source.format() != Format.DELTA) {
      options.put("ignoreCorruptFiles", "false");
      options.put("ignoreMissingFiles", "false");
    }
    options.putAll(source.options());
    return options;
  }

  DataFrameReader reader(Map<String, String> options) {
    return spark.read().format(source.format().label()).options(options);
  }

  /** Everything at the path of the source. */
  Dataset<Row> all(Map<String, String> options, StructType schema) {
    return load(() -> reader(options).schema(schema).load(source.path()));
  }

  /** Some of the files; columns that come from the names of folders stay. */
  Dataset<Row> some(Map<String, String> options, StructType schema, List<Path> files, Listing of) {
    Map<String, String> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    named.putAll(options);
    named.put(GLOBS, "false");
    if (!of.folderColumns().isEmpty()) {
      named.putIfAbsent(BASE_PATH, of.base().toString());
    }
    String[] paths = files.stream().map(Path::toString).toArray(String[]::new);
    return load(() -> reader(named).schema(schema).load(paths));
  }

  Dataset<Row> load(Supplier<Dataset<Row>> files) {
    try {
      return files.get();
    } catch (Exception e) {
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
      throw unreadable(e);
    }
  }

  /** Settings of storage may stand among the options of a source. */
  Configuration storage() {
    return spark
        .sessionState()
        .newHadoopConfWithOptions(
            scala.collection.immutable.Map$.MODULE$.from(
                CollectionConverters.asScala(source.options())));
  }

  Refusal unreadable(Exception cause) {
    return Refusal.storage(
            String.format(
                "%s: %s can't be read as %s: %s",
                source.table(),
                source.path(),
                source.format().label(),
                withoutOptions(String.valueOf(cause.getMessage()))))
        .causedBy(cause);
  }

  /** Options may hold secrets, and Spark names the value of a wrong one. */
  private String withoutOptions(String message) {
    String hidden = message;
    for (String value : source.options().values()) {
      hidden = value.length() < 4 ? hidden : hidden.replace(value, HIDDEN);
    }
    return hidden;
  }
}
