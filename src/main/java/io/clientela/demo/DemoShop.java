package io.clientela.demo;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A made-up Brazilian shop to try Clientela on: its raw orders, interactions, customers,
 * subscriptions and leads.
 *
 * <p>The history ends on 2025-01-07, a week past the as-of date of the demo, and begins the given
 * number of days before that as-of date. The same customers, seed and days always give the same
 * rows. One in six people in it never buys; they come on top of the customers asked for.
 */
public record DemoShop(long customers, long seed, int days) {
  private static final int DAYS_PER_FILE = 30;
  private static final int MOST_DAYS = 3_650;

  public DemoShop {
    if (customers < 1) {
      throw new IllegalArgumentException("customers is " + customers + ", expected at least 1");
    }
    if (days < DAYS_PER_FILE || days > MOST_DAYS) {
      throw new IllegalArgumentException(
          "days is " + days + ", expected " + DAYS_PER_FILE + " to " + MOST_DAYS);
    }
  }

  /** Writes all tables under a folder and replaces what is there. */
  public void write(SparkSession spark, String out) {
    SparkSession session = ownSession(spark);
    writeOrdersAndCustomers(spark, out);
    writeParquet(interactions(session), out + "/interactions");
    writeParquet(subscriptions(session), out + "/subscriptions");
    writeParquet(leads(session), out + "/leads");
  }

  /** Leaves the others out: interactions alone are nearly five times as many rows. */
  public void writeOrdersAndCustomers(SparkSession spark, String out) {
    SparkSession session = ownSession(spark);
    writeParquet(orders(session), out + "/orders");
    writeCsv(customers(session), out + "/customers");
  }

  /** In the order of time, file by file and within a file. */
  Dataset<Row> orders(SparkSession spark) {
    return new DemoOrders(calendar())
        .from(occasions().rows(spark))
        .sortWithinPartitions(DemoOrders.ORDERED_AT, Occasions.ORDER_ID);
  }

  /** In the order of time, file by file and within a file. */
  Dataset<Row> interactions(SparkSession spark) {
    return new DemoInteractions(calendar())
        .from(occasions().rows(spark))
        .sortWithinPartitions(DemoInteractions.OCCURRED_AT, DemoInteractions.INTERACTION_ID);
  }

  Dataset<Row> customers(SparkSession spark) {
    return new DemoCustomers(calendar()).from(occasions().people(spark));
  }

  /** In the order of time. */
  Dataset<Row> subscriptions(SparkSession spark) {
    return new DemoSubscriptions(calendar())
        .from(occasions().people(spark))
        .sortWithinPartitions(DemoSubscriptions.STARTED_ON, DemoSubscriptions.SUBSCRIPTION_ID);
  }

  /** In the order of time within a file. */
  Dataset<Row> leads(SparkSession spark) {
    return new DemoLeads(calendar())
        .from(occasions().rows(spark))
        .sortWithinPartitions(DemoLeads.CREATED_AT, DemoLeads.LEAD_ID);
  }

  private Occasions occasions() {
    Shoppers shoppers = new Shoppers(customers, seed, calendar().end());
    return new Occasions(shoppers, calendar(), days / DAYS_PER_FILE);
  }

  private ShopCalendar calendar() {
    return new ShopCalendar(days);
  }

  /** What the caller has set must not change the files. */
  private static SparkSession ownSession(SparkSession spark) {
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.session.timeZone", "UTC");
    session.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    return session;
  }

  private static void writeParquet(Dataset<Row> rows, String path) {
    rows.write().mode(SaveMode.Overwrite).parquet(path);
  }

  private static void writeCsv(Dataset<Row> rows, String path) {
    rows.write()
        .mode(SaveMode.Overwrite)
        .option("header", true)
        .option("timestampNTZFormat", "yyyy-MM-dd HH:mm:ss")
        .csv(path);
  }
}
