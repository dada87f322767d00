package io.clientela.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.clientela.kpi.Kpi;
import io.clientela.table.Field;
import io.clientela.table.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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
      Supplier<Dataset<Row>> data) {}

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

  /**
   * Rows where all conditions hold. Columns that the table did not have yet when the run wrote it
   * are null.
   */
  public Dataset<Row> rows(String table, Column... where) {
    Shown found = shown.get(table);
    Dataset<Row> rows = found.data().get();
    Set<String> written = Set.of(rows.columns());
    for (Field field : found.table().fields()) {
      if (!written.contains(field.name())) {
        rows = rows.withColumn(field.name(), lit(null).cast(field.type()));
      }
    }
    for (Column condition : where) {
      rows = rows.where(condition);
    }
    return rows;
  }

  public List<Line> lines(String table, Column... where) {
    return has(table) ? collected(rows(table, where)) : List.of();
  }

  /** Few rows, in the order that they have. */
  public static List<Line> collected(Dataset<Row> rows) {
    return rows.limit(MOST_LINES).collectAsList().stream().map(Line::new).toList();
  }

  /** The totals of the first grain that the table has, by period. */
  public List<Line> totals(String table, Column... where) {
    return periods(table, col("period_start"), total(where));
  }

  /** The rows of the first grain that has any under these conditions. */
  public List<Line> periods(String table, Column order, Column... where) {
    if (!has(table)) {
      return List.of();
    }
    for (String grain : GRAINS) {
      Dataset<Row> rows = rows(table, where).where(col("grain").equalTo(grain));
      List<Line> lines = collected(rows.orderBy(order));
      if (!lines.isEmpty()) {
        return lines;
      }
    }
    return List.of();
  }

  /** These conditions, of the rows over all segments. */
  public static Column[] total(Column... where) {
    return and(where, col("dimension").equalTo("all"));
  }

  public static Column[] and(Column[] where, Column more) {
    Column[] all = Arrays.copyOf(where, where.length + 1);
    all[where.length] = more;
    return all;
  }
}
