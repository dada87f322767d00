package io.clientela.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.model.Customers;
import io.clientela.model.Opportunities;
import io.clientela.model.Orders;
import io.clientela.model.Tickets;
import io.clientela.table.Field;
import io.clientela.table.Input;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which columns are taken for one of ours, and which only sound a little like it. */
final class NearNamesTest {

  private static final Map<String, Input> INPUTS =
      Stream.of(Orders.INPUT, Customers.INPUT, Tickets.INPUT, Opportunities.INPUT)
          .collect(Collectors.toMap(Input::name, input -> input));

  @ParameterizedTest
  @CsvSource({
    "orders, order_status, status",
    "orders, Status do Pedido, -",
    "orders, refund_amount, refunded_amount",
    "orders, Refunded Amount, refunded_amount",
    "orders, REFUNDED_AT_, refunded_at",
    "orders, refund_date, refunded_at",
    "orders, Customer Id, customer_id",
    "orders, customerId, customer_id",
    "orders, CustomerID, customer_id",
    "orders, costumer_id, customer_id",
    "orders, customer, customer_id",
    "orders, id, order_id",
    "orders, order_date, ordered_at",
    "orders, created, ordered_at",
    "orders, created_at, ordered_at",
    "orders, date, ordered_at",
    "orders, chanel, channel",
    "orders, order_channel, channel",
    "customers, id, customer_id",
    "tickets, ticket_status, -",
    "tickets, resolution_date, -",
    "opportunities, opportunity_owner, owner"
  })
  void nearNames(String table, String column, String field) {
    assertEquals(field, near(table, column));
  }

  @ParameterizedTest
  @CsvSource({
    "orders, account",
    "orders, discount",
    "orders, payment_status",
    "orders, shipping_amount",
    "orders, state",
    "orders, count",
    "orders, updated_at",
    "orders, shipped_at",
    "orders, customer_name",
    "orders, product_id",
    "orders, coast",
    "tickets, tags",
    "tickets, updated_at"
  })
  void namesOfOtherThings(String table, String column) {
    assertEquals("-", near(table, column));
  }

  private static String near(String table, String column) {
    Input input = INPUTS.get(table);
    NearNames names = NearNames.of(input, List.of(column));
    String near =
        input.table().fields().stream()
            .filter(field -> names.nearest(field).isPresent())
            .map(Field::name)
            .collect(Collectors.joining(" "));
    return near.isEmpty() ? "-" : near;
  }
}
