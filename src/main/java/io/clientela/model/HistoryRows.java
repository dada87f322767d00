package io.clientela.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.clientela.table.Facts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Orders, interactions and attributes of customers as rows of one shape, in the order in which
 * {@link HistoryPass} reads them.
 *
 * <p>They meet in one exchange by customer and one sort. Its key is a single BIGINT (a hash of the
 * customer above, the day below), because Spark sorts those by radix; the pass itself tells apart
 * the customers that share a hash.
 */
final class HistoryRows {

  private static final long DAY_MASK = (1L << 20) - 1;
  private static final String RUN = "run";
  private static final String AT = "at";

  private HistoryRows() {}

  /** What rows of one customer share, and rarely those of another. */
  static long runOf(Row row) {
    return row.getLong(0) & ~DAY_MASK;
  }

  /**
   * @param activities the single ones that are asked for
   */
  static Dataset<Row> of(Facts facts, Set<String> activities) {
    List<Dataset<Row>> rows = new ArrayList<>();
    if (facts.has(Sales.TABLE)) {
      rows.add(orderRows(facts).where(lit(activities.contains(History.ORDER))));
    }
    if (facts.has(Interactions.TABLE)) {
      rows.add(interactionRows(facts, activities));
    }
    if (facts.has(Customers.TABLE)) {
      rows.add(attributeRows(facts));
    }
    return rows.stream()
        .reduce(Dataset::unionByName)
        .orElseThrow()
        .transform(HistoryRows::sortedByCustomerAndDay);
  }

  private static Dataset<Row> orderRows(Facts facts) {
    return facts
        .of(Sales.TABLE)
        .select(
            row(
                lit(History.ORDER),
                Sales.DAY.col(),
                Orders.ORDERED_AT.col(),
                Breakdowns.SEGMENTS.col(),
                Sales.ORDERS.col(),
                Sales.REVENUE.col(),
                Sales.COST.col(),
                Sales.UNCOSTED.col()));
  }

  /** Under their type where that is asked for, else as interactions of any type. */
  private static Dataset<Row> interactionRows(Facts facts, Set<String> activities) {
    Dataset<Row> all = facts.of(Interactions.TABLE);
    Set<String> types = new HashSet<>(activities);
    types.remove(History.ORDER);
    boolean anyType = types.remove(History.INTERACTION);
    Column isAsked = Interactions.TYPE.col().isin(types.toArray());
    return all.where(lit(anyType).or(isAsked))
        .select(
            row(
                when(isAsked, Interactions.TYPE.col()).otherwise(History.INTERACTION),
                unix_date(Interactions.OCCURRED_ON.col()),
                Interactions.OCCURRED_AT.col(),
                Breakdowns.own(all, facts.dimensions()),
                lit(1),
                lit(0),
                lit(0),
                lit(0)));
  }

  /** A customer's attributes come before all its days. */
  private static Dataset<Row> attributeRows(Facts facts) {
    Dataset<Row> customers = facts.of(Customers.TABLE);
    return customers.select(
        row(
            lit(null),
            lit(HistoryPass.ATTRIBUTES),
            lit(null),
            Breakdowns.own(customers, facts.dimensions()),
            lit(0),
            lit(0),
            lit(0),
            lit(0)));
  }

  private static Column[] row(
      Column activity,
      Column day,
      Column at,
      Column segments,
      Column actions,
      Column revenue,
      Column cost,
      Column uncosted) {
    return new Column[] {
      History.CUSTOMER_ID.col(),
      History.ACTIVITY.is(activity),
      History.DAY.is(day),
      unix_micros(at.cast(DataTypes.TimestampType)).as(AT),
      segments.as(Breakdowns.SEGMENTS.name()),
      History.ACTIONS.is(actions),
      Sales.REVENUE.is(revenue),
      Sales.COST.is(cost),
      Sales.UNCOSTED.is(uncosted)
    };
  }

  private static Dataset<Row> sortedByCustomerAndDay(Dataset<Row> rows) {
    Column dayFromLowest = History.DAY.col().minus(HistoryPass.ATTRIBUTES).cast(DataTypes.LongType);
    Column run =
        xxhash64(History.CUSTOMER_ID.col()).bitwiseAND(lit(~DAY_MASK)).bitwiseOR(dayFromLowest);
    return rows.repartition(History.CUSTOMER_ID.col())
        .select(
            run.as(RUN),
            History.CUSTOMER_ID.col(),
            History.ACTIVITY.col(),
            History.DAY.col(),
            col(AT),
            Breakdowns.SEGMENTS.col(),
            History.ACTIONS.col(),
            Sales.REVENUE.col(),
            Sales.COST.col(),
            Sales.UNCOSTED.col())
        .sortWithinPartitions(RUN);
  }
}
