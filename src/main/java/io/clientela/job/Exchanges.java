package io.clientela.job;

import io.clientela.source.Raw;
import java.math.BigInteger;
import java.util.Collection;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How many tasks an exchange between executors gets. Spark's default is for much data; of few bytes
 * each task costs more than the rows it is given.
 */
final class Exchanges {

  /** Where whoever started Spark said how many, it stays so. */
  static final String ARE_GIVEN = "spark.clientela.exchanges.given";

  static final String PARTITIONS = "spark.sql.shuffle.partitions";
  private static final BigInteger BYTES_OF_ONE = BigInteger.valueOf(4L << 20);
  private static final BigInteger SMALL = BigInteger.valueOf(16L << 20);

  /** Text is taken apart at every reading. */
  private static final BigInteger SMALL_AS_TEXT = BigInteger.valueOf(256L << 20);

  private static final int LEAST = 2;

  private Exchanges() {}

  /** As the largest raw table needs, and never more than Spark has now. */
  static void fit(SparkSession spark, Collection<Raw> tables) {
    if (spark.sparkContext().getConf().getBoolean(ARE_GIVEN, false)) {
      return;
    }
    int now = Integer.parseInt(spark.conf().get(PARTITIONS));
    BigInteger largest =
        tables.stream()
            .map(raw -> bytes(raw.rows()))
            .max(BigInteger::compareTo)
            .orElse(BigInteger.ZERO);
    spark.conf().set(PARTITIONS, partitions(largest, now));
  }

  static int partitions(BigInteger bytes, int most) {
    BigInteger needed = bytes.divide(BYTES_OF_ONE).add(BigInteger.ONE);
    return Math.min(most, Math.max(LEAST, needed.min(BigInteger.valueOf(most)).intValue()));
  }

  /** Whether reading the table again costs more than keeping its rows. */
  static boolean isSmall(Raw table) {
    BigInteger most = table.source().format().isText() ? SMALL_AS_TEXT : SMALL;
    return bytes(table.rows()).compareTo(most) <= 0;
  }

  private static BigInteger bytes(Dataset<Row> rows) {
    var plan = ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution();
    return plan.optimizedPlan().stats().sizeInBytes().bigInteger();
  }
}
