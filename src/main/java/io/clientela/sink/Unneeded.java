package io.clientela.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Counts what VACUUM would delete: old files that are not needed, and folders that are neither
 * needed nor hold an old file.
 *
 * @param needed paths in the table
 * @param since files that were written later stay, as a run may be writing them
 */
record Unneeded(FileSystem storage, Set<String> needed, long since) {

  /** In a folder and below. */
  private record Found(long old, long unneeded) {

    Found and(Found other) {
      return new Found(old + other.old, unneeded + other.unneeded);
    }
  }

  long in(Path table) {
    return below(table, "").unneeded();
  }

  private Found below(Path folder, String name) {
    Found all = new Found(0, 0);
    try {
      for (FileStatus status : storage.listStatus(folder)) {
        String file = status.getPath().getName();
        // What Delta hides from VACUUM.
        boolean isHidden = file.matches("[._].*") && !file.matches("_(delta_index|change_data).*");
        all = isHidden ? all : all.and(of(status, name + file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private Found of(FileStatus status, String path) {
    boolean isNeeded = needed.contains(path);
    if (status.isDirectory()) {
      Found below = below(status.getPath(), path + "/");
      return below.and(new Found(0, below.old() > 0 || isNeeded ? 0 : 1));
    }
    boolean isOld = status.getModificationTime() < since;
    return isOld ? new Found(1, isNeeded ? 0 : 1) : new Found(0, 0);
  }
}
