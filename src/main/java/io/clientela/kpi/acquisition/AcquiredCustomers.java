package io.clientela.kpi.acquisition;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;

import io.clientela.model.Breakdowns;
import io.clientela.model.Customers;
import io.clientela.model.History;
import io.clientela.model.Sales;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Money;
import java.time.DayOfWeek;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What acquired customers brought in, month by month since their first order. */
final class AcquiredCustomers {

  static final Field NEW_CUSTOMERS =
      Field.count(
              "new_customers",
              "Customers whose first order lies in the period, by the channel and campaign that"
                  + " customers has of them; null without source of orders")
          .orNull();
  static final Field REVENUE =
      Field.money("revenue", "What they brought in to date; null without source of orders")
          .orNull();
  static final Field MARGIN =
      Field.money(
              "margin", "revenue less cost; null where the cost of an order of theirs is unknown")
          .orNull();

  static final Field MONTH =
      Field.integer("month", "Calendar months since that of the customer's first order");
  static final Field COST = Field.money("cost", "Known cost");
  static final Field UNCOSTED = Field.count("uncosted", "Orders whose cost is unknown");

  private AcquiredCustomers() {}

  /** Sums over customers who began on the same day, by what customers has of them. */
  static Dataset<Row> of(Facts facts) {
    return attributed(facts).transform(AcquiredCustomers::sumByMonth);
  }

  /** The lives of customers with what customers has of their acquisition. */
  private static Dataset<Row> attributed(Facts facts) {
    Column isCustomer =
        History.ACTIVITY.col().equalTo(History.ORDER).and(History.FIRST_DAY.col().isNotNull());
    Dataset<Row> lives =
        facts
            .of(History.TABLE)
            .where(isCustomer)
            .select(
                History.CUSTOMER_ID.col(),
                History.FIRST_DAY.col(),
                transform(History.DAYS.col(), AcquiredCustomers::slim).as(History.DAYS.name()));
    if (!facts.has(Customers.TABLE)) {
      return lives;
    }
    Dataset<Row> customers = facts.of(Customers.TABLE);
    return lives.join(
        customers.select(
            Customers.CUSTOMER_ID.col(),
            Breakdowns.ifAny(customers, Customers.CHANNEL),
            Breakdowns.ifAny(customers, Customers.CAMPAIGN)),
        Customers.CUSTOMER_ID.name(),
        "left");
  }

  private static Column slim(Column day) {
    return struct(
        day.getField(History.DAY.name()).as(History.DAY.name()),
        day.getField(History.REVENUE.name()).as(REVENUE.name()),
        day.getField(Sales.COST.name()).as(COST.name()),
        day.getField(Sales.UNCOSTED.name()).as(UNCOSTED.name()));
  }

  private static Dataset<Row> sumByMonth(Dataset<Row> lives) {
    Column first = History.FIRST_DAY.col();
    Column start =
        struct(
            MONTH.is(lit(0)),
            NEW_CUSTOMERS.is(lit(1)),
            lit(0L).as(REVENUE.name()),
            lit(0L).as(COST.name()),
            UNCOSTED.is(lit(0)));
    Column days = transform(History.DAYS.col(), day -> sinceFirst(day, first));
    return lives
        .select(
            first,
            Customers.CHANNEL.is(Breakdowns.ifAny(lives, Customers.CHANNEL)),
            Customers.CAMPAIGN.is(Breakdowns.ifAny(lives, Customers.CAMPAIGN)),
            inline(concat(array(start), days)))
        .groupBy(first, Customers.CHANNEL.col(), Customers.CAMPAIGN.col(), MONTH.col())
        .agg(
            NEW_CUSTOMERS.is(sum(NEW_CUSTOMERS.col())),
            Money.total(REVENUE.col()).as(REVENUE.name()),
            Money.total(COST.col()).as(COST.name()),
            UNCOSTED.is(sum(UNCOSTED.col())));
  }

  /** Money dated before the first order counts in its month. */
  private static Column sinceFirst(Column day, Column first) {
    Column months = monthOf(day.getField(History.DAY.name())).minus(monthOf(first));
    return struct(
        MONTH.is(greatest(months, lit(0))),
        NEW_CUSTOMERS.is(lit(0)),
        day.getField(REVENUE.name()).as(REVENUE.name()),
        day.getField(COST.name()).as(COST.name()),
        UNCOSTED.is(day.getField(UNCOSTED.name())));
  }

  private static Column monthOf(Column day) {
    return Grain.MONTH.indexOf(day, DayOfWeek.MONDAY);
  }
}
