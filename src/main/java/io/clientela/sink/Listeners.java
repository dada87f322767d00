package io.clientela.sink;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Those who are told of what Spark reads and writes, such as OpenLineage. */
public final class Listeners {

  private static final List<String> KEYS =
      List.of("spark.extraListeners", "spark.sql.queryExecutionListeners");

  private Listeners() {}

  /** Whether Spark was started with some: then it has to be Spark that writes, as it read. */
  public static boolean areGiven(SparkSession spark) {
    SparkConf given = spark.sparkContext().getConf();
    return KEYS.stream().anyMatch(key -> !given.get(key, "").isBlank());
  }
}
