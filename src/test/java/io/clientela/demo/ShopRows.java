package io.clientela.demo;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.year;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One demo shop, written once by each JVM, and what the tests ask of its tables. */
final class ShopRows implements AutoCloseable {
  private static final Path FOLDER =
      Path.of(
          System.getProperty("basedir", ""),
          "target",
          "demo-shop-" + System.getProperty("fork", "alone"));
  private static final Map<String, String> CSV =
      Map.of(
          "customers",
          "customer_id BIGINT, created_at TIMESTAMP_NTZ, channel STRING, region STRING,"
              + " segment STRING, campaign STRING",
          "marketing_spend",
          "spent_on DATE, channel STRING, amount DECIMAL(18,2), campaign STRING, currency STRING");

  private static boolean isWritten;

  private final List<Dataset<Row>> kept = new ArrayList<>();

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", false)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", 2)
        // As Session.open has it, for tests that come later in this JVM.
        .config("spark.executor.killOnFatalError.depth", 0)
        .getOrCreate();
  }

  Dataset<Row> of(String table) {
    writeOnce();
    String path = FOLDER.resolve(table).toString();
    DataFrameReader reader = session().read();
    Dataset<Row> rows =
        CSV.containsKey(table)
            ? reader.schema(CSV.get(table)).option("header", true).csv(path)
            : reader.parquet(path);
    return kept(rows.coalesce(2));
  }

  /** In memory until closed. */
  Dataset<Row> kept(Dataset<Row> rows) {
    kept.add(rows.persist());
    return rows;
  }

  @Override
  public void close() {
    kept.forEach(rows -> rows.unpersist());
  }

  private static synchronized void writeOnce() {
    if (!isWritten) {
      new DemoShop(3_000, 42, 730).write(session(), FOLDER.toString());
      isWritten = true;
    }
  }

  static Column local(String instant) {
    return from_utc_timestamp(col(instant), ShopCalendar.ZONE);
  }

  static Column in1970(String time) {
    return year(col(time)).equalTo(1970);
  }

  static double share(Dataset<Row> rows, Column condition) {
    return number(rows, avg(condition.cast("int")));
  }

  static double number(Dataset<Row> rows, Column aggregate) {
    return rows.agg(aggregate.cast("double").as("number")).head().<Double>getAs("number");
  }

  static long countOf(Dataset<Row> rows, Column condition) {
    return rows.where(condition).count();
  }

  /** Ids that stand in more than one row. */
  static Dataset<Row> repeated(Dataset<Row> rows, String id) {
    return rows.where(col(id).isNotNull())
        .groupBy(id)
        .agg(count("*").as("rows"))
        .where(col("rows").gt(1));
  }

  static void assertBetween(double least, double most, double found) {
    assertTrue(least <= found && found <= most, found + " is not in " + least + " to " + most);
  }
}
