package io.clientela.laws;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Kpi;
import io.clientela.model.History;
import io.clientela.model.Opportunities;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.LocalRows;
import io.clientela.table.ReadOut;
import io.clientela.table.Table;
import io.clientela.testing.Shop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is counted adds up: the cells of two halves of the customers or deals, put together, are
 * read out as those of all of them.
 */
final class MergeLawTest {

  /** Facts that hold of one customer, ticket or deal no more than its rows tell. */
  private static final Set<String> FACTS =
      Set.of(
          "sales",
          "history",
          "history_cells",
          "activity",
          "active_days",
          "ticket_times",
          "survey_responses");

  /**
   * A model that is fitted to all customers, medians that the cluster forms (also of stages, whose
   * places follow from all deals), and samples of a campaign, of which each is one cell.
   */
  private static final Set<String> NO_SUMS =
      Set.of("ltv_validation", "funnel_conversion", "pipeline_stages", "campaign_effect");

  /** By the first of them that a raw table has; what meets in a KPI has the same. */
  private static final List<Field> ENTITIES =
      List.of(Opportunities.OPPORTUNITY_ID, History.CUSTOMER_ID);

  private static Map<String, LocalRows> all;
  private static List<Map<String, LocalRows>> halves;

  /** Of raw tables: what stands on other tables of KPIs is read out of those. */
  static List<Kpi> counted() {
    Set<String> read = new HashSet<>(Catalogue.inputNames());
    read.addAll(FACTS);
    return Published.kpis().stream()
        .filter(ReadOut.class::isInstance)
        .filter(kpi -> !NO_SUMS.contains(kpi.output().name()))
        .filter(kpi -> read.containsAll(reads(kpi)))
        .toList();
  }

  private static List<String> reads(Kpi kpi) {
    return Stream.of(kpi.needs().required(), kpi.needs().alternatives())
        .flatMap(tables -> tables.stream().map(Table::name))
        .toList();
  }

  @BeforeAll
  static void countAllAndBothHalves() {
    all = Published.SHOP.cells(counted());
    halves = Stream.of(0, 1).map(MergeLawTest::half).map(shop -> shop.cells(counted())).toList();
  }

  private static Shop half(int which) {
    Shop half = Published.SHOP;
    for (Input input : half.raw().keySet()) {
      var rows = half.raw().get(input);
      half =
          half.with(
              input,
              spark -> {
                Dataset<Row> whole = rows.apply(spark);
                return whole.where(pmod(hash(entity(whole)), lit(2)).equalTo(which));
              });
    }
    return half;
  }

  private static Column entity(Dataset<Row> rows) {
    List<String> columns = List.of(rows.columns());
    return ENTITIES.stream()
        .map(Field::name)
        .filter(columns::contains)
        .findFirst()
        .map(name -> col(name).cast("string"))
        .orElseGet(() -> struct(col("*")));
  }

  @Test
  void mostTablesAreCounted() {
    assertTrue(
        counted().size() >= 8,
        counted().stream().map(kpi -> kpi.output().name()).toList().toString());
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
