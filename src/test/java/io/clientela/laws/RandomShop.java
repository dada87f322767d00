package io.clientela.laws;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.rand;

import io.clientela.kpi.Catalogue;
import io.clientela.model.CampaignMembers;
import io.clientela.model.Interactions;
import io.clientela.model.Leads;
import io.clientela.model.MarketingSpend;
import io.clientela.model.Messages;
import io.clientela.model.Opportunities;
import io.clientela.model.OpportunityStages;
import io.clientela.model.Orders;
import io.clientela.model.SocialPosts;
import io.clientela.model.Subscriptions;
import io.clientela.model.Surveys;
import io.clientela.model.Targets;
import io.clientela.model.Tickets;
import io.clientela.table.Input;
import io.clientela.testing.Shop;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A small shop with everything that raw tables may hold, and the changes to it that the laws speak
 * of.
 */
final class RandomShop {

  static final LocalDate AS_OF = LocalDate.parse("2024-04-11");
  static final Instant AS_OF_INSTANT = Instant.parse("2024-04-11T03:00:00Z");
  static final Instant OPENED = Instant.parse("2023-09-20T00:00:00Z");

  private static final String NOW = "timestamp'2024-04-11 00:00:00'";
  private static final String TODAY = "date'2024-04-11'";

  private static final Map<Input, List<String>> MONEY =
      Map.of(
          Orders.INPUT, List.of("amount", "refunded_amount", "cost"),
          Subscriptions.INPUT, List.of("monthly_amount"),
          Opportunities.INPUT, List.of("amount"),
          MarketingSpend.INPUT, List.of("amount"));

  /**
   * What comes from as-of on.
   *
   * @param known columns of the known rows to which something happens then
   * @param more columns that make rows of then out of the known ones
   */
  private record Future(Input input, Map<String, String> known, Map<String, String> more) {

    Dataset<Row> of(Dataset<Row> rows) {
      return with(rows, known).unionByName(with(rows, more));
    }
  }

  private static final List<Future> FUTURE =
      List.of(
          new Future(
              Orders.INPUT,
              Map.of(
                  "refunded_amount",
                  "coalesce(refunded_amount, abs(amount))",
                  "refunded_at",
                  "if(refunded_amount is null, " + NOW + ", refunded_at)"),
              Map.of(
                  "order_id",
                  "order_id % 400",
                  "customer_id",
                  "customer_id * 2",
                  "ordered_at",
                  later("order_id"),
                  "refunded_at",
                  later("order_id"))),
          new Future(
              Subscriptions.INPUT,
              Map.of("ended_on", "coalesce(ended_on, " + TODAY + ")"),
              Map.of("started_on", laterOn("subscription_id"), "ended_on", "cast(null as date)")),
          new Future(
              Leads.INPUT,
              Map.of("converted_at", "coalesce(converted_at, " + NOW + ")"),
              Map.of("created_at", NOW, "converted_at", NOW)),
          new Future(
              Opportunities.INPUT,
              Map.of(
                  "outcome",
                  "if(closed_at is null, 'won', outcome)",
                  "closed_at",
                  "coalesce(closed_at, " + NOW + ")"),
              Map.of("created_at", NOW, "closed_at", NOW, "outcome", "'lost'")),
          new Future(Interactions.INPUT, Map.of(), Map.of("occurred_at", later("interaction_id"))),
          new Future(
              OpportunityStages.INPUT, Map.of(), Map.of("entered_at", later("opportunity_id"))),
          new Future(Messages.INPUT, Map.of(), Map.of("occurred_at", later("message_id"))),
          new Future(
              SocialPosts.INPUT,
              Map.of(),
              Map.of("published_at", later("post_id"), "impressions", "impressions + 1000")),
          new Future(MarketingSpend.INPUT, Map.of(), Map.of("spent_on", laterOn("hash(amount)"))),
          new Future(
              Tickets.INPUT,
              Map.of(
                  "first_responded_at", "coalesce(first_responded_at, " + NOW + ")",
                  "resolved_at", "coalesce(resolved_at, " + NOW + ")"),
              Map.of(
                  "created_at", later("ticket_id"),
                  "first_responded_at", later("ticket_id"),
                  "resolved_at", "cast(null as timestamp)")),
          new Future(
              CampaignMembers.INPUT,
              Map.of(),
              Map.of(
                  "assigned_at", NOW, "group", "if(`group` = 'control', 'treatment', 'control')")),
          new Future(
              Surveys.INPUT,
              Map.of(
                  "score",
                  "if(responded_at is null, 3, score)",
                  "responded_at",
                  "coalesce(responded_at, " + NOW + ")"),
              Map.of("sent_at", later("response_id"), "responded_at", later("response_id"))));

