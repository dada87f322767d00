package io.clientela;

import io.clientela.job.Publication;
import io.clientela.job.Session;
import io.clientela.job.settings.Settings;
import io.clientela.job.settings.Settings.LakeFormat;
import io.clientela.report.Html;
import io.clientela.report.Language;
import io.clientela.report.ManagementReport;
import io.clientela.report.Published;
import io.clientela.report.Words;
import io.clientela.report.Workbook;
import io.clientela.sink.KernelLake;
import io.clientela.table.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Writes what management reads: one file with the KPIs of one run. */
@Command(
    name = "report",
    description = "Writes the KPIs of the newest run as one HTML page, or as a workbook.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  enum Format {
    HTML,
    XLSX
  }

  static final class LanguageConverter implements ITypeConverter<Language> {
    @Override
    public Language convert(String text) {
      try {
        return Language.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Mixin private SettingsOptions options;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the report is written; replaced whole.")
  private Path out;

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      converter = LanguageConverter.class,
      description = "en (default) or pt-BR.")
  private Language language = Language.EN;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "html or xlsx. Default: what --out ends with, else html.")
  private Format format;

  @Override
  public Integer call() {
    Settings settings = options.read();
    Published published = publication(settings).find(settings.asOf());
    Words words = new Words(language, published.currency());
    ManagementReport report = new ManagementReport(published, words);
    byte[] content =
        format() == Format.XLSX
            ? Workbook.of(report.sheets(), words, "01.0000")
            : Html.of(report.page(), words).getBytes(StandardCharsets.UTF_8);
    write(content);
    System.out.printf(
        Locale.ROOT,
        "%s: KPIs as of %s, run %s, %,d KB%n",
        out.toAbsolutePath().normalize(),
        published.asOf(),
        published.run().id(),
        (content.length + 1023) / 1024);
    return 0;
  }

  private static Publication publication(Settings settings) {
    Optional<KernelLake> kernel =
        settings.lakeFormat() == LakeFormat.DELTA
            ? KernelLake.find(settings.lake())
            : Optional.empty();
    return new Publication(
        kernel,
        Session.once(() -> RunCommand.lake(Session.ofFewRows(settings.timeZone()), settings, "")),
        settings);
  }

  private Format format() {
    boolean isWorkbook = out.toString().toLowerCase(Locale.ROOT).endsWith(".xlsx");
    return format != null ? format : isWorkbook ? Format.XLSX : Format.HTML;
  }

  /** A reader sees the old file or the new one, never half of it. */
  private void write(byte[] content) {
    Path file = out.toAbsolutePath().normalize();
    try {
      Files.createDirectories(file.getParent());
      // Not a temporary file of the JVM: that one only its owner may read.
      Path aside =
          file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
      try {
        Files.write(aside, content, StandardOpenOption.CREATE_NEW);
        Files.move(
            aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw Refusal.storage("--out: " + file + " can't be written: " + e + ". Choose another file")
          .causedBy(e);
    }
  }
}
