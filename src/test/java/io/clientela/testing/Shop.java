package io.clientela.testing;

import static io.clientela.testing.Sessions.UTC;

import io.clientela.contract.Admission;
import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.model.Customers;
import io.clientela.model.Interactions;
import io.clientela.model.Orders;
import io.clientela.model.Sales.Refunds;
import io.clientela.model.service.BusinessHours;
import io.clientela.model.service.Schedules;
import io.clientela.table.Facts;
import io.clientela.table.Input;
import io.clientela.table.LocalRows;
import io.clientela.table.ReadOut;
import io.clientela.table.RunDates;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A shop as a test tells it: raw tables and the settings that matter, computed as a run computes
 * them.
 */
public record Shop(
    LocalDate asOf,
    ZoneId zone,
    DayOfWeek weekStart,
    List<String> dimensions,
    Refunds refunds,
    Schedules schedules,
    Map<Input, Function<SparkSession, Dataset<Row>>> raw) {

  public static Shop asOf(String date) {
    return new Shop(
        LocalDate.parse(date),
        UTC,
        DayOfWeek.MONDAY,
        List.of(),
        Refunds.ORDER_DATED,
        Schedules.NONE,
        Map.of());
  }

  public Shop in(String businessZone) {
    return new Shop(asOf, ZoneId.of(businessZone), weekStart, dimensions, refunds, schedules, raw);
  }

  public Shop weeksFrom(DayOfWeek firstDay) {
    return new Shop(asOf, zone, firstDay, dimensions, refunds, schedules, raw);
  }

  public Shop by(String... breakdowns) {
    return new Shop(asOf, zone, weekStart, List.of(breakdowns), refunds, schedules, raw);
  }

  public Shop refundDated() {
    return new Shop(asOf, zone, weekStart, dimensions, Refunds.REFUND_DATED, schedules, raw);
  }

  /** Teams work in these hours, which are in the zone of the shop where they name none. */
  public Shop open(BusinessHours... hours) {
    Schedules opened = new Schedules(List.of(hours));
    return new Shop(asOf, zone, weekStart, dimensions, refunds, opened, raw);
  }

  /** The rows of a raw table, written as text. */
  public Shop rows(Input input, String text) {
    return with(input, spark -> RawRows.of(spark, input, text));
  }

  public Shop orders(String text) {
    return rows(Orders.INPUT, text);
  }

  public Shop interactions(String text) {
    return rows(Interactions.INPUT, text);
  }

  public Shop customers(String text) {
    return rows(Customers.INPUT, text);
  }

  public Shop with(Input input, Function<SparkSession, Dataset<Row>> rows) {
    Map<Input, Function<SparkSession, Dataset<Row>>> more = new LinkedHashMap<>(raw);
    more.put(input, rows);
    return new Shop(asOf, zone, weekStart, dimensions, refunds, schedules, more);
  }

  public RunDates dates() {
    return new RunDates(asOf, weekStart, zone);
  }

  /** The rows that a table is read out of, by table. */
  public Map<String, LocalRows> cells(List<Kpi> kpis) {
    Map<String, LocalRows> cells = new LinkedHashMap<>();
    work(
        kpis,
        Sessions.in(zone),
        (kpi, bench) -> cells.put(kpi.output().name(), bench.cells((ReadOut) kpi)));
    return cells;
  }

  public Dataset<Row> compute(Kpi kpi) {
    return publish(List.of(kpi)).get(kpi.output().name());
  }

  public Map<String, Dataset<Row>> publish(List<Kpi> kpis) {
    return publish(kpis, Sessions.in(zone));
  }

  /** The tables of these KPIs, collected, so that looking at them computes nothing again. */
  public Map<String, Dataset<Row>> publish(List<Kpi> kpis, SparkSession spark) {
    Map<String, Dataset<Row>> published = new LinkedHashMap<>();
    compute(
        kpis,
        spark,
        (name, rows) ->
            published.put(name, spark.createDataFrame(rows.collectAsList(), rows.schema())));
    return published;
  }

  /** Hands over the tables of these KPIs before anything of them is computed. */
  public void compute(
      List<Kpi> kpis, SparkSession spark, BiConsumer<String, Dataset<Row>> handOver) {
    work(kpis, spark, (kpi, bench) -> handOver.accept(kpi.output().name(), bench.compute(kpi)));
  }

  private void work(List<Kpi> kpis, SparkSession spark, BiConsumer<Kpi, Workbench> each) {
    Set<String> asked = Asks.of(kpis).columns();
    List<Admission> admissions = new ArrayList<>();
    Map<String, Dataset<Row>> admitted = new LinkedHashMap<>();
    raw.forEach(
        (input, rows) -> {
          Dataset<Row> source = rows.apply(spark);
          Set<String> kept = new HashSet<>(List.of(source.columns()));
          kept.retainAll(asked);
          Admission admission = Door.of(this).judge(input.keeping(kept), source);
          admissions.add(admission);
          admitted.put(input.name(), admission.admitted());
        });
    Facts facts = new Facts(dates(), dimensions, admitted);
    try (Workbench bench = new Workbench(facts, kpis, refunds, schedules.in(zone))) {
      kpis.forEach(kpi -> each.accept(kpi, bench));
    } finally {
      admissions.forEach(Admission::close);
    }
  }
}
