package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.Arrays;
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

  @BeforeAll
  static void openSession() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate();
  }

  @Test
  void sameSeedGivesTheSameRowsHoweverTheWorkIsCut() {
    ShopCalendar calendar = new ShopCalendar(90);
    Shoppers shoppers = new Shoppers(200, 42, calendar.end());
    Occasions inOneTask = new Occasions(shoppers, calendar, 1);
    Occasions inManyTasks = new Occasions(shoppers, calendar, 7);

    assertEquals(
        fingerprint(new DemoOrders(calendar).from(inOneTask.rows(spark))),
        fingerprint(new DemoOrders(calendar).from(inManyTasks.rows(spark))));
    assertEquals(
        fingerprint(new DemoInteractions(calendar).from(inOneTask.rows(spark))),
        fingerprint(new DemoInteractions(calendar).from(inManyTasks.rows(spark))));
    assertEquals(
        fingerprint(new DemoLeads(calendar).from(inOneTask.rows(spark))),
        fingerprint(new DemoLeads(calendar).from(inManyTasks.rows(spark))));
  }

  @Test
  void sameSeedGivesTheSameRowsWhateverTheSessionSays() {
    SparkSession other = spark.newSession();
    other.conf().set("spark.sql.shuffle.partitions", 7);
    other.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
    other.conf().set("spark.sql.codegen.wholeStage", false);

    assertEquals(fingerprint(SHOP.orders(spark)), fingerprint(SHOP.orders(other)));
    assertEquals(fingerprint(SHOP.interactions(spark)), fingerprint(SHOP.interactions(other)));
    assertEquals(fingerprint(SHOP.customers(spark)), fingerprint(SHOP.customers(other)));
    assertEquals(fingerprint(SHOP.subscriptions(spark)), fingerprint(SHOP.subscriptions(other)));
    assertEquals(fingerprint(SHOP.leads(spark)), fingerprint(SHOP.leads(other)));
  }

  @Test
  void anotherSeedGivesOtherRows() {
    DemoShop other = new DemoShop(200, 43, 90);

    assertNotEquals(fingerprint(SHOP.orders(spark)), fingerprint(other.orders(spark)));
    assertNotEquals(fingerprint(SHOP.interactions(spark)), fingerprint(other.interactions(spark)));
    assertNotEquals(fingerprint(SHOP.customers(spark)), fingerprint(other.customers(spark)));
    assertNotEquals(
        fingerprint(SHOP.subscriptions(spark)), fingerprint(other.subscriptions(spark)));
    assertNotEquals(fingerprint(SHOP.leads(spark)), fingerprint(other.leads(spark)));
  }

  @Test
  void writingAgainReplaces(@TempDir Path folder) {
    String out = folder.toString();
    SHOP.write(spark, out);
    Row first = fingerprint(spark.read().parquet(out + "/orders"));
    SHOP.write(spark, out);

    assertEquals(first, fingerprint(spark.read().parquet(out + "/orders")));
  }

  /** Equal for equal rows in whatever order. */
  private static Row fingerprint(Dataset<Row> rows) {
    Column[] columns = Arrays.stream(rows.columns()).map(name -> col(name)).toArray(Column[]::new);
    return rows.agg(count("*"), sum(xxhash64(columns).cast("decimal(38,0)"))).head();
  }
}
