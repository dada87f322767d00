package io.clientela.laws;

import io.clientela.model.Customers;
import io.clientela.model.Interactions;
import io.clientela.model.Leads;
import io.clientela.model.Opportunities;
import io.clientela.model.Orders;
import io.clientela.model.Subscriptions;
import io.clientela.testing.Shop;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Random raw rows of what customers do: buy, look around, subscribe, ask, bargain. */
final class RandomCustomers {

  static final int CUSTOMERS = 300;

  private static final StructType ORDERS =
      StructType.fromDDL(
          "order_id BIGINT, customer_id BIGINT, ordered_at TIMESTAMP, amount DECIMAL(18,4),"
              + " status STRING, refunded_amount DECIMAL(18,4), refunded_at TIMESTAMP,"
              + " cost DECIMAL(18,4), device STRING");
  private static final StructType INTERACTIONS =
      StructType.fromDDL(
          "interaction_id BIGINT, customer_id BIGINT, occurred_at TIMESTAMP, type STRING,"
              + " session_id STRING");
  private static final StructType SUBSCRIPTIONS =
      StructType.fromDDL(
          "subscription_id BIGINT, customer_id BIGINT, started_on DATE, ended_on DATE,"
              + " monthly_amount DECIMAL(18,4), device STRING, is_trial BOOLEAN");
  private static final StructType LEADS =
      StructType.fromDDL(
          "lead_id BIGINT, created_at TIMESTAMP, customer_id BIGINT, converted_at TIMESTAMP,"
              + " device STRING, channel STRING, campaign STRING");
  private static final StructType OPPORTUNITIES =
      StructType.fromDDL(
          "opportunity_id BIGINT, created_at TIMESTAMP, customer_id BIGINT, owner STRING,"
              + " amount DECIMAL(18,4), closed_at TIMESTAMP, outcome STRING");
  private static final StructType CUSTOMER_ROWS =
      StructType.fromDDL(
          "customer_id BIGINT, created_at TIMESTAMP, channel STRING, campaign STRING");

  private static final String[] CAMPAIGNS = {"spring", "fair", null, null};

  /** An opportunity, for those who make its stages. */
  record Deal(long id, Instant createdAt) {}

  private final Luck luck;
  private final List<Row> orders = new ArrayList<>();
  private final List<Row> interactions = new ArrayList<>();
  private final List<Row> customers = new ArrayList<>();
  private final List<Row> subscriptions = new ArrayList<>();
  private final List<Row> leads = new ArrayList<>();
  private final List<Row> opportunities = new ArrayList<>();
  private final List<Deal> deals = new ArrayList<>();

  private RandomCustomers(Luck luck) {
    this.luck = luck;
  }

  static RandomCustomers of(Luck luck) {
    RandomCustomers made = new RandomCustomers(luck);
    for (long customer = 1; customer <= CUSTOMERS; customer++) {
      made.live(customer);
    }
    for (long customer = 1; customer <= CUSTOMERS; customer++) {
      made.subscribe(customer);
      made.apply(customer);
    }
    for (long customer = 1; customer <= CUSTOMERS; customer++) {
      made.bargain(customer);
    }
    return made;
  }

  Shop into(Shop shop) {
    return shop.with(Orders.INPUT, spark -> spark.createDataFrame(orders, ORDERS))
        .with(Interactions.INPUT, spark -> spark.createDataFrame(interactions, INTERACTIONS))
        .with(Customers.INPUT, spark -> spark.createDataFrame(customers, CUSTOMER_ROWS))
        .with(Subscriptions.INPUT, spark -> spark.createDataFrame(subscriptions, SUBSCRIPTIONS))
        .with(Leads.INPUT, spark -> spark.createDataFrame(leads, LEADS))
        .with(Opportunities.INPUT, spark -> spark.createDataFrame(opportunities, OPPORTUNITIES));
  }

  List<Deal> deals() {
    return deals;
  }

