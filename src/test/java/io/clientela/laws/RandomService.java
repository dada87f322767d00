package io.clientela.laws;

import io.clientela.model.MarketingSpend;
import io.clientela.model.Messages;
import io.clientela.model.OpportunityStages;
import io.clientela.model.SocialPosts;
import io.clientela.model.Surveys;
import io.clientela.model.Tickets;
import io.clientela.testing.Shop;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Random raw rows of what sales, marketing and service do. */
final class RandomService {

  private static final StructType STAGES =
      StructType.fromDDL("opportunity_id BIGINT, stage STRING, entered_at TIMESTAMP");
  private static final StructType MESSAGES =
      StructType.fromDDL(
          "message_id BIGINT, event STRING, occurred_at TIMESTAMP, customer_id BIGINT,"
              + " campaign STRING, channel STRING, is_machine BOOLEAN");
  private static final StructType POSTS =
      StructType.fromDDL(
          "post_id BIGINT, network STRING, published_at TIMESTAMP, impressions BIGINT,"
              + " engagements BIGINT");
  private static final StructType SPEND =
      StructType.fromDDL(
          "spent_on DATE, channel STRING, amount DECIMAL(18,4), campaign STRING, currency STRING");
  private static final StructType TICKETS =
      StructType.fromDDL(
          "ticket_id BIGINT, created_at TIMESTAMP, customer_id BIGINT, channel STRING,"
              + " category STRING, priority STRING, is_complaint BOOLEAN, agent STRING,"
              + " team STRING, first_responded_at TIMESTAMP, resolved_at TIMESTAMP,"
              + " reopened BIGINT, replies BIGINT");
  private static final StructType SURVEYS =
      StructType.fromDDL(
          "response_id BIGINT, kind STRING, sent_at TIMESTAMP, responded_at TIMESTAMP, score INT,"
              + " customer_id BIGINT, ticket_id BIGINT, agent STRING, team STRING, channel STRING,"
              + " wave STRING");

  private static final List<String> PIPELINE = List.of("contact", "demo", "offer", "contract");
  private static final int DAYS = 200;

  private final Luck luck;
  private final List<Row> stages = new ArrayList<>();
  private final List<Row> messages = new ArrayList<>();
  private final List<Row> posts = new ArrayList<>();
  private final List<Row> spend = new ArrayList<>();
  private final List<Row> tickets = new ArrayList<>();
  private final List<Row> surveys = new ArrayList<>();

  private RandomService(Luck luck) {
    this.luck = luck;
  }

  static RandomService of(Luck luck, List<RandomCustomers.Deal> deals) {
    RandomService made = new RandomService(luck);
    deals.forEach(made::advance);
    made.advance(new RandomCustomers.Deal(1_000_000, RandomShop.OPENED)); // nobody knows it
    for (long message = 1; message <= 600; message++) {
      made.write(message);
    }
    for (int day = 0; day < DAYS; day++) {
      made.publish(day);
      made.spend(day);
    }
    for (long ticket = 1; ticket <= 500; ticket++) {
      made.ask(ticket);
    }
    for (long customer = 1; customer <= RandomCustomers.CUSTOMERS; customer++) {
      made.survey(customer);
    }
    return made;
  }

  Shop into(Shop shop) {
    return shop.with(OpportunityStages.INPUT, spark -> spark.createDataFrame(stages, STAGES))
        .with(Messages.INPUT, spark -> spark.createDataFrame(messages, MESSAGES))
        .with(SocialPosts.INPUT, spark -> spark.createDataFrame(posts, POSTS))
        .with(MarketingSpend.INPUT, spark -> spark.createDataFrame(spend, SPEND))
        .with(Tickets.INPUT, spark -> spark.createDataFrame(tickets, TICKETS))
        .with(Surveys.INPUT, spark -> spark.createDataFrame(surveys, SURVEYS));
  }

  /** Mostly one stage on; some stages are skipped, some entered again, some at one instant. */
  private void advance(RandomCustomers.Deal deal) {
    Instant at = deal.createdAt();
    int place = 0;
    for (int i = 1 + luck.below(6); i > 0 && !luck.oneIn(8); i--) {
      stages.add(RowFactory.create(deal.id(), PIPELINE.get(place), at));
      place = Math.max(0, Math.min(PIPELINE.size() - 1, place + luck.oneOf(1, 1, 1, 2, 0, -1)));
      at = at.plus(12L * luck.below(20), ChronoUnit.HOURS);
    }
  }

