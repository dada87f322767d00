package io.clientela.laws;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.kpi.Kpi;
import io.clientela.kpi.value.LtvValidation;
import io.clientela.model.Customers;
import io.clientela.model.History;
import io.clientela.model.Interactions;
import io.clientela.model.Orders;
import io.clientela.table.Facts;
import io.clientela.table.Input;
import io.clientela.table.LocalRows;
import io.clientela.table.ReadOut;
import io.clientela.table.Table;
import io.clientela.testing.Shop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is counted adds up: the cells of two halves of the customers, put together, are read out as
 * those of all of them.
 */
final class MergeLawTest {

  private static final List<Input> OF_CUSTOMERS =
      List.of(Orders.INPUT, Interactions.INPUT, Customers.INPUT);
  private static final List<String> READ =
      List.of(
          "orders",
          "interactions",
          "customers",
          "history",
          "history_cells",
          "activity",
          "active_days");
  private static final String CUSTOMER = History.CUSTOMER_ID.name();

  private static Map<String, LocalRows> all;
  private static List<Map<String, LocalRows>> halves;

  /** Of histories; a model that is fitted to them is no sum. */
  static List<Kpi> counted() {
    return Published.kpis().stream()
        .filter(ReadOut.class::isInstance)
        .filter(kpi -> !(kpi instanceof LtvValidation))
        .filter(kpi -> READ.containsAll(reads(kpi)))
        .toList();
  }

  private static List<String> reads(Kpi kpi) {
    return Stream.of(kpi.needs().required(), kpi.needs().alternatives())
        .flatMap(tables -> tables.stream().map(Table::name))
        .toList();
  }

  @BeforeAll
  static void countAllAndBothHalves() {
    all = onlyOfCustomers(Published.SHOP).cells(counted());
    halves = Stream.of(0, 1).map(MergeLawTest::half).map(shop -> shop.cells(counted())).toList();
  }

  private static Shop onlyOfCustomers(Shop shop) {
    var raw = new LinkedHashMap<>(shop.raw());
    raw.keySet().retainAll(OF_CUSTOMERS);
    return new Shop(
        shop.asOf(),
        shop.zone(),
        shop.weekStart(),
        shop.dimensions(),
        shop.refunds(),
        shop.schedules(),
        raw);
  }

  private static Shop half(int which) {
    Shop half = onlyOfCustomers(Published.SHOP);
    for (Input input : half.raw().keySet()) {
      var rows = half.raw().get(input);
      half =
          half.with(
              input,
              spark ->
                  rows.apply(spark)
                      .where(pmod(hash(col(CUSTOMER).cast("string")), lit(2)).equalTo(which)));
    }
    return half;
  }

  @Test
  void theTablesOfCustomersAreCounted() {
    assertTrue(counted().size() >= 8, counted().toString());
  }

  @ParameterizedTest
  @MethodSource("counted")
  void halvesAddUp(Kpi kpi) {
    String name = kpi.output().name();
    List<InternalRow> both = new ArrayList<>();
    halves.forEach(half -> both.addAll(half.get(name).rows()));
    LocalRows cells = all.get(name);

    assertTrue(cells.size() > 0);
    assertEquals(
        table((ReadOut) kpi, cells), table((ReadOut) kpi, new LocalRows(cells.schema(), both)));
  }

  private static List<String> table(ReadOut kpi, LocalRows cells) {
    Facts nothingBeside = new Facts(Published.SHOP.dates(), List.of(), Map.of());
    return kpi.read(cells, nothingBeside, Long.MAX_VALUE).orElseThrow().outside().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }
}
