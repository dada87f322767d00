package io.clientela.demo;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the demo shop sends to its people: the campaign of every month by mail, WhatsApp or SMS, and
 * then the news by mail.
 *
 * <p>Each goes to some of those who have come by then. Who unsubscribes gets nothing any more.
 */
record Mailings(ShopCalendar calendar) {
  static final String MESSAGE = "message";
  static final String MESSAGE_ID = "message_id";
  static final String CAMPAIGN = "campaign";
  static final String CHANNEL = "channel";
  static final String SENT_SECONDS = "sent_seconds";
  static final String UNSUBSCRIBES = "unsubscribes";
  static final String EMAIL = "email";
  static final String WHATSAPP = "whatsapp";
  private static final String SMS = "sms";

  private static final String NEWS = "novidades";
  private static final int DAY_OF_NEWS = 28;
  private static final List<Campaign> CAMPAIGNS =
      List.of(
          new Campaign("liquidação de verão", 4),
          new Campaign("volta às aulas", 5),
          new Campaign("semana do consumidor", 11),
          new Campaign("coleção de outono", 10),
          new Campaign("dia das mães", 5),
          new Campaign("dia dos namorados", 5),
          new Campaign("férias de julho", 8),
          new Campaign("dia dos pais", 5),
          new Campaign("aniversário da loja", 12),
          new Campaign("dia das crianças", 4),
          new Campaign("black friday", 20),
          new Campaign("natal", 7));
  private static final double RECIPIENT_SHARE = 0.36;
  private static final double UNSUBSCRIBING_SHARE = 0.065;
  private static final int MOST_MAILINGS = 1_000;
  private static final int SENDS_FROM = 9 * 3_600;
  private static final int SENDING_SECONDS = 2 * 3_600;

  private static final String NUMBER = "number";
  private static final String DAY = "day";
  private static final String JOINED_DAY = "joined_day";
  private static final String LAST_DAY = "last_day";

  /** The campaign of a month and the day of that month on which its mailing goes out. */
  private record Campaign(String name, int day) {}

  private record Mailing(LocalDate day, String campaign) {}

  int count() {
    return all().size();
  }

  /** One row per message, from the people once for each mailing. */
  Dataset<Row> from(Dataset<Row> peopleInRounds) {
    Column isRecipient = Dice.happens(RECIPIENT_SHARE, "recipient", col(MESSAGE));
    Column hasJoined = col(JOINED_DAY).lt(col(DAY));
    Column isSubscribed = coalesce(col(DAY).leq(col(LAST_DAY)), lit(true));
    Column second = Dice.below(SENDING_SECONDS, "mailed", col(MESSAGE)).plus(SENDS_FROM);
    return peopleInRounds
        .withColumn(NUMBER, col(Occasions.ROUND).cast("int"))
        .withColumn(MESSAGE, Dice.key(col(Shoppers.PERSON), col(Occasions.ROUND)))
        .withColumn(DAY, day(col(NUMBER)))
        .withColumn(CAMPAIGN, campaign(col(NUMBER)))
        .withColumn(JOINED_DAY, calendar.day(col(Shoppers.JOINED)))
        .withColumn(LAST_DAY, lastDay())
        .withColumn(UNSUBSCRIBES, col(DAY).eqNullSafe(col(LAST_DAY)))
        .where(hasJoined.and(isSubscribed).and(isRecipient.or(col(UNSUBSCRIBES))))
        .select(
            col(Shoppers.CUSTOMER_ID).multiply(MOST_MAILINGS).plus(col(NUMBER)).as(MESSAGE_ID),
            col(MESSAGE),
            col(Shoppers.CUSTOMER_ID),
            col(Shoppers.PERSON),
            col(CAMPAIGN),
            channel().as(CHANNEL),
            col(UNSUBSCRIBES),
            ShopCalendar.localSeconds(col(DAY), second).as(SENT_SECONDS));
  }

  /** The campaign of a month, from 1 to 12. */
  static Column ofMonth(Column month) {
    return get(lit(CAMPAIGNS.stream().map(Campaign::name).toArray(String[]::new)), month.minus(1));
  }

  /** Day of the mailing by which somebody unsubscribes; null who stays. */
  private Column lastDay() {
    Column leaves = Dice.happens(UNSUBSCRIBING_SHARE, "unsubscribes", col(Shoppers.PERSON));
    Column number = Dice.below(count(), "unsubscribes by", col(Shoppers.PERSON)).cast("int");
    Column day = day(number);
    return when(leaves.and(day.gt(col(JOINED_DAY))), day);
  }

  private static Column channel() {
    Column preferred =
        Dice.pick(
            "mailing channel",
            col(Shoppers.PERSON),
            new Option(EMAIL, 52),
            new Option(WHATSAPP, 32),
            new Option(SMS, 16));
    return when(col(CAMPAIGN).equalTo(NEWS), EMAIL).otherwise(preferred);
  }

  private Column day(Column number) {
    return get(lit(all().stream().mapToLong(one -> one.day().toEpochDay()).toArray()), number);
  }

  private Column campaign(Column number) {
    return get(lit(all().stream().map(Mailing::campaign).toArray(String[]::new)), number);
  }

  private List<Mailing> all() {
    LocalDate end = LocalDate.ofEpochDay(calendar.lastDay());
    return Stream.iterate(
            calendar.opening().withDayOfMonth(1),
            month -> !month.isAfter(end),
            month -> month.plusMonths(1))
        .flatMap(Mailings::inMonth)
        .filter(one -> one.day().isAfter(calendar.opening()) && !one.day().isAfter(end))
        .toList();
  }

  private static Stream<Mailing> inMonth(LocalDate month) {
    Campaign campaign = CAMPAIGNS.get(month.getMonthValue() - 1);
    return Stream.of(
        new Mailing(month.withDayOfMonth(campaign.day()), campaign.name()),
        new Mailing(month.withDayOfMonth(DAY_OF_NEWS), NEWS));
  }
}
