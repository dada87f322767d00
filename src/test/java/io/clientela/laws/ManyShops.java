package io.clientela.laws;

import io.clientela.model.Customers;
import io.clientela.model.Interactions;
import io.clientela.model.Orders;
import io.clientela.testing.Shop;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Small random shops, each a segment of one big one, so that a single run computes all of them.
 * What happens does so at few times of a day, most of them near midnight or an exact number of days
 * apart.
 */
final class ManyShops {

  static final int SHOPS = 200;
  static final String ALL = "all all";
  static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");
  static final LocalDate AS_OF = LocalDate.parse("2018-03-14");
  static final Instant NOW = AS_OF.atStartOfDay(ZONE).toInstant();
  static final String VIEW_THEN_ORDER = "view->order";

  /** Clocks go forward on 2017-10-15 and back on 2018-02-18. */
  private static final Instant OPENED = Instant.parse("2017-10-02T00:00:00Z");

  private static final int[] MINUTES = {0, 119, 120, 121, 179, 180, 181, 720, 1439};

  private static final StructType ORDERS =
      StructType.fromDDL(
          "order_id BIGINT, customer_id BIGINT, ordered_at TIMESTAMP, amount DECIMAL(18,4),"
              + " status STRING, refunded_amount DECIMAL(18,4)");
  private static final StructType INTERACTIONS =
      StructType.fromDDL(
          "interaction_id BIGINT, customer_id BIGINT, occurred_at TIMESTAMP, type STRING");
  private static final StructType CUSTOMERS = StructType.fromDDL("customer_id BIGINT, shop STRING");

  /**
   * What one customer did of an activity before as-of.
   *
   * @param first the instant that periods are counted from
   */
  record Life(String activity, String shop, Instant first, List<Instant> instants) {}

  private final Random random;
  private final List<Row> orders = new ArrayList<>();
  private final List<Row> interactions = new ArrayList<>();
  private final List<Row> customers = new ArrayList<>();
  private final List<Life> lives = new ArrayList<>();
  private final Map<String, BigDecimal> revenue = new TreeMap<>();

  ManyShops(long seed) {
    this.random = new Random(seed);
    for (int shop = 1; shop <= SHOPS; shop++) {
      for (int customer = random.nextInt(6); customer >= 0; customer--) {
        live("shop " + shop, 100L * shop + customer);
      }
    }
  }

  Shop shop() {
    return Shop.asOf(AS_OF.toString())
        .in(ZONE.getId())
        .by("shop")
        .with(Orders.INPUT, spark -> spark.createDataFrame(orders, ORDERS))
        .with(Interactions.INPUT, spark -> spark.createDataFrame(interactions, INTERACTIONS))
        .with(Customers.INPUT, spark -> spark.createDataFrame(customers, CUSTOMERS));
  }

  List<Life> lives() {
    return lives;
  }

  /** Amounts less refunds of each segment before as-of. */
  Map<String, BigDecimal> revenue() {
    return revenue;
  }

  private void live(String shop, long customer) {
    customers.add(RowFactory.create(customer, shop.replace("shop ", "")));
    List<Instant> ordered = new ArrayList<>();
    List<Instant> acted = new ArrayList<>();
    List<Instant> viewed = new ArrayList<>();
    int day = random.nextInt(150);
    for (int i = random.nextInt(8); i > 0; i--) {
      order(shop, customer, at(day), ordered);
      day += pause();
    }
    day = random.nextInt(150);
    for (int i = random.nextInt(8); i > 0; i--) {
      interact(customer, at(day), acted, viewed);
      day += pause();
    }
    begin("order", shop, ordered, ordered);
    begin("interaction", shop, acted, acted);
    begin(VIEW_THEN_ORDER, shop, viewed, ordered);
  }

  private void begin(String activity, String shop, List<Instant> firsts, List<Instant> all) {
    firsts.stream()
        .min(Instant::compareTo)
        .ifPresent(
            first ->
                lives.add(
                    new Life(
                        activity,
                        shop,
                        first,
                        all.stream().filter(at -> !at.isBefore(first)).toList())));
  }

  private void order(String shop, long customer, Instant at, List<Instant> ordered) {
    BigDecimal amount = BigDecimal.valueOf(random.nextInt(20_000) - 2_000, 2);
    BigDecimal refunded = random.nextInt(8) == 0 ? amount.abs() : BigDecimal.ZERO;
    String status = random.nextInt(9) == 0 ? "cancelled" : null;
    orders.add(RowFactory.create((long) orders.size(), customer, at, amount, status, refunded));
    if (status == null && at.isBefore(NOW)) {
      revenue.merge(ALL, amount.subtract(refunded), BigDecimal::add);
      revenue.merge(shop, amount.subtract(refunded), BigDecimal::add);
      if (amount.signum() >= 0) {
        ordered.add(at);
      }
    }
  }

  private void interact(long customer, Instant at, List<Instant> acted, List<Instant> viewed) {
    String type = random.nextInt(3) == 0 ? "view" : "cart";
    interactions.add(RowFactory.create((long) interactions.size(), customer, at, type));
    if (at.isBefore(NOW)) {
      acted.add(at);
      if (type.equals("view")) {
        viewed.add(at);
      }
    }
  }

  private int pause() {
    return random.nextBoolean() ? random.nextInt(3) : random.nextInt(45);
  }

  private Instant at(int day) {
    int minutes = MINUTES[random.nextInt(MINUTES.length)];
    return OPENED.plus(Duration.ofDays(day)).plus(Duration.ofMinutes(minutes));
  }
}
