package io.clientela.sink;

import io.clientela.table.LocalRows;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * A lake of Delta tables that is read without a session of Spark, whose start would take longer
 * than reading some rows.
 */
public final class KernelLake implements ReadableLake {

  private final Configuration hadoop;
  private final String root;

  private KernelLake(Configuration hadoop, String root) {
    this.hadoop = hadoop;
    this.root = LakeFolder.qualified(hadoop, root);
  }

  /** Where the Delta that Spark brings has a Kernel, from 4.1 on. */
  public static boolean isPossible() {
    try {
      Class.forName("io.delta.kernel.defaults.engine.DefaultEngine");
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

  @Override
  public Optional<String> holder() {
    return Lease.holder(hadoop, root);
  }

  @Override
  public Optional<LocalDate> newest(Table table) {
    return KernelTable.at(hadoop, path(table)).newest();
  }

  @Override
  public Optional<LocalRows> fetch(Table table, Optional<LocalDate> asOf) {
    return KernelTable.at(hadoop, path(table)).rows(asOf);
  }

  @Override
  public Optional<LocalRows> head(Table table, int most) {
    KernelTable stored = KernelTable.at(hadoop, path(table));
    return stored.newest().flatMap(asOf -> stored.head(asOf, table.key(), most));
  }
}
