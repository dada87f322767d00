package io.clientela.table;

import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The one shape of everything that is computed: declared tables in, one declared table out. */
public interface Derivation {

  Table output();

  /** Without one of these the derivation is skipped. */
  Set<Table> reads();

  /** Without all of these it is skipped too; none named = none needed. */
  default Set<Table> readsAnyOf() {
    return Set.of();
  }

  /** Used where they exist. */
  default Set<Table> mayRead() {
    return Set.of();
  }

  /** Whether the driver may hold its rows: they grow with cells, not with customers. */
  default boolean isSmall() {
    return false;
  }

  /** Pure: no action, no clock, no table that is not declared above. */
  Dataset<Row> compute(Facts facts);
}
