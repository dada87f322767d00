package io.clientela.kpi.management;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Exact;
import io.clientela.table.Field;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The share of false ones among what is as rare or rarer (Benjamini and Hochberg 1995). Rows
 * without a probability are not counted and get none.
 *
 * @param pValue probability of the row, if nothing had happened
 * @param member tells the rows of one set apart
 * @param peers what tells one set of rows that are judged together from another
 */
record FalseDiscovery(Field pValue, Field member, Column... peers) {

  private static final Field PLACE = Field.integer("place", "By probability among the peers");
  private static final Field JUDGED = Field.count("judged", "Peers with a probability");

  Dataset<Row> into(Dataset<Row> rows, Field qValue) {
    WindowSpec all = Window.partitionBy(peers);
    WindowSpec rarestFirst = all.orderBy(pValue.col().asc_nulls_last(), member.col().asc());
    Column share = Exact.real(JUDGED.col()).multiply(pValue.col()).divide(PLACE.col());
    Column lowest = min(share).over(rarestFirst.rowsBetween(0, Window.unboundedFollowing()));
    return rows.withColumn(PLACE.name(), row_number().over(rarestFirst))
        .withColumn(JUDGED.name(), count(pValue.col()).over(all))
        .withColumn(qValue.name(), when(pValue.col().isNotNull(), least(lowest, lit(1.0))));
  }
}
