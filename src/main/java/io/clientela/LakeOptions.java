package io.clientela;

import io.clientela.job.Session;
import io.clientela.job.settings.Settings;
import io.clientela.job.settings.Settings.LakeFormat;
import io.clientela.job.settings.Settings.Overrides;
import io.clientela.job.settings.SettingsFile;
import io.clientela.kpi.Catalogue;
import io.clientela.sink.DeltaLake;
import io.clientela.sink.KernelLake;
import io.clientela.sink.ReadableLake;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** The options by which a command that reads what was published is told the lake. */
final class LakeOptions {

  @Option(
      names = "--lake",
      paramLabel = "URI",
      description = "Where the tables are; beats the file. A Delta lake where no file is given.")
  private String lake;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in YAML, which name the lake and its format.")
  private Path config;

  /** Without a session of Spark where that is possible. */
  ReadableLake open() {
    if (lake == null && config == null) {
      throw Refusal.settings("There is no lake to read. Give --lake URI or --config FILE");
    }
    Optional<Settings> settings = settings();
    boolean isDelta =
        settings.map(Settings::lakeFormat).orElse(LakeFormat.DELTA) == LakeFormat.DELTA;
    if (isDelta && KernelLake.isPossible()) {
      return KernelLake.at(settings.map(Settings::lake).orElse(lake));
    }
    SparkSession spark = Session.ofFewRows(ZoneId.of("UTC"));
    return settings
        .map(file -> RunCommand.lake(spark, file, ""))
        .orElseGet(() -> new DeltaLake(spark, lake, Optional.empty(), ""));
  }

  private Optional<Settings> settings() {
    return config == null ? Optional.empty() : Optional.of(read());
  }

  private Settings read() {
    return SettingsFile.read(
        config,
        new Overrides(Optional.empty(), Optional.ofNullable(lake)),
        Catalogue.inputNames(),
        Catalogue.kpis(),
        System.getenv());
  }

  /** As many as an option says. */
  static int count(String option, int given) {
    if (given < 0) {
      throw Refusal.settings(option + ": found " + given + ", expected 0 or more");
    }
    return given;
  }

  /** A table of the catalogue, as it lies in a lake. */
  static Table published(String name) {
    return Catalogue.kpis().stream()
        .map(kpi -> kpi.output().dated())
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Refusal.settings(name + " is no KPI table; see clientela catalogue"));
  }
}
