package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo shop is the same shop every time. */
class DemoShopRepeatsTest {
  private static final DemoShop SHOP = new DemoShop(200, 42, 90);

  private static SparkSession spark;
  private static Map<String, Row> shop;

  @BeforeAll
  static void makeShop() {
    spark = ShopRows.session();
    shop = fingerprints(SHOP.tables(), spark);
  }

  @Test
  void sameSeedGivesTheSameRowsHoweverTheWorkIsCutAndWhateverTheSessionSays() {
    ShopCalendar calendar = new ShopCalendar(90);
    Shoppers shoppers = new Shoppers(200, 42, calendar.end());
    DemoTables inManyTasks = new DemoTables(new Occasions(shoppers, calendar, 7));
    SparkSession other = spark.newSession();
    other.conf().set("spark.sql.shuffle.partitions", 7);
    other.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
    other.conf().set("spark.sql.codegen.wholeStage", false);

    assertEquals(shop, fingerprints(inManyTasks, other));
  }

  @Test
  void anotherSeedGivesOtherRows() {
    Map<String, Row> other = fingerprints(new DemoShop(200, 43, 90).tables(), spark);

    other.forEach((table, rows) -> assertNotEquals(shop.get(table), rows, table));
  }

  @Test
  void writingAgainReplaces(@TempDir Path folder) {
    String out = folder.toString();
    SHOP.writeOrdersAndCustomers(spark, out);
    Row first = fingerprint(spark.read().parquet(out + "/orders"));
    SHOP.writeOrdersAndCustomers(spark, out);

    assertEquals(first, fingerprint(spark.read().parquet(out + "/orders")));
    assertEquals(first, shop.get("orders"));
  }

  private static Map<String, Row> fingerprints(DemoTables tables, SparkSession spark) {
    Map<String, Row> result = new TreeMap<>();
    result.put("orders", fingerprint(tables.orders(spark)));
    result.put("interactions", fingerprint(tables.interactions(spark)));
    result.put("customers", fingerprint(tables.customers(spark)));
    result.put("subscriptions", fingerprint(tables.subscriptions(spark)));
    result.put("leads", fingerprint(tables.leads(spark)));
    result.put("marketing_spend", fingerprint(tables.marketingSpend(spark)));
    result.put("opportunities", fingerprint(tables.opportunities(spark)));
    result.put("opportunity_stages", fingerprint(tables.opportunityStages(spark)));
    result.put("tickets", fingerprint(tables.tickets(spark)));
    result.put("surveys", fingerprint(tables.surveys(spark)));
    result.put("messages", fingerprint(tables.messages(spark)));
    result.put("social_posts", fingerprint(tables.socialPosts(spark)));
    result.put("campaign_members", fingerprint(tables.campaignMembers(spark)));
    return result;
  }

  /** Equal for equal rows in whatever order. */
  private static Row fingerprint(Dataset<Row> rows) {
    Column[] columns = Arrays.stream(rows.columns()).map(name -> col(name)).toArray(Column[]::new);
    return rows.agg(count("*"), sum(xxhash64(columns).cast("decimal(38,0)"))).head();
  }
}
