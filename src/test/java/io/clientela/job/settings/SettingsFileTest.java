package io.clientela.job.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.job.settings.Settings.LakeFormat;
import io.clientela.job.settings.Settings.Overrides;
import io.clientela.job.settings.SettingsTestCatalogue.Churn;
import io.clientela.job.settings.SettingsTestCatalogue.Funnel;
import io.clientela.job.settings.SettingsTestCatalogue.Funnels;
import io.clientela.model.Sales.Refunds;
import io.clientela.source.Source;
import io.clientela.source.Source.Format;
import io.clientela.source.Source.Limits;
import io.clientela.source.Source.MissingColumns;
import io.clientela.table.Grain;
import io.clientela.table.VersionChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
  private static final String SMALLEST =
      """
      lake: ./lake
      sources:
        orders: {path: ./orders}
      """;

  @TempDir Path directory;

  @Test
  void everythingElseHasADefault() {
    Settings settings = read(SMALLEST);

    assertEquals("./lake", settings.lake());
    assertEquals(LakeFormat.DELTA, settings.lakeFormat());
    assertEquals(Optional.empty(), settings.asOf());
    assertEquals(ZoneId.of("UTC"), settings.timeZone());
    assertEquals(DayOfWeek.MONDAY, settings.weekStart());
    assertEquals("BRL", settings.currency());
    assertEquals(List.of(), settings.dimensions());
    assertEquals(Refunds.ORDER_DATED, settings.refunds());
    assertEquals(Optional.empty(), settings.catalog());
    assertEquals(LocalDate.of(1990, 1, 1), settings.plausibleFrom());
    assertEquals(LocalDate.of(2100, 1, 1), settings.plausibleTo());
    assertEquals(SettingsTestCatalogue.KPIS, settings.kpis());
    Source orders = Source.of("orders", "./orders", Format.DELTA, Map.of());
    assertEquals(Map.of("orders", orders), settings.sources());
  }

  @Test
  void everyKeyIsRead() throws IOException {
    Path sql = Files.writeString(directory.resolve("visits.sql"), "SELECT * FROM source\n");
    Settings settings =
        read(
            """
            lake: s3a://kpis/lake
            lake-format: parquet
            as-of: 2025-01-01
            time-zone: America/Sao_Paulo
            week-start: sunday
            currency: USD
            dimensions: [channel, region]
            refunds: refund-dated
            catalog: main.kpis
            plausible-dates: {from: 2010-01-01, to: 2030-01-01}
            sources:
              orders:
                path: ./orders.csv
                format: csv
                options: {header: true, sep: ";", samplingRatio: 0.10, nullValue: NO, quote: }
                sql: |
                  SELECT a AS order_id
                  FROM source
                missing-columns: refuse
                null-values: ["-", n/a]
                versions: {last-by: updated_at}
                max-reject-share: 0
                max-unreadable-share: 0.1
                max-conflict-share: 0.2
                allow-empty: true
              interactions: {path: ./visits, format: json, sql-file: "%s"}
            kpis:
              churn: {grains: [week, quarter], inactive-after-days: 120}
              funnels:
                funnels:
                  - {name: checkout, steps: [view, order], window: 7d}
                  - {name: signup, steps: [visit, 1, yes], window: 90m}
            """
                .formatted(sql));

    assertEquals("s3a://kpis/lake", settings.lake());
    assertEquals(LakeFormat.PARQUET, settings.lakeFormat());
    assertEquals(Optional.of(LocalDate.of(2025, 1, 1)), settings.asOf());
    assertEquals(ZoneId.of("America/Sao_Paulo"), settings.timeZone());
    assertEquals(DayOfWeek.SUNDAY, settings.weekStart());
    assertEquals("USD", settings.currency());
    assertEquals(List.of("channel", "region"), settings.dimensions());
    assertEquals(Refunds.REFUND_DATED, settings.refunds());
    assertEquals(Optional.of("main.kpis"), settings.catalog());
    assertEquals(LocalDate.of(2010, 1, 1), settings.plausibleFrom());
    assertEquals(LocalDate.of(2030, 1, 1), settings.plausibleTo());
    assertEquals(List.of("orders", "interactions"), List.copyOf(settings.sources().keySet()));
    assertEquals(
        new Source(
            "orders",
            "./orders.csv",
            Format.CSV,
            Map.of("header", "true", "sep", ";", "samplingRatio", "0.10", "nullValue", "NO"),
            Optional.of("SELECT a AS order_id\nFROM source\n"),
            MissingColumns.REFUSE,
            Optional.of(Set.of("-", "n/a")),
            Optional.of(new VersionChoice(VersionChoice.Order.LAST_BY, "updated_at")),
            Optional.empty(),
            new Limits(0, 0.1, 0.2, true)),
        settings.sources().get("orders"));
    assertEquals(
        Optional.of("SELECT * FROM source\n"), settings.sources().get("interactions").sql());
    assertEquals(
        List.of(
            new Churn(List.of(Grain.WEEK, Grain.QUARTER), 120, null),
            new Funnels(
                List.of(
                    new Funnel("checkout", List.of("view", "order"), Duration.ofDays(7), null),
                    new Funnel(
                        "signup", List.of("visit", "1", "yes"), Duration.ofMinutes(90), null)))),
        settings.kpis());
  }

  @Test
  void commandLineBeatsFile() {
    Overrides overrides =
        new Overrides(Optional.of(LocalDate.of(2025, 2, 1)), Optional.of("./other"));

    Settings settings = read("as-of: 2025-01-01\n" + SMALLEST, overrides, Map.of());

    assertEquals(Optional.of(LocalDate.of(2025, 2, 1)), settings.asOf());
    assertEquals("./other", settings.lake());
  }

  @Test
  void lakeMayComeFromTheCommandLineAlone() {
    Overrides overrides = new Overrides(Optional.empty(), Optional.of("./other"));
    String withoutLake = SMALLEST.replace("lake: ./lake\n", "");

    assertEquals("./other", read(withoutLake, overrides, Map.of()).lake());
  }

  @Test
  void emptyKeyIsAsIfAbsent() {
    String empty =
        """
        as-of:
        dimensions: ~
        kpis:
          churn:
          funnels: {}
        """;

    assertEquals(read(SMALLEST), read(empty + SMALLEST));
  }

  @Test
  void secretsAndPathsComeFromTheEnvironment() {
    Settings settings =
        read(
            """
            lake: s3a://${BUCKET}/lake
            catalog: ${CATALOG}.kpis
            sources:
              orders:
                path: /data/${BUCKET}/$${literal}
                options: {password: "${PASSWORD}"}
            """,
            Overrides.NONE,
            Map.of("BUCKET", "raw", "CATALOG", "main", "PASSWORD", "$1 ${BUCKET}"));

    assertEquals("s3a://raw/lake", settings.lake());
    assertEquals(Optional.of("main.kpis"), settings.catalog());
    assertEquals("/data/raw/${literal}", settings.sources().get("orders").path());
    assertEquals("$1 ${BUCKET}", settings.sources().get("orders").options().get("password"));
  }

  @Test
  void pathsOfTheUsualStoresAreTaken() {
    List<String> paths =
        List.of(
            "/data/a:b@c",
            "file:///data/user@host",
            "hdfs://name-node:8020/data",
            "abfss://container@account.dfs.core.windows.net/data",
            "gs://bucket/time=12:00/a@b",
            "dbfs:/mnt/data");
    for (String path : paths) {
      String text = SMALLEST.replace("./lake", "\"" + path + "\"");
      assertEquals(path, read(text).lake());
    }
  }

  Settings read(String yaml) {
    return read(yaml, Overrides.NONE, Map.of());
  }

  Settings read(String yaml, Overrides overrides, Map<String, String> environment) {
    return SettingsTestCatalogue.read(directory, yaml, overrides, environment);
  }
}
