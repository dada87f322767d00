package io.clientela.table;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The one shape of everything that is computed: declared tables in, one declared table out. */
public interface Derivation {

  Table output();

  Needs needs();

  /** Whether the driver may hold its rows: they grow with cells, not with customers. */
  default boolean isSmall() {
    return false;
  }

  /** Pure: no action, no clock, no table that it does not need. */
  Dataset<Row> compute(Facts facts);
}
