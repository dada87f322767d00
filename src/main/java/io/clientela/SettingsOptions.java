package io.clientela;

import io.clientela.job.settings.Settings;
import io.clientela.job.settings.Settings.Overrides;
import io.clientela.job.settings.SettingsFile;
import io.clientela.kpi.Catalogue;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which a command is told its settings. */
final class SettingsOptions {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Settings in YAML; conf/clientela.yaml is the annotated reference.")
  private Path config;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description =
          "Business dates before DATE (yyyy-mm-dd) are counted; beats the file. Default: today.")
  private LocalDate asOf;

  @Option(
      names = "--lake",
      paramLabel = "URI",
      description = "Where the tables go; beats the file.")
  private String lake;

  Settings read() {
    return SettingsFile.read(
        config,
        new Overrides(Optional.ofNullable(asOf), Optional.ofNullable(lake)),
        Catalogue.inputNames(),
        Catalogue.kpis(),
        System.getenv());
  }

  /** As the settings say, or today in the business time zone. */
  static LocalDate asOf(Settings settings) {
    return settings.asOf().orElseGet(() -> LocalDate.now(settings.timeZone()));
  }
}
