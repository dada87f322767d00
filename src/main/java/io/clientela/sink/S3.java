package io.clientela.sink;

import io.clientela.table.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** How S3 differs from a file system. */
final class S3 {

  private static final Set<String> SCHEMES = Set.of("s3", "s3a", "s3n");
  private static final String LOG_STORE = "spark.delta.logStore.%s.impl";
  private static final String LOG_STORE_OF_KERNEL = "io.delta.kernel.logStore.%s.impl";
  private static final String OF_ONE_DRIVER = "io.delta.storage.S3SingleDriverLogStore";

  private static final String IF_NONE_MATCH = "fs.option.create.conditional.overwrite";

  private S3() {}

  /** Fails where something is there by the time the stream is closed. */
  static OutputStream createNew(FileSystem files, Path path) throws IOException {
    FSDataOutputStreamBuilder<?, ?> file = files.createFile(path);
    try {
      return file.overwrite(true).must(IF_NONE_MATCH, true).build();
    } catch (IllegalArgumentException unknown) {
      if (files instanceof S3AFileSystem s3a) {
        return new ConditionalPut(s3a, path);
      }
      throw unknown;
    }
  }

  /** Storage as Spark is told to use it; Kernel has keys of its own for the stores of the log. */
  static Configuration storage(SparkSession spark) {
    return storage(spark.sessionState().newHadoopConf(), spark.sparkContext().getConf());
  }

  /** The same before there is a session, by what Spark was started with. */
  static Configuration storage(SparkConf given) {
    return storage(SparkHadoopUtil.get().newConfiguration(given), given);
  }

  private static Configuration storage(Configuration hadoop, SparkConf spark) {
    for (String scheme : SCHEMES) {
      String store = spark.get(String.format(LOG_STORE, scheme), "");
      if (!store.isEmpty()) {
        hadoop.set(String.format(LOG_STORE_OF_KERNEL, scheme), store);
      }
    }
    return hadoop;
  }

  /** Delta's default would lose commits; whoever names it knows that nobody else writes. */
  static void requireLogOfManyWriters(SparkSession spark, String root, Consumer<String> tell) {
    String scheme = new Path(root).toUri().getScheme();
    if (!SCHEMES.contains(scheme)) {
      return;
    }
    String key = String.format(LOG_STORE, scheme);
    String store = spark.sparkContext().getConf().get(key, "");
    if (store.isEmpty()) {
      throw Refusal.settings(
          String.format(
              "lake: %s: Delta's default log on %s loses a commit when two processes write at once."
                  + " Start Spark with %s=%s",
              root, scheme, key, S3LogStore.class.getName()));
    }
    if (store.equals(OF_ONE_DRIVER)) {
      tell.accept(
          String.format(
              "warning: with %s no other process may write to %s; %s knows of them all",
              store, root, S3LogStore.class.getName()));
    }
  }

  /** A rename copies file by file there. */
  static void requireRename(String root) {
    if (SCHEMES.contains(new Path(root).toUri().getScheme())) {
      throw Refusal.settings(
          "lake-format: parquet can't be used at "
              + root
              + ": S3 has no rename, and readers would see half a table. Use delta");
    }
  }
}
