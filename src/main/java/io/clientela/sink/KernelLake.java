package io.clientela.sink;

import io.clientela.table.LocalRows;
import io.clientela.table.RowSource;
import io.clientela.table.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;

/**
 * A lake of Delta tables that is read without a session of Spark, whose start would take longer
 * than reading some rows.
 */
public final class KernelLake implements ReadableLake {

  /** Of Delta, and of a Parquet that Spark has from 4.1 on. */
  private static final List<String> OF_KERNEL =
      List.of(
          "io.delta.kernel.defaults.engine.DefaultEngine",
          "org.apache.parquet.schema.LogicalTypeAnnotation$GeometryLogicalTypeAnnotation");

  private final Configuration hadoop;
  private final String root;

  private KernelLake(Configuration hadoop, String root) {
    this.hadoop = hadoop;
    this.root = LakeFolder.qualified(hadoop, root);
  }

  /** With what Spark would be started with; none where that has no Kernel, as before 4.1. */
  public static Optional<KernelLake> find(String root) {
    return isPossible() ? Optional.of(at(root)) : Optional.empty();
  }

  /** Where Spark comes with a Delta that has Kernel, and with the Parquet that Kernel uses. */
  public static boolean isPossible() {
    try {
      for (String part : OF_KERNEL) {
        Class.forName(part);
      }
      return true;
    } catch (ClassNotFoundException none) {
      return false;
    }
  }

  /** With what Spark would be started with. */
  public static KernelLake at(String root) {
    return new KernelLake(S3.storage(new SparkConf()), root);
  }

  @Override
  public String root() {
    return root;
  }

  Configuration hadoop() {
    return hadoop;
  }

  KernelTable stored(Table table) {
    return KernelTable.at(hadoop, path(table));
  }

  /** Whether there is a table, of whatever features. */
  boolean exists(Table table) {
    Path log = new Path(path(table), "_delta_log");
    try {
      return log.getFileSystem(hadoop).exists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the lake, as {@link Lake#open}. */
  Lease take(String what, Duration patience, Consumer<String> tell) {
    return Lease.take(hadoop, root, what, patience, tell);
  }

  @Override
  public Optional<String> holder() {
    return Lease.holder(hadoop, root);
  }

  @Override
  public Optional<LocalDate> newest(Table table) {
    return stored(table).newest();
  }

  /**
   * The rows of one as-of date as a run left them, if Kernel can read them.
   *
   * @param version what the write of the run reported
   */
  public Optional<RowSource> at(Table table, LocalDate asOf, OptionalLong version) {
    return stored(table).at(asOf, version);
  }

  @Override
  public Optional<LocalRows> fetch(Table table, Optional<LocalDate> asOf) {
    return stored(table).rows(asOf);
  }

  @Override
  public Optional<LocalRows> head(Table table, int most) {
    KernelTable stored = stored(table);
    return stored.newest().flatMap(asOf -> stored.head(asOf, table.key(), most));
  }
}
