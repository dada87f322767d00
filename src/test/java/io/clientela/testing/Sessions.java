package io.clientela.testing;

import io.clientela.job.Session;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;

/** The sessions of all tests, one per business zone, on one SparkContext. */
public final class Sessions {

  public static final ZoneId UTC = ZoneId.of("UTC");

  /** Tables are read out in partitions, where this is set. */
  public static final String READ_OUT_ON_CLUSTER = "spark.clientela.test.read-out-on-cluster";

  private static final Map<ZoneId, SparkSession> OPEN = new ConcurrentHashMap<>();

  private Sessions() {}

  public static SparkSession utc() {
    return in(UTC);
  }

  public static SparkSession in(ZoneId zone) {
    return OPEN.computeIfAbsent(zone, Sessions::open);
  }

  /** One of its own, for tests that change how Spark computes. */
  public static SparkSession tuned(ZoneId zone, Map<String, String> how) {
    SparkSession spark = open(zone);
    how.forEach((key, value) -> spark.conf().set(key, value));
    return spark;
  }

  private static SparkSession open(ZoneId zone) {
    Session.quiet();
    return Session.open(zone);
  }
}
