package io.clientela;

import io.clientela.job.Session;
import io.clientela.job.settings.Settings;
import io.clientela.job.settings.Settings.Overrides;
import io.clientela.job.settings.SettingsFile;
import io.clientela.kpi.Catalogue;
import io.clientela.sink.DeltaLake;
import io.clientela.sink.Lake;
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

  Lake open() {
    if (lake == null && config == null) {
      throw Refusal.settings("There is no lake to read. Give --lake URI or --config FILE");
    }
    SparkSession spark = Session.ofFewRows(ZoneId.of("UTC"));
    return config == null
        ? new DeltaLake(spark, lake, Optional.empty(), "")
        : RunCommand.lake(spark, settings(), "");
  }

  private Settings settings() {
    return SettingsFile.read(
        config,
        new Overrides(Optional.empty(), Optional.ofNullable(lake)),
        Catalogue.inputNames(),
        Catalogue.kpis(),
        System.getenv());
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
