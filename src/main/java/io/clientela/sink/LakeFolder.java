package io.clientela.sink;

import static org.apache.spark.sql.functions.lit;

import io.clientela.table.LocalRows;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Checks on the folders of a lake. */
final class LakeFolder {

  private LakeFolder() {}

  /** The folder as every part of Spark and Delta understands it, whatever the working directory. */
  static String qualified(SparkSession spark, String root) {
    try {
      Path path = new Path(root);
      return files(spark, path).makeQualified(path).toString();
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw Refusal.storage("lake: " + root + " can't be reached: " + e.getMessage()).causedBy(e);
    }
  }

  /** Writes a file and takes it away again; the time is that of the storage. */
  static Instant writtenAt(SparkSession spark, String root, String id) throws IOException {
    Path probe = new Path(root, "_writable_" + id);
    FileSystem files = files(spark, probe);
    files.create(probe, true).close();
    long written = files.getFileStatus(probe).getModificationTime();
    files.delete(probe, false);
    return Instant.ofEpochMilli(written);
  }

  static Refusal unwritable(String root, Exception cause) {
    return Refusal.storage(
            String.format(
                "lake: %s can't be written: %s. Check the path and its rights, or set lake"
                    + " (--lake)",
                root, cause.getMessage()))
        .causedBy(cause);
  }

  /** A table is never made beside foreign files. */
  static void requireEmpty(SparkSession spark, String path) {
    try {
      FileSystem files = files(spark, new Path(path));
      if (files.exists(new Path(path)) && files.listStatus(new Path(path)).length > 0) {
        throw Refusal.storage(
            "lake: "
                + path
                + " holds files that are no Delta table. Move them away, or choose another lake");
      }
    } catch (IOException e) {
      throw Refusal.storage("lake: " + path + " can't be listed: " + e.getMessage()).causedBy(e);
    }
  }

  /** By Spark, what is not read without it. */
  static Optional<LocalRows> fetch(Optional<Dataset<Row>> all, Optional<LocalDate> asOf) {
    return all.map(
            rows -> asOf.map(date -> rows.where(Table.AS_OF.col().equalTo(lit(date)))).orElse(rows))
        .map(rows -> LocalRows.of(rows.schema(), rows.collectAsList()));
  }

  static FileSystem files(SparkSession spark, Path path) throws IOException {
    return path.getFileSystem(spark.sessionState().newHadoopConf());
  }
}
