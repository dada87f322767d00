package io.clientela.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** What the heads of many files say of their columns, read side by side. */
final class FileHeads {

  /** More files than this are spread over the cluster. */
  private static final int ON_THE_DRIVER = 64;

  /** Opening a file of an object store is waiting, not work. */
  private static final int AT_A_TIME = 8;

  private static final int FILES_A_TASK = 32;

  /** Reads the head of one file. */
  interface Head<T> extends Serializable {
    T of(Configuration storage, Path file) throws Exception;
  }

  /** The head of a file, or why it can't be read. */
  private record Found<T>(T head, Exception failure) implements Serializable {}

  /** A head that can't be read. */
  static final class UnreadableHead extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableHead(Path file, Exception cause) {
      super(file + ": " + cause.getMessage(), cause);
    }
  }

  private FileHeads() {}

  /**
   * The heads in the order of the files.
   *
   * @throws UnreadableHead for the first file whose head can't be read
   */
  static <T> Map<Path, T> of(
      SparkSession spark, Configuration storage, List<Path> files, Head<T> head) {
    List<Found<T>> found =
        files.size() <= ON_THE_DRIVER
            ? readAll(storage, files, head)
            : spread(spark, storage, files, head);
    Map<Path, T> heads = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      Found<T> one = found.get(i);
      if (one.failure() != null) {
        throw new UnreadableHead(files.get(i), one.failure());
      }
      heads.put(files.get(i), one.head());
    }
    return heads;
  }

  private static <T> List<Found<T>> spread(
      SparkSession spark, Configuration storage, List<Path> files, Head<T> head) {
    SerializableConfiguration shipped = new SerializableConfiguration(storage);
    List<String> names = files.stream().map(Path::toString).toList();
    int tasks = (names.size() + FILES_A_TASK - 1) / FILES_A_TASK;
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(names, tasks)
        .mapPartitions(
            some -> {
              List<Path> paths = new ArrayList<>();
              some.forEachRemaining(name -> paths.add(new Path(name)));
              return readAll(shipped.value(), paths, head).iterator();
            })
        .collect();
  }

  private static <T> List<Found<T>> readAll(Configuration storage, List<Path> files, Head<T> head) {
    ExecutorService readers =
        Executors.newFixedThreadPool(Math.max(1, Math.min(AT_A_TIME, files.size())));
    try {
      List<Future<Found<T>>> reading =
          files.stream().map(file -> readers.submit(() -> read(storage, file, head))).toList();
      List<Found<T>> found = new ArrayList<>();
      for (Future<Found<T>> one : reading) {
        found.add(one.get());
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the heads of files", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      readers.shutdownNow();
    }
  }

  private static <T> Found<T> read(Configuration storage, Path file, Head<T> head) {
    try {
      return new Found<>(head.of(storage, file), null);
    } catch (Exception e) {
      return new Found<>(null, e);
    }
  }
}
