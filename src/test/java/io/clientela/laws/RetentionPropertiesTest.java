package io.clientela.laws;

import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.kpi.Kpi;
import io.clientela.kpi.retention.ActiveDays;
import io.clientela.kpi.retention.CohortRetention;
import io.clientela.kpi.retention.CustomerRetention;
import io.clientela.kpi.retention.GrowthAccounting;
import io.clientela.kpi.retention.Stickiness;
import io.clientela.table.Grain;
import io.clientela.testing.Sessions;
import io.clientela.testing.Shop;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What retention promises of every shop, held against two hundred random ones and all of them. */
final class RetentionPropertiesTest {

  private static final int SHOWN = 10;
  private static final List<Grain> GRAINS = List.of(Grain.values());
  private static final List<String> ACTIVITIES =
      List.of("order", "interaction", ManyShops.VIEW_THEN_ORDER);
  private static final List<String> READINGS =
      List.of(
          "cohort_customers",
          "active_customers",
          "returned_later",
          "kept_every_period",
          "returned_by_then");
  private static final List<Kpi> KPIS =
      List.of(
          new CohortRetention(GRAINS, ACTIVITIES, null, CohortsOneByOne.brackets(), null),
          new CustomerRetention(List.of(Grain.DAY, Grain.WEEK, Grain.MONTH), 31),
          new GrowthAccounting(GRAINS, List.of("order", "interaction")),
          new ActiveDays(null),
          new Stickiness());

  private static final ManyShops SHOPS = new ManyShops(20_180_314);
  private static final Map<String, Dataset<Row>> ONCE = publish(SHOPS.shop(), Map.of());

  /** Over many shops at once, compiling pays. */
  private static Map<String, Dataset<Row>> publish(Shop shop, Map<String, String> how) {
    SparkSession spark = Sessions.tuned(shop.zone(), how);
    spark.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    return shop.publish(KPIS, spark);
  }

  @Test
  void everyCohortCellIsWhatCountingOneByOneGives() {
    Map<String, String> found = new HashMap<>();
    for (Row row : rows("cohort_retention")) {
      String counts = READINGS.stream().map(reading -> count(row, reading)).toList().toString();
      String key = cohort(row) + " " + row.getAs("periods_since");
      found.put(key, counts + row.getAs("is_complete"));
    }

    assertSame(CohortsOneByOne.of(SHOPS.lives()), found);
  }

  @Test
  void theReadingsOfACohortOnlyGrowOrOnlyShrink() {
    for (List<Row> cohort : series("cohort_retention", RetentionPropertiesTest::cohort)) {
      Row before = cohort.get(0);
      boolean isOneSetOfCustomers = isOnTheCalendar(before) && before.getAs("cohort_start") != null;
      for (Row row : isOneSetOfCustomers ? cohort : List.<Row>of()) {
        assertEquals(count(before, "cohort_customers"), count(row, "cohort_customers"));
        assertAtMost(count(before, "returned_later"), row, "returned_later");
        assertAtMost(count(before, "kept_every_period"), row, "kept_every_period");
        assertTrue(
            count(before, "returned_by_then") <= count(row, "returned_by_then"), row::toString);
        before = row;
      }
    }
  }

  /** Days of a cohort on which nobody was active have no row, so that days do not add up. */
  @Test
  void allCohortsTogetherAreTheSumOfTheirCompleteCells() {
    Map<String, Long> sums = new HashMap<>();
    Map<String, Long> pooled = new HashMap<>();
    for (Row row : rows("cohort_retention")) {
      boolean isComplete = row.getAs("is_complete");
      if (isComplete && isOnTheCalendar(row) && !row.getAs("grain").equals("day")) {
        Map<String, Long> into = row.getAs("cohort_start") == null ? pooled : sums;
        for (String reading : READINGS) {
          String cell = segment(row) + " " + row.getAs("periods_since") + " " + reading;
          into.merge(cell, count(row, reading), Long::sum);
        }
      }
    }

    assertSame(sums, pooled);
  }

  @Test
  void theActiveAreNewRetainedOrResurrectedAndRevenueIsExplainedToTheCent() {
    for (List<Row> periods : series("growth_accounting", RetentionPropertiesTest::segment)) {
      BigDecimal before = BigDecimal.ZERO;
      long activeBefore = 0;
      for (Row row : periods) {
        long sources = count(row, "new") + count(row, "retained") + count(row, "resurrected");
        assertEquals(sources, count(row, "active"), row::toString);
        assertEquals(activeBefore, count(row, "retained") + count(row, "churned"), row::toString);
        BigDecimal explained =
            before
                .add(money(row, "new_revenue"))
                .add(money(row, "resurrected_revenue"))
                .add(money(row, "expansion"))
                .subtract(money(row, "contraction"))
                .subtract(money(row, "churned_revenue"));
        assertEquals(explained, money(row, "revenue"), row::toString);
        before = money(row, "revenue");
        activeBefore = count(row, "active");
      }
    }
  }

