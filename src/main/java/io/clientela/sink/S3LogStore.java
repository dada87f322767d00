package io.clientela.sink;

import io.delta.storage.CloseableIterator;
import io.delta.storage.HadoopFileSystemLogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Delta's log on S3, for any number of writers: a commit is a PUT on condition that nothing is
 * there ({@code If-None-Match}), so of two that commit one version exactly one succeeds.
 *
 * <p>Delta's own store for S3 knows of the writers in its own JVM only; of two drivers both would
 * succeed, and the first commit would be gone. Every Spark that writes to the lake needs this one:
 * {@code spark.delta.logStore.s3a.impl=io.clientela.sink.S3LogStore}.
 */
public final class S3LogStore extends HadoopFileSystemLogStore {

  public S3LogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    byte[] content = lines(actions);
    if (overwrite) {
      put(files.create(path, true), content);
      return;
    }
    try {
      put(S3.createNew(files, path), content);
    } catch (IOException e) {
      settle(files, path, content, e);
    }
  }

  private static void put(OutputStream out, byte[] content) throws IOException {
    try (out) {
      out.write(content);
    }
  }

  /**
   * A refused or interrupted PUT says little: its reply may have been lost, and what the client
   * then sends again is refused because of the first. What lies there decides; commits hold the id
   * of their transaction, so no two are alike.
   */
  private static void settle(FileSystem files, Path path, byte[] content, IOException failure)
      throws IOException {
    byte[] found;
    try (FSDataInputStream in = files.open(path)) {
      found = in.readAllBytes();
    } catch (FileNotFoundException nothing) {
      throw failure;
    } catch (IOException unknown) {
      failure.addSuppressed(unknown);
      throw failure;
    }
    if (!Arrays.equals(found, content)) {
      FileAlreadyExistsException taken = new FileAlreadyExistsException(path.toString());
      taken.initCause(failure);
      throw taken;
    }
  }

  private static byte[] lines(Iterator<String> actions) throws IOException {
    StringBuilder text = new StringBuilder();
    actions.forEachRemaining(action -> text.append(action).append('\n'));
    if (actions instanceof CloseableIterator<String> closeable) {
      closeable.close();
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** An object of S3 is there whole or not at all. */
  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration hadoop) {
    return false;
  }
}
