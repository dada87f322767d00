package io.clientela.contract;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of an input after the door.
 *
 * @param rejected the rows as they came, as JSON, with all their reasons
 * @param customers hashes of the different ids of customers, in order; empty where they are many
 * @param held what is kept in memory until the admission is closed
 */
public record Admission(
    Dataset<Row> admitted,
    Dataset<Row> rejected,
    Verdict verdict,
    Optional<long[]> customers,
    AutoCloseable held)
    implements AutoCloseable {

  @Override
  public void close() {
    try {
      held.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
