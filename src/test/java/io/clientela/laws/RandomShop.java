package io.clientela.laws;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.rand;

import io.clientela.model.CampaignMembers;
import io.clientela.model.Customers;
import io.clientela.model.Interactions;
import io.clientela.model.Leads;
import io.clientela.model.Opportunities;
import io.clientela.model.Orders;
import io.clientela.model.Subscriptions;
import io.clientela.table.Input;
import io.clientela.testing.Shop;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * A small shop with everything that raw tables may hold, and the changes to it that the laws speak
 * of.
 */
final class RandomShop {

  private static final int CUSTOMERS = 300;
  private static final LocalDate AS_OF = LocalDate.parse("2024-04-11");
  private static final Instant AS_OF_INSTANT = Instant.parse("2024-04-11T03:00:00Z");
  private static final Instant OPENED = Instant.parse("2023-09-20T00:00:00Z");

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
              + " monthly_amount DECIMAL(18,4), device STRING");
  private static final StructType LEADS =
      StructType.fromDDL(
          "lead_id BIGINT, created_at TIMESTAMP, customer_id BIGINT, converted_at TIMESTAMP,"
              + " device STRING");
  private static final StructType OPPORTUNITIES =
      StructType.fromDDL(
          "opportunity_id BIGINT, created_at TIMESTAMP, customer_id BIGINT, owner STRING,"
              + " amount DECIMAL(18,4), closed_at TIMESTAMP, outcome STRING");
  private static final StructType MEMBERS =
      StructType.fromDDL(
          "campaign STRING, customer_id BIGINT, assigned_at TIMESTAMP, `group` STRING");
  private static final StructType CUSTOMER_ROWS =
      StructType.fromDDL("customer_id BIGINT, created_at TIMESTAMP, channel STRING");

  private final Random random;
  private final List<Row> orders = new ArrayList<>();
  private final List<Row> interactions = new ArrayList<>();
  private final List<Row> customers = new ArrayList<>();
  private final List<Row> subscriptions = new ArrayList<>();
  private final List<Row> leads = new ArrayList<>();
  private final List<Row> opportunities = new ArrayList<>();
  private final List<Row> members = new ArrayList<>();

  private RandomShop(long seed) {
    this.random = new Random(seed);
  }

  static Shop of(long seed) {
    RandomShop made = new RandomShop(seed);
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
    for (long customer = 1; customer <= CUSTOMERS; customer++) {
      made.join(customer);
    }
    return Shop.asOf(AS_OF.toString())
        .in("America/Sao_Paulo")
        .by("channel", "device")
        .with(Orders.INPUT, spark -> spark.createDataFrame(made.orders, ORDERS))
        .with(Interactions.INPUT, spark -> spark.createDataFrame(made.interactions, INTERACTIONS))
        .with(Customers.INPUT, spark -> spark.createDataFrame(made.customers, CUSTOMER_ROWS))
        .with(
            Subscriptions.INPUT, spark -> spark.createDataFrame(made.subscriptions, SUBSCRIPTIONS))
        .with(Leads.INPUT, spark -> spark.createDataFrame(made.leads, LEADS))
        .with(
            Opportunities.INPUT, spark -> spark.createDataFrame(made.opportunities, OPPORTUNITIES))
        .with(CampaignMembers.INPUT, spark -> spark.createDataFrame(made.members, MEMBERS));
  }

  static Shop empty(Shop shop) {
    return changed(shop, rows -> rows.where("false"));
  }

  static Shop shuffled(Shop shop) {
    return changed(shop, rows -> rows.orderBy(rand(3)).repartition(5));
  }

  static Shop doubled(Shop shop) {
    return changed(shop, rows -> rows.unionAll(rows));
  }

  /** Ten times the money. */
  static Shop dearer(Shop shop) {
    String tenfold = "cast(10 * %1$s as decimal(18,4)) as %1$s";
    Shop dearerPlans =
        changed(
            shop,
            Subscriptions.INPUT,
            rows ->
                rows.selectExpr(
                    "subscription_id",
                    "customer_id",
                    "started_on",
                    "ended_on",
                    String.format(tenfold, "monthly_amount"),
                    "device"));
    Shop dearerDeals =
        changed(
            dearerPlans,
            Opportunities.INPUT,
            rows -> rows.withColumn("amount", expr("cast(10 * amount as decimal(18,4))")));
    return changed(
        dearerDeals,
        Orders.INPUT,
        rows ->
            rows.selectExpr(
                "order_id",
                "customer_id",
                "ordered_at",
                String.format(tenfold, "amount"),
                "status",
                String.format(tenfold, "refunded_amount"),
                "refunded_at",
                String.format(tenfold, "cost"),
                "device"));
  }

  /**
   * Everything happens once more from as-of on; what was not refunded is refunded then, what runs
   * ends, and who has not converted does.
   */
  static Shop withFuture(Shop shop) {
    String asOf = "timestamp'2024-04-11 00:00:00'";
    Shop moreOrders =
        changed(
            shop,
            Orders.INPUT,
            rows ->
                rows.selectExpr(
                        "order_id",
                        "customer_id",
                        "ordered_at",
                        "amount",
                        "status",
                        "coalesce(refunded_amount, abs(amount)) as refunded_amount",
                        "if(refunded_amount is null, " + asOf + ", refunded_at) as refunded_at",
                        "cost",
                        "device")
                    .unionByName(
                        rows.withColumn("order_id", expr("order_id % 400"))
                            .withColumn("customer_id", expr("customer_id * 2"))
                            .withColumn(
                                "ordered_at", expr(asOf + " + make_dt_interval(order_id % 40)"))
                            .withColumn("refunded_at", expr("ordered_at"))));
    Shop moreSubscriptions =
        changed(
            moreOrders,
            Subscriptions.INPUT,
            rows ->
                rows.withColumn("ended_on", expr("coalesce(ended_on, date'2024-04-11')"))
                    .unionByName(
                        rows.withColumn(
                                "started_on",
                                expr(
                                    "date_add(date'2024-04-11', cast(subscription_id % 40 as int))"))
                            .withColumn("ended_on", expr("cast(null as date)"))));
    Shop moreLeads =
        changed(
            moreSubscriptions,
            Leads.INPUT,
            rows ->
                rows.withColumn("converted_at", expr("coalesce(converted_at, " + asOf + ")"))
                    .unionByName(
                        rows.withColumn("created_at", expr(asOf))
                            .withColumn("converted_at", expr(asOf))));
    Shop moreOpportunities =
        changed(
            moreLeads,
            Opportunities.INPUT,
            rows ->
                rows.withColumn("outcome", expr("if(closed_at is null, 'won', outcome)"))
                    .withColumn("closed_at", expr("coalesce(closed_at, " + asOf + ")"))
                    .unionByName(
                        rows.withColumn("created_at", expr(asOf))
                            .withColumn("closed_at", expr(asOf))
                            .withColumn("outcome", expr("'lost'"))));
    Shop moreMembers =
        changed(
            moreOpportunities,
            CampaignMembers.INPUT,
            rows ->
                rows.unionByName(
                    rows.withColumn("assigned_at", expr(asOf))
                        .withColumn(
                            "group", expr("if(`group` = 'control', 'treatment', 'control')"))));
    return changed(
        moreMembers,
        Interactions.INPUT,
        rows ->
            rows.unionByName(
                rows.withColumn(
                    "occurred_at", expr(asOf + " + make_dt_interval(interaction_id % 40)"))));
  }

  private static Shop changed(Shop shop, UnaryOperator<Dataset<Row>> change) {
    Shop result = shop;
    for (Input input : shop.raw().keySet()) {
      result = changed(result, input, change);
    }
    return result;
  }

  private static Shop changed(Shop shop, Input input, UnaryOperator<Dataset<Row>> change) {
    return shop.with(input, spark -> change.apply(shop.raw().get(input).apply(spark)));
  }

  private void live(long customer) {
    if (random.nextInt(10) > 0) {
      customers.add(RowFactory.create(customer, OPENED, oneOf("web", "store", "partner", null)));
    }
    int day = random.nextInt(200);
    for (int i = random.nextInt(7); i > 0; i--) {
      order(customer, day);
      day += random.nextBoolean() ? random.nextInt(60) : random.nextInt(2);
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      interact(customer, random.nextInt(200));
    }
  }

  /** One to three contracts, some side by side, some on the day that the one before ends. */
  private void subscribe(long customer) {
    LocalDate startedOn = OPENED.atZone(ZoneOffset.UTC).toLocalDate().plusDays(random.nextInt(200));
    for (int i = random.nextInt(4); i > 0 && startedOn.isBefore(AS_OF); i--) {
      LocalDate endedOn = startedOn.plusDays(random.nextInt(90));
      boolean runs = !endedOn.isBefore(AS_OF);
      subscriptions.add(
          RowFactory.create(
              (long) subscriptions.size() + 1,
              customer,
              startedOn,
              runs ? null : endedOn,
              random.nextInt(20) == 0 ? null : cents(100 * random.nextInt(60)),
              oneOf("phone", "desktop", null)));
      startedOn = endedOn.plusDays(random.nextInt(3) * 15L - 15);
    }
  }

  private void apply(long customer) {
    Instant createdAt = at(random.nextInt(200));
    Instant convertedAt = createdAt.plus(random.nextInt(60), ChronoUnit.DAYS);
    boolean isKnown = random.nextBoolean() && convertedAt.isBefore(AS_OF_INSTANT);
    leads.add(
        RowFactory.create(
            customer,
            createdAt,
            random.nextInt(4) == 0 ? null : customer,
            isKnown ? convertedAt : null,
            oneOf("phone", "desktop", null)));
  }

  private void bargain(long customer) {
    Instant createdAt = at(random.nextInt(200));
    Instant closedAt = createdAt.plus(random.nextInt(60), ChronoUnit.DAYS);
    boolean isClosed = random.nextBoolean() && closedAt.isBefore(AS_OF_INSTANT);
    opportunities.add(
        RowFactory.create(
            customer,
            createdAt,
            customer,
            oneOf("ana", "bia", null),
            random.nextInt(8) == 0 ? null : cents(random.nextInt(90_000)),
            isClosed ? closedAt : null,
            isClosed ? oneOf("won", "lost") : null));
  }

  /** Most are assigned once, some again, and a few of these to the other group. */
  private void join(long customer) {
    for (int i = random.nextInt(4); i > 0; i--) {
      members.add(
          RowFactory.create(
              oneOf("welcome", "loyalty"),
              customer,
              at(random.nextInt(200)),
              customer % 2 == 0 || random.nextInt(9) == 0 ? "treatment" : "control"));
    }
  }

  private void order(long customer, int day) {
    boolean isReturn = random.nextInt(12) == 0;
    boolean isRefunded = random.nextInt(6) == 0;
    BigDecimal amount = cents(random.nextInt(20_000) * (isReturn ? -1 : 1));
    Instant at = at(day);
    orders.add(
        RowFactory.create(
            (long) orders.size() + 1,
            customer,
            at,
            amount,
            oneOf(null, "completed", "completed", "completed", "completed", "cancelled", "test"),
            isRefunded ? amount.abs() : null,
            isRefunded ? at.plus(random.nextInt(40), ChronoUnit.DAYS) : null,
            random.nextInt(40) == 0 ? null : amount.multiply(new BigDecimal("0.6")),
            oneOf("phone", "desktop", null)));
  }

  /** A visit of one to four steps, some of them at one instant. */
  private void interact(long customer, int day) {
    Instant at = at(day);
    String session = "s" + interactions.size();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      String type = oneOf("view", "view", "cart");
      interactions.add(
          RowFactory.create((long) interactions.size() + 1, customer, at, type, session));
      at = at.plus(3L * random.nextInt(3), ChronoUnit.HOURS);
    }
  }

  /** Few hours of a day, so that things happen at once. */
  private Instant at(int day) {
    return OPENED.plus(day, ChronoUnit.DAYS).plus(6L * random.nextInt(4), ChronoUnit.HOURS);
  }

  private static BigDecimal cents(int count) {
    return BigDecimal.valueOf(count, 2);
  }

  private String oneOf(String... values) {
    return values[random.nextInt(values.length)];
  }
}
