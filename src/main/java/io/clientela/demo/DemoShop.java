package io.clientela.demo;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A made-up Brazilian shop to try Clientela on: its raw orders, interactions, customers and
 * subscriptions, its leads, opportunities and marketing, and its service.
 *
 * <p>The history ends on 2025-01-07, a week past the as-of date of the demo, and begins the given
 * number of days before that as-of date. The same customers, seed and days always give the same
 * rows. One in six people in it never buys; they come on top of the customers asked for.
 */
public record DemoShop(long customers, long seed, int days) {
  private static final int DAYS_PER_FILE = 30;
  private static final int MOST_DAYS = 3_650;
  private static final long CUSTOMERS_PER_FILE = 5_000;

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
    DemoTables tables = tables();
    writeOrdersAndCustomers(spark, out);
    writeParquet(tables.interactions(session), out + "/interactions");
    writeParquet(tables.subscriptions(session), out + "/subscriptions");
    writeParquet(tables.leads(session), out + "/leads");
    writeCsv(tables.marketingSpend(session), out + "/marketing_spend");
    writeParquet(tables.opportunities(session), out + "/opportunities");
    writeParquet(tables.opportunityStages(session), out + "/opportunity_stages");
    writeParquet(tables.tickets(session), out + "/tickets");
    writeParquet(tables.surveys(session), out + "/surveys");
    writeParquet(tables.messages(session), out + "/messages");
    writeParquet(tables.socialPosts(session), out + "/social_posts");
    writeParquet(tables.campaignMembers(session), out + "/campaign_members");
  }

  /** Leaves the others out: interactions and messages alone are seven times as many rows. */
  public void writeOrdersAndCustomers(SparkSession spark, String out) {
    SparkSession session = ownSession(spark);
    writeParquet(tables().orders(session), out + "/orders");
    writeCsv(tables().customers(session), out + "/customers");
  }

  DemoTables tables() {
    ShopCalendar calendar = new ShopCalendar(days);
    Shoppers shoppers = new Shoppers(customers, seed, calendar.end());
    long files = Math.min(days / DAYS_PER_FILE, 1 + customers / CUSTOMERS_PER_FILE);
    return new DemoTables(new Occasions(shoppers, calendar, (int) files));
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
