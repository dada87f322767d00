package io.clientela.source;

import io.clientela.source.Source.Format;
import io.clientela.table.Reach;
import io.clientela.table.Refusal;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** Reads declared sources; nothing is computed yet. */
public final class Reader {

  private static final String VIEW = "source";
  private static final String VERSION_AS_OF = "versionAsOf";
  private static final String TIMESTAMP_AS_OF = "timestampAsOf";
  private final SparkSession spark;

  public Reader(SparkSession spark) {
    this.spark = spark;
  }

  public Raw read(Source source) {
    Loading loading = new Loading(spark, source);
    requireExisting(loading);
    if (source.format() == Format.DELTA) {
      long version = versionOf(loading);
      Dataset<Row> rows = load(loading, version);
      Dataset<Row> staged = source.sql().map(sql -> stage(loading, rows, sql)).orElse(rows);
      return new Raw(source, staged, OptionalLong.of(version), OptionalLong.empty(), Map.of());
    }
    FileRows files =
        switch (source.format()) {
          case CSV -> new CsvFiles(loading).read();
          case PARQUET -> new ParquetFiles(loading).read();
          default -> new JsonFiles(loading).read();
        };
    return new Raw(
        source,
        staged(loading, files.rows()),
        OptionalLong.empty(),
        OptionalLong.of(files.files()),
        files.lacking());
  }

  /** Staging SQL never sees a row that could not be taken apart. */
  private Dataset<Row> staged(Loading loading, Dataset<Row> rows) {
    Optional<String> sql = loading.source().sql();
    if (!UnreadRows.areIn(rows)) {
      return sql.map(query -> stage(loading, rows, query)).orElse(rows);
    }
    return sql.map(query -> stage(loading, UnreadRows.without(rows), query))
        .map(staged -> UnreadRows.after(staged, rows))
        .orElseGet(() -> UnreadRows.emptied(rows));
  }

  private void requireExisting(Loading loading) {
    Source source = loading.source();
    try {
      Path path = new Path(source.path());
      Reach.require(loading.storage(), path);
      FileSystem files = path.getFileSystem(loading.storage());
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
      if (!isDelta) {
        Listing.requireAll(loading);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw loading.unreadable(e);
    }
  }

  /** The version that the options ask for, else the latest. */
  private long versionOf(Loading loading) {
    Source source = loading.source();
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
        return Long.parseLong(options.get(VERSION_AS_OF));
      }
      Row latest = DeltaTable.forPath(spark, source.path()).history(1).head();
      return latest.<Long>getAs("version");
    } catch (Exception e) {
      throw loading.unreadable(e);
    }
  }

  private static Dataset<Row> load(Loading loading, long version) {
    Map<String, String> options = loading.options();
    options.put(VERSION_AS_OF, String.valueOf(version));
    return loading.load(() -> loading.reader(options).load(loading.source().path()));
  }

  /** The SQL must be one query: a statement that changes anything does not parse as one. */
  private Dataset<Row> stage(Loading loading, Dataset<Row> rows, String sql) {
    Source source = loading.source();
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
      throw loading.unreadable(e);
    } finally {
      spark.catalog().dropTempView(VIEW);
    }
  }
}
