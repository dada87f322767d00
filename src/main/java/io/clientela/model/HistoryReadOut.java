package io.clientela.model;

import io.clientela.table.Facts;
import io.clientela.table.ReadOut;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A table that is read out of what is counted over histories, and of nothing else. */
public interface HistoryReadOut extends ReadOut, CountsHistories {

  @Override
  default Dataset<Row> cells(Facts facts) {
    return HistoryCells.of(this, facts);
  }
}
