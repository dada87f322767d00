package io.clientela.sink;

import io.clientela.table.Refusal;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
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

  /** Writes a file and takes it away again. */
  static void requireWritable(SparkSession spark, String root, String runId) {
    try {
      Path probe = new Path(root, "_writable_" + runId);
      FileSystem files = files(spark, probe);
      files.create(probe, true).close();
      files.delete(probe, false);
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw Refusal.storage(
              String.format(
                  "lake: %s can't be written: %s. Check the path and its rights, or set lake"
                      + " (--lake)",
                  root, e.getMessage()))
          .causedBy(e);
    }
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

  static FileSystem files(SparkSession spark, Path path) throws IOException {
    return path.getFileSystem(spark.sessionState().newHadoopConf());
  }
}
