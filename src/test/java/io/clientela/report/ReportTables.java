package io.clientela.report;

import io.clientela.kpi.Catalogue;
import io.clientela.report.Published.Run;
import io.clientela.report.Published.Shown;
import io.clientela.table.Table;
import io.clientela.testing.Sessions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Tables of a run as of 2024-10-01, each the rows of a query. */
final class ReportTables {

  static final String RUN = "11111111-2222-3333-4444-555555555555";

  private static final LocalDate AS_OF = LocalDate.of(2024, 10, 1);

  private final Map<String, Shown> shown = new LinkedHashMap<>();

  /** The columns are named by the query. */
  ReportTables with(String table, String query) {
    shown.put(
        table,
        new Shown(
            declared(table),
            "file:/lake/" + table,
            OptionalLong.of(3),
            7,
            RUN,
            () -> SparkRows.of(declared(table), Sessions.utc().sql(query))));
    return this;
  }

  Published published(Map<String, String> skipped) {
    return new Published(
        AS_OF,
        new Run(RUN, Instant.parse("2024-10-01T03:00:00Z"), "1.2.3"),
        "BRL",
        ZoneId.of("UTC"),
        List.of("channel"),
        Catalogue.kpis(),
        shown,
        skipped);
  }

  private static Table declared(String name) {
    return Catalogue.kpis().stream()
        .map(kpi -> kpi.output())
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseGet(() -> Table.named(name));
  }

  /** Months of one KPI, newest last; null where there is no value. */
  static String scorecard(String kpi, String unit, String better, String months) {
    return "SELECT '%s' AS kpi, 'month' AS grain, 'all' AS dimension, 'all' AS segment,"
            .formatted(kpi)
        + " period_start, 'The %1$s' AS title, 'O %1$s' AS title_pt,".formatted(kpi)
        + " 'order_value' AS kpi_table, CAST(NULL AS DOUBLE) AS numerator,"
        + " CAST(NULL AS DOUBLE) AS denominator, value, CAST(NULL AS DOUBLE) AS low,"
        + " CAST(NULL AS DOUBLE) AS high, '%s' AS unit, %s AS better, is_complete FROM VALUES %s"
            .formatted(unit, better == null ? "CAST(NULL AS STRING)" : "'" + better + "'", months)
        + " AS t(period_start, value, is_complete)";
  }

  static final String TARGETS =
      """
      SELECT * FROM VALUES
        ('revenue', 'all', 'all', DATE '2024-12-31', 'Revenue', 'Receita', 'money',
         CAST(NULL AS STRING), 'higher', DATE '2024-01-01', 100D, 2000D, 1500D,
         DATE '2024-09-01', 0.75D, 0.748D, 1D, 'on_track', TRUE)
      AS t(kpi, dimension, segment, due_on, title, title_pt, unit, owner, direction, starts_on,
           baseline, target, actual, actual_period_start, attainment, elapsed_share, pace, status,
           is_complete)
      """;

  static final String ALERTS =
      """
      SELECT * FROM VALUES
        ('orders', 'month', 'all', 'all', DATE '2024-09-01', 'Orders', 'Pedidos', 'count',
         1234D, 1500D, 'year_before', 1410D, 1590D, -5D, NULL, -0.1773D, 'down', 'worse', 12, DATE '2023-09-01',
         DATE '2024-08-01', 0.001D, 0.01D, 'alert'),
        ('orders', 'week', 'channel', '<b>ads</b>', DATE '2024-09-23', 'Orders', 'Pedidos', 'count',
         9D, 5D, 'line', 4D, 6D, 7D, 0.02D, 0.8D, 'up', 'better', 26, DATE '2024-03-25', DATE '2024-09-16',
         0.001D, 0.01D, 'alert'),
        ('orders', 'month', 'channel', 'new', DATE '2024-09-01', 'Orders', 'Pedidos', 'count',
         9D, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, 'short_history')
      AS t(kpi, grain, dimension, segment, period_start, title, title_pt, unit, value, expected,
           basis, low, high, robust_z, drift, change, direction, effect, compared_periods, compared_from,
           compared_to, p_value, q_value, status)
      """;
}