  private static final Input TARGETS =
      Catalogue.inputs().stream()
          .filter(input -> input.name().equals(Targets.TABLE.name()))
          .findFirst()
          .orElseThrow();

  /** Of what adds up and what does not, with and without periods and segments; none is of money. */
  private static final String AGREED =
      """
      kpi                  | dimension | segment | target | baseline | starts_on  | due_on
      orders               |           |         | 500    |          | FIRST      | NEXT
      churn_rate           | channel   | app     | 0.1    | 0.5      | FIRST      | NEXT
      tickets              | agent     | (none)  | 9      |          | FIRST      | LAST
      repeat_purchase_rate |           |         | 0.5    |          | FIRST      | LAST
      csat                 |           |         | 0.7    | 0.5      | NEXT       | NEXT
      """
          .replace("FIRST", AS_OF.minusDays(100).toString())
          .replace("LAST", AS_OF.minusDays(30).toString())
          .replace("NEXT", AS_OF.plusDays(30).toString());

  private RandomShop() {}

  static Shop of(long seed) {
    Shop shop = Shop.asOf(AS_OF.toString()).in("America/Sao_Paulo").by("channel", "device");
    RandomCustomers customers = RandomCustomers.of(Luck.of(seed));
    Shop served = RandomService.of(Luck.of(seed + 1), customers.deals()).into(customers.into(shop));
    return RandomCampaigns.into(served, Luck.of(seed + 2)).rows(TARGETS, AGREED);
  }

  static Shop empty(Shop shop) {
    return changed(shop, rows -> rows.where("false"));
  }

  static Shop shuffled(Shop shop) {
    return changed(shop, rows -> rows.orderBy(rand(3)).repartition(5));
  }

  /** But for spend: without an id, money that comes twice was spent twice. */
  static Shop doubled(Shop shop) {
    Shop twice = changed(shop, rows -> rows.unionAll(rows));
    boolean hasSpend = shop.raw().containsKey(MarketingSpend.INPUT);
    return hasSpend
        ? twice.with(MarketingSpend.INPUT, shop.raw().get(MarketingSpend.INPUT))
        : twice;
  }

  /** Ten times the money. */
  static Shop dearer(Shop shop) {
    Shop result = shop;
    for (Input input : MONEY.keySet()) {
      Map<String, String> tenfold = new HashMap<>();
      MONEY
          .get(input)
          .forEach(name -> tenfold.put(name, "cast(10 * " + name + " as decimal(18,4))"));
      result = changed(result, input, rows -> with(rows, tenfold));
    }
    return result;
  }

  /**
   * Everything happens once more from as-of on; what was not refunded is refunded then, what runs
   * ends, who has not converted does, and what is not answered is.
   */
  static Shop withFuture(Shop shop) {
    Shop result = shop;
    for (Future future : FUTURE) {
      result = changed(result, future.input(), future::of);
    }
    return result;
  }

  private static String later(String number) {
    return NOW + " + make_dt_interval(pmod(" + number + ", 40))";
  }

  private static String laterOn(String number) {
    return "date_add(" + TODAY + ", cast(pmod(" + number + ", 40) as int))";
  }

  /** All at once, each from the columns as they were. */
  private static Dataset<Row> with(Dataset<Row> rows, Map<String, String> columns) {
    Map<String, Column> values = new HashMap<>();
    columns.forEach((name, value) -> values.put(name, expr(value)));
    return rows.withColumns(values);
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
}