  private void live(long customer) {
    if (!luck.oneIn(10)) {
      String channel = luck.oneOf("web", "store", "partner", null);
      customers.add(
          RowFactory.create(customer, RandomShop.OPENED, channel, nth(customer, CAMPAIGNS)));
    }
    int day = luck.below(200);
    for (int i = luck.below(7); i > 0; i--) {
      order(customer, day);
      day += luck.tossed() ? luck.below(60) : luck.below(2);
    }
    for (int i = luck.below(8); i > 0; i--) {
      interact(customer, luck.below(200));
    }
  }

  /** One to three contracts, some side by side, some on the day that the one before ends. */
  private void subscribe(long customer) {
    LocalDate startedOn =
        RandomShop.OPENED.atZone(ZoneOffset.UTC).toLocalDate().plusDays(luck.below(200));
    for (int i = luck.below(4); i > 0 && startedOn.isBefore(RandomShop.AS_OF); i--) {
      LocalDate endedOn = startedOn.plusDays(luck.below(90));
      boolean runs = !endedOn.isBefore(RandomShop.AS_OF);
      subscriptions.add(
          RowFactory.create(
              (long) subscriptions.size() + 1,
              customer,
              startedOn,
              runs ? null : endedOn,
              luck.oneIn(20) ? null : Luck.cents(100 * luck.below(60)),
              luck.oneOf("phone", "desktop", null),
              luck.oneIn(4)));
      startedOn = endedOn.plusDays(luck.below(3) * 15L - 15);
    }
  }

  private void apply(long customer) {
    Instant createdAt = luck.at(luck.below(200));
    Instant convertedAt = createdAt.plus(luck.below(60), ChronoUnit.DAYS);
    boolean isKnown = luck.tossed() && convertedAt.isBefore(RandomShop.AS_OF_INSTANT);
    leads.add(
        RowFactory.create(
            customer,
            createdAt,
            luck.oneIn(4) ? null : customer,
            isKnown ? convertedAt : null,
            luck.oneOf("phone", "desktop", null),
            nth(customer, "web", "partner", null),
            nth(customer, CAMPAIGNS)));
  }

  private void bargain(long customer) {
    Instant createdAt = luck.at(luck.below(200));
    Instant closedAt = createdAt.plus(luck.below(60), ChronoUnit.DAYS);
    boolean isClosed = luck.tossed() && closedAt.isBefore(RandomShop.AS_OF_INSTANT);
    deals.add(new Deal(customer, createdAt));
    opportunities.add(
        RowFactory.create(
            customer,
            createdAt,
            customer,
            luck.oneOf("ana", "bia", null),
            luck.oneIn(8) ? null : Luck.cents(luck.below(90_000)),
            isClosed ? closedAt : null,
            isClosed ? luck.oneOf("won", "lost") : null));
  }

  private void order(long customer, int day) {
    boolean isReturn = luck.oneIn(12);
    boolean isRefunded = luck.oneIn(6);
    BigDecimal amount = Luck.cents(luck.below(20_000) * (isReturn ? -1 : 1));
    Instant at = luck.at(day);
    orders.add(
        RowFactory.create(
            (long) orders.size() + 1,
            customer,
            at,
            amount,
            luck.oneOf(
                null, "completed", "completed", "completed", "completed", "cancelled", "test"),
            isRefunded ? amount.abs() : null,
            isRefunded ? at.plus(luck.below(40), ChronoUnit.DAYS) : null,
            luck.oneIn(40) ? null : amount.multiply(new BigDecimal("0.6")),
            luck.oneOf("phone", "desktop", null)));
  }

  /** A visit of one to four steps, some of them at one instant. */
  private void interact(long customer, int day) {
    Instant at = luck.at(day);
    String session = "s" + interactions.size();
    for (int i = 1 + luck.below(4); i > 0; i--) {
      String type = luck.oneOf("view", "view", "cart");
      interactions.add(
          RowFactory.create((long) interactions.size() + 1, customer, at, type, session));
      at = at.plus(3L * luck.below(3), ChronoUnit.HOURS);
    }
  }

  private static String nth(long number, String... values) {
    return values[(int) (number % values.length)];
  }
}
