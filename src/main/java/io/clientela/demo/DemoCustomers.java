package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The demo's customer file: who registered, when, and how they came. A few are missing from it. */
record DemoCustomers(ShopCalendar calendar) {
  private static final double MISSING_SHARE = 0.003;
  private static final double LISTED_TWICE_SHARE = 0.002;
  private static final double DAMAGED_SHARE = 0.0002;

  Dataset<Row> from(Dataset<Row> people) {
    Column person = col(Shoppers.PERSON);
    Column missing = Dice.happens(MISSING_SHARE, "missing", person);
    Column twice = Dice.happens(LISTED_TWICE_SHARE, "twice", person);
    Column damaged = Dice.happens(DAMAGED_SHARE, "damaged", person);
    return people
        .where(not(missing))
        .transform(rows -> Mishaps.sent(rows, twice))
        .select(
            when(not(damaged), col(Shoppers.CUSTOMER_ID)).as(Shoppers.CUSTOMER_ID),
            createdAt().as("created_at"),
            col(Shoppers.ACQUISITION).as("channel"),
            col(Shoppers.REGION).as("region"),
            col(Shoppers.PERSONA).as("segment"),
            DemoLeads.ownCampaign().as("campaign"));
  }

  /** Everybody registers on the day before they first look around. */
  private Column createdAt() {
    Column firstLook = col(Shoppers.JOINED).minus(col(Shoppers.LOOKED_AHEAD));
    Column dayBefore = calendar.day(firstLook).minus(1);
    Column second = ShopCalendar.storeSecond("registered", col(Shoppers.PERSON));
    return ShopCalendar.withoutZone(dayBefore, second);
  }
}
