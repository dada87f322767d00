package io.clientela.job;

import io.clientela.contract.Aliases;
import io.clientela.contract.RefundChecks;
import io.clientela.contract.SharedIds;
import io.clientela.model.CustomerAliases;
import io.clientela.model.Customers;
import io.clientela.model.Opportunities;
import io.clientela.model.OrderRefunds;
import io.clientela.model.Orders;
import io.clientela.model.Sales;
import io.clientela.model.Tickets;
import io.clientela.table.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The admitted raw tables after what they say of each other: aliases are applied, refunds are
 * compared with their orders.
 *
 * @param breaches what keeps the run from going on
 * @param notices what the user should know
 */
record Linked(
    Map<String, Dataset<Row>> tables,
    List<String> breaches,
    List<String> notices,
    Optional<Aliases> aliases)
    implements AutoCloseable {

  /** Ids by which raw tables are joined. */
  static final SharedIds IDS =
      new SharedIds(
          List.of(
              new SharedIds.Id(
                  Customers.CUSTOMER_ID,
                  Set.of(),
                  Map.of(CustomerAliases.TABLE, CustomerAliases.ALIAS)),
              new SharedIds.Id(Orders.ORDER_ID, Set.of(Orders.TABLE, OrderRefunds.TABLE), Map.of()),
              new SharedIds.Id(Opportunities.OPPORTUNITY_ID),
              new SharedIds.Id(Tickets.TICKET_ID)));

  /**
   * @param currency the reporting one
   */
  static Linked of(Map<String, Dataset<Row>> admitted, String currency) {
    List<String> breaches = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    Optional<Aliases> aliases = Optional.empty();
    try {
      aliases =
          Optional.ofNullable(admitted.get(CustomerAliases.TABLE.name()))
              .map(rows -> Aliases.of(rows, CustomerAliases.ALIAS, Customers.CUSTOMER_ID));
    } catch (Refusal refusal) {
      breaches.add(refusal.getMessage());
    }
    Dataset<Row> orders = admitted.get(Orders.TABLE.name());
    Dataset<Row> refunds = admitted.get(OrderRefunds.TABLE.name());
    if (refunds != null && orders != null) {
      RefundChecks checks = RefundChecks.of(sold(orders), givenBack(refunds), currency);
      breaches.addAll(checks.breaches());
      notices.addAll(checks.notices());
    }
    Map<String, Dataset<Row>> tables = new LinkedHashMap<>(admitted);
    aliases
        .filter(some -> some.count() > 0)
        .ifPresent(
            some -> {
              notices.add(merged(some, admitted));
              tables.replaceAll((table, rows) -> applied(some, table, rows));
            });
    return new Linked(tables, breaches, notices, aliases);
  }

  private static RefundChecks.Sold sold(Dataset<Row> orders) {
    return new RefundChecks.Sold(
        orders,
        Orders.ORDER_ID,
        Orders.ORDERED_ON,
        Orders.REFUNDED_AMOUNT,
        Orders.CURRENCY,
        Sales.isCompleted());
  }

  private static RefundChecks.GivenBack givenBack(Dataset<Row> refunds) {
    return new RefundChecks.GivenBack(
        refunds,
        OrderRefunds.ORDER_ID,
        OrderRefunds.REFUNDED_ON,
        OrderRefunds.AMOUNT,
        OrderRefunds.CURRENCY);
  }

  private static Dataset<Row> applied(Aliases aliases, String table, Dataset<Row> rows) {
    boolean isOfCustomers = List.of(rows.columns()).contains(Customers.CUSTOMER_ID.name());
    if (!isOfCustomers || table.equals(CustomerAliases.TABLE.name())) {
      return rows;
    }
    return table.equals(Customers.TABLE.name()) ? aliases.merged(rows) : aliases.applied(rows);
  }

  private static String merged(Aliases aliases, Map<String, Dataset<Row>> admitted) {
    Dataset<Row> customers = admitted.get(Customers.TABLE.name());
    String ofCustomers =
        customers == null
            ? ""
            : String.format(
                Locale.ROOT,
                "; %,d rows of customers are merged into another row of their customer",
                aliases.left(customers));
    return String.format(
        Locale.ROOT,
        "customer_aliases: %,d ids stand for another customer in all raw tables%s",
        aliases.count(),
        ofCustomers);
  }

  @Override
  public void close() {
    aliases.ifPresent(Aliases::close);
  }
}