  @Test
  void thePeriodsOfAShopBringInWhatItsOrdersDid() {
    Map<String, BigDecimal> expected = new HashMap<>();
    for (Grain grain : GRAINS) {
      SHOPS
          .revenue()
          .forEach(
              (shop, revenue) ->
                  expected.put("order " + grain.label() + " " + shop, revenue.setScale(4)));
    }
    Map<String, BigDecimal> found = new HashMap<>();
    for (Row row : rows("growth_accounting")) {
      if (row.getAs("activity").equals("order")) {
        found.merge(segment(row), money(row, "revenue"), BigDecimal::add);
      }
    }

    assertSame(expected, found);
  }

  @Test
  void customersAtTheEndAreThoseAtTheStartAndWhoCameLessWhoWasLost() {
    for (List<Row> periods : series("customer_retention", RetentionPropertiesTest::segment)) {
      long before = 0;
      for (Row row : periods) {
        assertEquals(before, count(row, "customers_at_start"), row::toString);
        before =
            before
                + count(row, "new_customers")
                + count(row, "returned_customers")
                - count(row, "lost_customers");
        assertEquals(before, count(row, "customers_at_end"), row::toString);
        assertAtMost(count(row, "customers_at_start"), row, "lost_customers");
      }
    }
  }

  @Test
  void activeDaysCountTheActiveCustomersOfDaysAndMonths() {
    Map<String, Long> ofDays = new HashMap<>();
    Map<String, Long> ofMonths = new HashMap<>();
    for (Row row : rows("growth_accounting")) {
      String month = row.getAs("period_start").toString().substring(0, 7);
      String cell = segment(row).replaceFirst(" (day|month) ", " ") + " " + month;
      if (row.getAs("grain").equals("day")) {
        ofDays.merge(cell, count(row, "active"), Long::sum);
      } else if (row.getAs("grain").equals("month")) {
        ofMonths.put(cell, count(row, "active"));
      }
    }
    Map<String, Long> customerDays = new HashMap<>();
    Map<String, Long> customers = new HashMap<>();
    for (Row row : rows("stickiness")) {
      String month = row.getAs("period_start").toString().substring(0, 7);
      String cell = segment(row) + " " + month;
      customerDays.put(cell, count(row, "active_customer_days"));
      customers.put(cell, count(row, "monthly_active"));
    }
    List.of(ofDays, ofMonths, customerDays, customers)
        .forEach(counts -> counts.values().removeIf(count -> count == 0));

    assertSame(ofDays, customerDays);
    assertSame(ofMonths, customers);
  }

  @Test
  void orderPartitionsAndDuplicatesOfTheInputChangeNothing() {
    Map<String, Dataset<Row>> again =
        publish(
            RandomShop.shuffled(RandomShop.doubled(SHOPS.shop())),
            Map.of("spark.sql.shuffle.partitions", "5"));

    ONCE.forEach((name, table) -> assertSame(lines(table), lines(again.get(name))));
  }

  /** Names the first cells that differ, for there are many. */
  private static <V> void assertSame(Map<String, V> expected, Map<String, V> found) {
    TreeSet<String> cells = new TreeSet<>(expected.keySet());
    cells.addAll(found.keySet());
    List<String> different = new ArrayList<>();
    for (String cell : cells) {
      boolean isSame = Objects.equals(expected.get(cell), found.get(cell));
      if (!isSame && different.size() < SHOWN) {
        different.add(cell + ": " + expected.get(cell) + " expected, " + found.get(cell));
      }
    }
    assertEquals("", String.join("\n", different));
    assertTrue(expected.size() > ManyShops.SHOPS, "there should be something to compare");
  }

  private static void assertAtMost(long most, Row row, String measure) {
    assertTrue(count(row, measure) <= most, () -> measure + " is over " + most + ": " + row);
  }

  private static Map<String, Integer> lines(Dataset<Row> table) {
    Map<String, Integer> lines = new HashMap<>();
    table.collectAsList().forEach(row -> lines.merge(row.toString(), 1, Integer::sum));
    return lines;
  }

  private static boolean isOnTheCalendar(Row cohort) {
    return cohort.getAs("clock").equals("calendar") && !cohort.getAs("grain").equals("bracket");
  }

  /** The rows of each series, in time. */
  private static Collection<List<Row>> series(String table, Function<Row, String> name) {
    String time = table.equals("cohort_retention") ? "periods_since" : "period_start";
    return ONCE.get(table).orderBy(time).collectAsList().stream()
        .collect(groupingBy(name))
        .values();
  }

  private static List<Row> rows(String table) {
    return ONCE.get(table).collectAsList();
  }

  private static String cohort(Row row) {
    return segment(row) + " " + row.getAs("cohort_start");
  }

  /** Activity, clock and grain, as far as the table has them, dimension and segment. */
  private static String segment(Row row) {
    List<String> names = List.of(row.schema().fieldNames());
    StringBuilder segment = new StringBuilder();
    for (String name : List.of("activity", "clock", "grain", "dimension", "segment")) {
      if (names.contains(name)) {
        segment.append(row.<String>getAs(name)).append(' ');
      }
    }
    return segment.toString().strip();
  }

  private static BigDecimal money(Row row, String name) {
    return row.getAs(name);
  }

  private static long count(Row row, String name) {
    return row.<Long>getAs(name);
  }
}
