package io.clientela.report;

import io.clientela.kpi.Kpi;
import io.clientela.table.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What one report may show: the tables of whole runs of one as-of date.
 *
 * @param run the newest succeeded run
 * @param kpis the whole catalogue, in its order
 * @param shown by table
 * @param skipped tables that these settings don't fill, with the reason
 */
public record Published(
    LocalDate asOf,
    Run run,
    String currency,
    ZoneId zone,
    List<String> dimensions,
    List<Kpi> kpis,
    Map<String, Shown> shown,
    Map<String, String> skipped) {

  /** Periods in the order in which a reader of management wants them. */
  public static final List<String> GRAINS = List.of("month", "quarter", "week", "day");

  /** Enough for ten years of days, and never customers. */
  private static final int MOST_LINES = 20_000;

  /** Who made the numbers, and when. */
  public record Run(String id, Instant endedAt, String version) {}

  /**
   * One table as a run left it.
   *
   * @param rows written by the run; -1 where it does not say
   * @param data its rows, opened once they are asked for
   */
  public record Shown(
      Table table,
      String path,
      OptionalLong version,
      long rows,
      String runId,
      Supplier<Rows> data) {}

  public Published {
    dimensions = List.copyOf(dimensions);
    kpis = List.copyOf(kpis);
    shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
    skipped = Map.copyOf(skipped);
  }

  public boolean has(String table) {
    return shown.containsKey(table);
  }

  /** The declaration of a table of the catalogue. */
  public Optional<Table> declared(String table) {
    return kpis.stream().map(Kpi::output).filter(found -> found.name().equals(table)).findFirst();
  }

  /** The folder of the catalogue that a table is from, such as retention. */
  public String subject(String table) {
    return kpis.stream()
        .filter(kpi -> kpi.output().name().equals(table))
        .map(kpi -> kpi.getClass().getPackageName().replaceFirst(".*\\.", ""))
        .findFirst()
        .orElse("management");
  }

  /** Rows that meet all conditions; none where there is no such table. */
  public List<Line> lines(String table, Where... where) {
    return sorted(table, Order.AS_STORED, where);
  }

  public List<Line> sorted(String table, List<Order> order, Where... where) {
    return first(MOST_LINES, table, order, where);
  }

  /** No more than these. */
  public List<Line> first(int most, String table, List<Order> order, Where... where) {
    return has(table) ? rows(table).lines(List.of(where), order, most) : List.of();
  }

  /** How many rows that meet all conditions have each text of a column. */
  public Map<String, Long> counts(String table, String column, Where... where) {
    return has(table) ? rows(table).counts(column, List.of(where)) : Map.of();
  }

  private Rows rows(String table) {
    return shown.get(table).data().get();
  }

  /** The totals of the first grain that the table has, by period. */
  public List<Line> totals(String table, Where... where) {
    return periods(table, Order.up("period_start"), total(where));
  }

  /** The rows of the first grain that has any under these conditions. */
  public List<Line> periods(String table, Order order, Where... where) {
    return GRAINS.stream()
        .map(grain -> sorted(table, List.of(order), and(where, Where.is("grain", grain))))
        .filter(lines -> !lines.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** These conditions, of the rows over all segments. */
  public static Where[] total(Where... where) {
    return and(where, Where.is("dimension", "all"));
  }

  public static Where[] and(Where[] where, Where... more) {
    return Stream.of(where, more).flatMap(Stream::of).toArray(Where[]::new);
  }
}
