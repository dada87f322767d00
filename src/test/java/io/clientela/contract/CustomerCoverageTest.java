package io.clientela.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.model.Customers;
import io.clientela.model.Orders;
import io.clientela.model.Tickets;
import io.clientela.table.Input;
import io.clientela.testing.Door;
import io.clientela.testing.Sessions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerCoverageTest {

  private static final Door DOOR = Door.asOf("2024-07-01");

  /**
   * In hundreds of ids, few and most of them known, with the type of the ids one here, another
   * there.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void coverageIsTheShareOfOnesOwnCustomers(long seed) {
    Random random = new Random(seed);
    List<String> customers = some(random, 10 + random.nextInt(400));
    Map<Input, List<String>> tables =
        Map.of(Orders.INPUT, some(random, 500), Tickets.INPUT, some(random, 10));
    Map<String, Admission> judged = new LinkedHashMap<>();
    tables.forEach((input, ids) -> judged.put(input.name(), judged(input, ids, "int")));
    Map<String, CustomerCoverage> found =
        CustomerCoverage.of(
            judged(Customers.INPUT, distinct(customers), "bigint"),
            judged,
            UnaryOperator.identity());
    assertEquals(Set.of("orders", "tickets"), found.keySet());
    tables.forEach(
        (input, ids) -> {
          CustomerCoverage coverage = found.get(input.name());
          Set<String> known = new HashSet<>(ids);
          assertEquals(known.size(), coverage.customers());
          Set<String> unknown = new TreeSet<>(known);
          unknown.removeAll(customers);
          assertEquals(known.size() - unknown.size(), coverage.known());
        });
  }

  /**
   * As they are counted where the hashes are too many, and a table without customers is left out.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anExchangeFindsTheSameAndTheFirstUnknownId(long seed) {
    Random random = new Random(seed);
    List<String> customers = someWords(random, 40);
    Map<String, List<String>> tables =
        Map.of(
            "orders", someWords(random, 100), "tickets", someWords(random, 10), "leads", List.of());
    Map<String, CustomerCoverage> found =
        CustomerCoverage.of(
            rows(customers),
            tables.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> rows(entry.getValue()))));
    assertEquals(Set.of("orders", "tickets"), found.keySet());
    found.forEach(
        (table, coverage) -> {
          Set<String> known = new HashSet<>(tables.get(table));
          Set<String> unknown = new TreeSet<>(known);
          assertEquals(known.size(), coverage.customers());
          unknown.removeAll(customers);
          assertEquals(known.size() - unknown.size(), coverage.known());
          assertEquals(unknown.stream().findFirst(), coverage.unknownId());
        });
  }

  @Test
  void aTableWithoutCustomersIsLeftOut() {
    Admission customers = judged(Customers.INPUT, List.of("7", "8"), "bigint");
    Admission none = judged(Tickets.INPUT, List.of(), "bigint");
    assertEquals(
        Map.of(),
        CustomerCoverage.of(customers, Map.of("tickets", none), UnaryOperator.identity()));
  }

  @Test
  void whereFewAreKnownAnIdOfEachSideIsTold() {
    Admission customers = judged(Customers.INPUT, List.of("7", "8"), "bigint");
    Admission orders = judged(Orders.INPUT, List.of("1", "2", "7", "1"), "bigint");
    CustomerCoverage coverage =
        CustomerCoverage.of(customers, Map.of("orders", orders), UnaryOperator.identity())
            .get("orders");
    assertEquals(new CustomerCoverage(3, 1, Optional.of("1"), Optional.of("7")), coverage);
    assertTrue(coverage.warning("orders").orElseThrow().contains("33.3 % of its 3 customers"));
  }

  /** More than the driver holds of a table are counted by an exchange. */
  @Test
  void idsAreHeldUpToALimit() {
    DifferentIds few = new DifferentIds(1000);
    DifferentIds many = new DifferentIds(1000);
    LongStream.range(0, 5000).forEach(i -> few.add(i % 1000));
    LongStream.range(0, 5000).forEach(i -> many.add(i % 1001));
    assertEquals(1000, few.all().orElseThrow().length);
    assertTrue(many.all().isEmpty());
    few.addAll(many);
    assertTrue(few.all().isEmpty());
  }

  private static Admission judged(Input input, List<String> customers, String type) {
    Dataset<Row> ids = Sessions.utc().createDataset(customers, Encoders.STRING()).toDF("id");
    List<String> columns = new ArrayList<>(List.of("CAST(id AS " + type + ") AS customer_id"));
    if (input == Orders.INPUT) {
      columns.add("uuid() AS order_id");
      columns.add("TIMESTAMP '2024-01-01' AS ordered_at");
      columns.add("1.00 AS amount");
    } else if (input == Tickets.INPUT) {
      columns.add("uuid() AS ticket_id");
      columns.add("TIMESTAMP '2024-01-01' AS created_at");
    }
    return DOOR.keep(input, ids.selectExpr(columns.toArray(String[]::new)));
  }

  private static List<String> distinct(List<String> ids) {
    return ids.stream().distinct().collect(Collectors.toList());
  }

  private static List<String> someWords(Random random, int size) {
    return random.ints(size, 0, 60).mapToObj(id -> "c" + id).toList();
  }

  private static Dataset<Row> rows(List<String> ids) {
    return Sessions.utc().createDataset(ids, Encoders.STRING()).toDF("customer_id");
  }

  private static List<String> some(Random random, int size) {
    return random.ints(size, 0, 300).mapToObj(String::valueOf).toList();
  }
}
