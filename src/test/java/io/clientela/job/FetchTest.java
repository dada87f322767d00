package io.clientela.job;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.testing.Sessions;
import java.math.BigInteger;
import java.time.ZoneId;
import java.util.Map;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

/** What comes to the driver, and how many tasks few rows get. */
final class FetchTest {

  private static final long ROOM = 1 << 19;

  private final SparkSession spark = Sessions.tuned(ZoneId.of("UTC"), Map.of());

  @Test
  void fewRowsComeWhole() {
    Dataset<Row> rows = spark.range(0, 1000, 1, 7).selectExpr("id % 10 AS k", "id AS v");
    Dataset<Row> sums = rows.groupBy(col("k")).sum("v");

    assertEquals(
        sums.collectAsList().stream().map(Row::toString).sorted().toList(),
        new Fetch()
            .few(sums).orElseThrow().outside().stream().map(Row::toString).sorted().toList());
  }

  @Test
  void manyRowsStayWhereTheyAre() {
    assertTrue(new Fetch(ROOM).few(spark.range(0, 60_000, 1, 1).toDF()).isEmpty());
    assertTrue(new Fetch(ROOM).few(spark.range(0, 60_000, 1, 7).toDF()).isEmpty());
  }

  /** Of rows that are spread evenly the first part tells how many all are. */
  @Test
  void ofManyRowsOnePartIsRead() {
    LongAccumulator read = spark.sparkContext().longAccumulator();

    assertTrue(new Fetch(ROOM).few(counted(spark.range(0, 64_000, 1, 16), read)).isEmpty());
    assertTrue(read.value() <= 4_000, "rows read: " + read.value());
  }

  /** What was exchanged to find that there are many is not computed again. */
  @Test
  void rowsAreComputedOnceUpToTheLastExchange() {
    LongAccumulator computed = spark.sparkContext().longAccumulator();
    Dataset<Row> counted =
        counted(spark.range(0, 120_000, 1, 4), computed)
            .groupBy(col("id").mod(1_000_000).as("k"))
            .count();

    assertTrue(new Fetch(ROOM).few(counted).isEmpty());
    assertEquals(120_000, Fetch.again(counted).count());
    assertEquals(120_000, computed.value());
  }

  private static Dataset<Row> counted(Dataset<Long> rows, LongAccumulator seen) {
    FilterFunction<Row> all =
        row -> {
          seen.add(1);
          return true;
        };
    return rows.toDF().filter(all);
  }

  @Test
  void fewBytesGetFewTasks() {
    assertEquals(2, Exchanges.partitions(BigInteger.ZERO, 200));
    assertEquals(3, Exchanges.partitions(BigInteger.valueOf(11L << 20), 200));
  }

  @Test
  void manyBytesGetAsManyTasksAsSparkWasSetTo() {
    assertEquals(16, Exchanges.partitions(BigInteger.valueOf(1L << 40), 16));
    assertEquals(1, Exchanges.partitions(BigInteger.ONE, 1));
  }
}
