package io.clientela.sink;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** All that the log of a table says, in one file, as Delta writes it after some commits. */
record Checkpoint(SparkSession spark, String path) {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
  private static final long COMMITS = 10;

  /** In as few tasks as our session says; the commit counts, with or without. */
  void after(long version) {
    if (version == 0 || version % COMMITS != 0) {
      return;
    }
    try {
      ((org.apache.spark.sql.classic.SparkSession) spark).withActive(this::write);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("{}: no checkpoint of version {}", path, version, e);
    }
  }

  private DeltaLog write() {
    DeltaLog log = DeltaLog.forTable(spark, path);
    log.checkpoint(log.update(false, Option.empty(), Option.empty()), Option.empty());
    return log;
  }
}
