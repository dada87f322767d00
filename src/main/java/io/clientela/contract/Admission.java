package io.clientela.contract;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of an input after the door.
 *
 * @param rejected the rows as they came, as JSON, with all their reasons; not computed until it is
 *     asked for
 */
public record Admission(
    Dataset<Row> admitted, Dataset<Row> rejected, Verdict verdict, AutoCloseable held)
    implements AutoCloseable {

  /** Lets go of what was kept in memory. */
  @Override
  public void close() {
    try {
      held.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
