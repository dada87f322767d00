package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import java.time.LocalDate;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The demo's raw members of two campaigns with control groups drawn by lot. What people buy does
 * not depend on them: an honest evaluation finds no effect. The second is too young to tell.
 */
record DemoCampaignMembers(ShopCalendar calendar) {
  static final String ASSIGNED_AT = "assigned_at";
  static final String CAMPAIGN = "campaign";
  static final String GROUP = "group";

  private static final String[] CAMPAIGNS = {"cupom de retorno", "frete grátis"};
  private static final int[] DAYS_BEFORE_AS_OF = {120, 17};
  private static final double MEMBER_SHARE = 0.4;
  private static final double CONTROL_SHARE = 0.3;
  private static final double RESENT_SHARE = 0.006;
  private static final double DAMAGED_SHARE = 0.003;

  private static final String MEMBER = "member";
  private static final String DAY = "day";

  int campaigns() {
    return CAMPAIGNS.length;
  }

  /** From the people, once for each campaign. */
  Dataset<Row> from(Dataset<Row> peopleInRounds) {
    Column isMember = Dice.happens(MEMBER_SHARE, "member", col(MEMBER));
    Column isResent = Dice.happens(RESENT_SHARE, "member resent", col(MEMBER));
    return peopleInRounds
        .where(not(Shoppers.looksOnly()))
        .withColumn(MEMBER, Dice.key(col(Shoppers.PERSON), col(Occasions.ROUND)))
        .where(isMember)
        .withColumn(DAY, ofRound(days()))
        .where(calendar.day(col(Shoppers.JOINED)).lt(col(DAY)))
        .transform(members -> Mishaps.sent(members, isResent))
        .withColumn(Mishaps.DAMAGE, damage())
        .transform(DemoCampaignMembers::asInTheFeed);
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "member damage",
        col(MEMBER),
        new Option("no customer", 50),
        new Option("no group", 50));
  }

  private static Dataset<Row> asInTheFeed(Dataset<Row> members) {
    Column second = ShopCalendar.onlineSecond("assigned", col(MEMBER));
    Column isControl = Dice.happens(CONTROL_SHARE, "control", col(MEMBER));
    Column group = when(isControl, "control").otherwise("treatment");
    return members.select(
        get(lit(CAMPAIGNS), col(Occasions.ROUND).cast("int")).as(CAMPAIGN),
        when(not(Mishaps.damaged("no customer")), col(Shoppers.CUSTOMER_ID))
            .as(Shoppers.CUSTOMER_ID),
        ShopCalendar.instant(ShopCalendar.localSeconds(col(DAY), second)).as(ASSIGNED_AT),
        when(not(Mishaps.damaged("no group")), group).as(GROUP));
  }

  private static long[] days() {
    LocalDate asOf = ShopCalendar.AS_OF;
    return LongStream.range(0, CAMPAIGNS.length)
        .map(i -> asOf.minusDays(DAYS_BEFORE_AS_OF[(int) i]).toEpochDay())
        .toArray();
  }

  private static Column ofRound(long[] values) {
    return get(lit(values), col(Occasions.ROUND).cast("int"));
  }
}