  /** What is said of a message need not agree: not on its channel, nor on what became of it. */
  private void write(long message) {
    Instant sentAt = luck.at(luck.below(DAYS));
    String channel = luck.oneOf("email", "sms", null);
    if (!luck.oneIn(15)) {
      tell(message, Messages.SENT, sentAt, channel);
    }
    if (luck.oneIn(15)) {
      tell(message, Messages.SENT, sentAt.plus(luck.below(3), ChronoUnit.DAYS), "push");
    }
    tell(message, luck.oneIn(8) ? Messages.BOUNCED : Messages.DELIVERED, sentAt, channel);
    for (int i = luck.below(4); i > 0; i--) {
      String event =
          luck.oneOf(
              Messages.OPENED,
              Messages.OPENED,
              Messages.CLICKED,
              Messages.REPLIED,
              Messages.UNSUBSCRIBED,
              Messages.COMPLAINED);
      Instant at = sentAt.plus(6L * luck.below(40), ChronoUnit.HOURS);
      tell(message, event, at, luck.oneOf(channel, null));
    }
  }

  private void tell(long message, String event, Instant at, String channel) {
    messages.add(
        RowFactory.create(
            message,
            event,
            at,
            1 + message % RandomCustomers.CUSTOMERS,
            luck.oneOf("spring", "fair", null),
            channel,
            luck.oneOf(true, false, null)));
  }

  private void publish(int day) {
    for (int i = luck.below(3); i > 0; i--) {
      long impressions = luck.oneIn(8) ? 0 : luck.below(5_000);
      posts.add(
          RowFactory.create(
              (long) posts.size() + 1,
              luck.oneOf("instagram", "linkedin", "x"),
              luck.at(day),
              impressions,
              (long) luck.below((int) impressions + 1)));
    }
  }

  private void spend(int day) {
    LocalDate on = RandomShop.OPENED.atZone(ZoneOffset.UTC).toLocalDate().plusDays(day);
    for (int i = luck.below(4); i > 0; i--) {
      int sign = luck.oneIn(15) ? -1 : 1;
      spend.add(
          RowFactory.create(
              on,
              luck.oneOf("web", "partner", null),
              Luck.cents(sign * luck.below(50_000)),
              luck.oneOf("spring", "fair", null),
              luck.oneOf("BRL", null)));
    }
  }

  /** Answers and solutions from as-of on are among them. */
  private void ask(long ticket) {
    Instant createdAt = luck.at(luck.below(DAYS));
    Long customer = luck.oneIn(8) ? null : 1L + luck.below(RandomCustomers.CUSTOMERS);
    tickets.add(
        RowFactory.create(
            ticket,
            createdAt,
            customer,
            luck.oneOf("email", "chat", null),
            luck.oneOf("delivery", "invoice", null),
            luck.oneOf("high", "low", null),
            luck.oneOf(true, false, false, null),
            luck.oneOf("dora", "elias", "fabio", null),
            luck.oneOf("north", "south", null),
            luck.oneIn(6) ? null : createdAt.plus(luck.below(3_000), ChronoUnit.MINUTES),
            luck.oneIn(4) ? null : createdAt.plus(luck.below(20_000), ChronoUnit.MINUTES),
            luck.oneOf(0L, 0L, 1L, 2L, null),
            luck.oneOf(0L, 1L, 1L, 2L, 5L, null)));
    if (luck.tossed()) {
      Instant sentAt = createdAt.plus(luck.below(10), ChronoUnit.DAYS);
      answer(Surveys.CSAT, sentAt, customer, ticket, null);
    }
  }

  /** Some are asked twice in a wave, some outside of one. */
  private void survey(long customer) {
    for (int i = luck.below(4); i > 0; i--) {
      String kind = luck.oneOf(Surveys.NPS, Surveys.NPS, Surveys.CSAT);
      Instant sentAt = luck.at(luck.below(DAYS));
      answer(kind, sentAt, customer, null, luck.oneOf("autumn", "summer", null));
    }
  }

  private void answer(String kind, Instant sentAt, Long customer, Long ticket, String wave) {
    boolean isAnswered = !luck.oneIn(3);
    int score = kind.equals(Surveys.CSAT) ? 1 + luck.below(5) : luck.below(11);
    surveys.add(
        RowFactory.create(
            (long) surveys.size() + 1,
            kind,
            sentAt,
            isAnswered ? sentAt.plus(6L * luck.below(40), ChronoUnit.HOURS) : null,
            isAnswered && !luck.oneIn(12) ? score : null,
            customer,
            ticket,
            luck.oneOf("gil", null, null),
            luck.oneOf("north", null, null),
            luck.oneOf("phone", null, null),
            wave));
  }
}
