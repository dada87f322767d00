package io.clientela.kpi.acquisition;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Breakdowns;
import io.clientela.model.Customers;
import io.clientela.model.History;
import io.clientela.model.OwnCells;
import io.clientela.model.Sales;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Money;
import java.time.DayOfWeek;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** What the customers acquired in a cell brought in, month by month since their first order. */
record AcquiredCustomers(OwnCells cells, int horizonMonths) {

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

  /** Margin where it is known, else revenue. */
  static final Field HORIZON_VALUE =
      Field.money("horizon_value", "Value up to the month of the horizon, that month included");

  static final Field PAYBACK_MONTH =
      Field.integer("payback_month", "First month by which the value covers the spend").orNull();

  private static final Field MONTH =
      Field.integer("month", "Calendar months since that of the customer's first order");
  private static final Field COST = Field.money("cost", "Known cost");
  private static final Field UNCOSTED = Field.count("uncosted", "Orders whose cost is unknown");
  private static final Field VALUE = Field.money("value", "Margin where known, else revenue");
  private static final Field VALUE_SO_FAR = Field.money("value_so_far", "Up to the month");
  private static final Field UNCOSTED_EVER = Field.count("uncosted_ever", "Over all months");

  /**
   * A row per cell with new customers.
   *
   * @param spend of each cell that has any
   */
  Dataset<Row> of(Facts facts, Dataset<Row> spend) {
    return attributed(facts)
        .transform(rows -> sumByMonth(rows, facts))
        .transform(AcquiredCustomers::value)
        .join(spend, OwnCells.names(), "left")
        .groupBy(OwnCells.cell())
        .agg(
            NEW_CUSTOMERS.is(sum(NEW_CUSTOMERS.col())),
            REVENUE.is(sum(REVENUE.col())),
            MARGIN.is(when(max(UNCOSTED_EVER.col()).equalTo(0), sum(VALUE.col()))),
            HORIZON_VALUE.is(sum(when(MONTH.col().leq(horizonMonths), VALUE.col()).otherwise(0))),
            PAYBACK_MONTH.is(
                min(
                    when(
                        VALUE_SO_FAR.col().geq(coalesce(AcquisitionCost.SPEND.col(), lit(0))),
                        MONTH.col()))));
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

  /** Cells by month since the first order, from sums over customers who began on the same day. */
  private Dataset<Row> sumByMonth(Dataset<Row> lives, Facts facts) {
    Column first = History.FIRST_DAY.col();
    Column channel = Breakdowns.ifAny(lives, Customers.CHANNEL);
    Column campaign = Breakdowns.ifAny(lives, Customers.CAMPAIGN);
    Column start =
        struct(
            MONTH.is(lit(0)),
            NEW_CUSTOMERS.is(lit(1)),
            lit(0L).as(REVENUE.name()),
            lit(0L).as(COST.name()),
            UNCOSTED.is(lit(0)));
    Column days = transform(History.DAYS.col(), day -> sinceFirst(day, first));
    Column[] key = {first, Customers.CHANNEL.col(), Customers.CAMPAIGN.col(), MONTH.col()};
    Column[] measures =
        Stream.of(MONTH, NEW_CUSTOMERS, REVENUE, COST, UNCOSTED)
            .map(Field::col)
            .toArray(Column[]::new);
    return lives
        .select(first, channel, campaign, inline(concat(array(start), days)))
        .groupBy(key)
        .agg(
            NEW_CUSTOMERS.is(sum(NEW_CUSTOMERS.col())),
            Money.total(REVENUE.col()).as(REVENUE.name()),
            Money.total(COST.col()).as(COST.name()),
            UNCOSTED.is(sum(UNCOSTED.col())))
        .transform(rows -> cells.of(rows, first, facts, measures))
        .groupBy(OwnCells.cell(MONTH.col()))
        .agg(
            NEW_CUSTOMERS.is(sum(NEW_CUSTOMERS.col())),
            REVENUE.is(sum(REVENUE.col())),
            COST.is(sum(COST.col())),
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

  private static Dataset<Row> value(Dataset<Row> months) {
    WindowSpec cell = Window.partitionBy(OwnCells.cell());
    WindowSpec soFar =
        cell.orderBy(MONTH.col()).rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column margin = REVENUE.col().minus(COST.col());
    Column isCosted = UNCOSTED_EVER.col().equalTo(0);
    return months
        .withColumn(UNCOSTED_EVER.name(), sum(UNCOSTED.col()).over(cell))
        .withColumn(VALUE.name(), VALUE.is(when(isCosted, margin).otherwise(REVENUE.col())))
        .withColumn(VALUE_SO_FAR.name(), sum(VALUE.col()).over(soFar));
  }
}
