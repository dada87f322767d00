package io.clientela.table;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A derivation whose rows are those of several read-outs, one after the other. */
public interface ReadOuts extends Derivation {

  /** Those that there are tables for, one at least; all give rows of the same table. */
  List<ReadOut> parts(Facts facts);

  @Override
  default Dataset<Row> compute(Facts facts) {
    return parts(facts).stream()
        .map(part -> part.compute(facts))
        .reduce(Dataset::union)
        .orElseThrow();
  }
}
