package io.clientela.sink;

import io.clientela.table.Reach;
import io.clientela.table.Refusal;
import java.io.IOException;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Checks on the folders of a lake. */
final class LakeFolder {

  private LakeFolder() {}

  /** The folder as every part of Spark and Delta understands it, whatever the working directory. */
  static String qualified(Configuration hadoop, String root) {
    try {
      Path path = new Path(root);
      Reach.require(hadoop, path);
      return path.getFileSystem(hadoop).makeQualified(path).toString();
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw Refusal.storage("lake: " + root + " can't be reached: " + e.getMessage()).causedBy(e);
    }
  }

  /** Writes a file and takes it away again; the time is that of the storage. */
  static Instant writtenAt(Configuration hadoop, String root, String id) throws IOException {
    Path probe = new Path(root, "_writable_" + id);
    FileSystem files = probe.getFileSystem(hadoop);
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
  static void requireEmpty(Configuration hadoop, String path) {
    try {
      FileSystem files = new Path(path).getFileSystem(hadoop);
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
}
