package io.clientela.job.settings;

import io.clientela.kpi.Kpi;
import io.clientela.model.Sales.Refunds;
import io.clientela.model.service.Schedules;
import io.clientela.source.Source;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run is told: checked, complete, with every default filled in.
 *
 * @param lake KPI tables lie at {@code <lake>/<table>}
 * @param asOf business dates before it are counted
 * @param currency ISO 4217 code
 * @param dimensions breakdowns, in order
 * @param schedules business hours of the teams, each with its zone
 * @param catalog {@code name.schema} in which the tables are registered
 * @param plausibleFrom rows dated before it are rejected
 * @param plausibleTo rows dated after it are rejected
 * @param sources by input table, in the order of the file
 * @param kpis the whole catalogue, in its order, with the parameters of the file
 */
public record Settings(
    String lake,
    LakeFormat lakeFormat,
    Optional<LocalDate> asOf,
    ZoneId timeZone,
    DayOfWeek weekStart,
    String currency,
    List<String> dimensions,
    Refunds refunds,
    Schedules schedules,
    Optional<String> catalog,
    LocalDate plausibleFrom,
    LocalDate plausibleTo,
    Map<String, Source> sources,
    List<Kpi> kpis) {

  /** Format of the published tables. */
  public enum LakeFormat {
    DELTA,
    PARQUET
  }

  /** What the command line says; it wins over the file. */
  public record Overrides(Optional<LocalDate> asOf, Optional<String> lake) {
    public static final Overrides NONE = new Overrides(Optional.empty(), Optional.empty());
  }

  public Settings {
    dimensions = List.copyOf(dimensions);
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    kpis = List.copyOf(kpis);
  }

  /**
   * SHA-256 (hex) of these settings: equal for two runs that mean the same. As-of is left out,
   * since every row carries it; secrets are left out too.
   */
  public String fingerprint() {
    return Fingerprint.of(this);
  }

  /** These settings as JSON, for the record of a run; without as-of and secrets. */
  public String text() {
    return Fingerprint.text(this);
  }

  /** Without the values, which may hold secrets. */
  @Override
  public String toString() {
    return "Settings[" + fingerprint() + "]";
  }
}
