package io.clientela.job;

import io.clientela.model.CustomerAliases;
import io.clientela.model.Customers;
import io.clientela.model.OrderRefunds;
import io.clientela.model.Orders;
import io.clientela.table.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  /**
   * @param currency the reporting one
   */
  static Linked of(Map<String, Dataset<Row>> admitted, String currency) {
    List<String> breaches = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    Optional<Aliases> aliases = Optional.empty();
    try {
      aliases = Optional.ofNullable(admitted.get(CustomerAliases.TABLE.name())).map(Aliases::of);
    } catch (Refusal refusal) {
      breaches.add(refusal.getMessage());
    }
    Dataset<Row> orders = admitted.get(Orders.TABLE.name());
    Dataset<Row> refunds = admitted.get(OrderRefunds.TABLE.name());
    if (refunds != null && orders != null) {
      RefundChecks checks = RefundChecks.of(orders, refunds, currency);
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
