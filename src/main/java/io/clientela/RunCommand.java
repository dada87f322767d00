package io.clientela;

import io.clientela.job.Pipeline;
import io.clientela.job.Progress;
import io.clientela.job.Report;
import io.clientela.job.Session;
import io.clientela.job.settings.Settings;
import io.clientela.job.settings.Settings.LakeFormat;
import io.clientela.kpi.Catalogue;
import io.clientela.sink.DeltaLake;
import io.clientela.sink.Lake;
import io.clientela.sink.ParquetLake;
import io.clientela.table.Refusal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Computes the KPI tables and publishes them. */
@Command(
    name = "run",
    description = "Reads the sources, computes the KPI tables and publishes them in the lake.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Mixin private SettingsOptions options;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "TABLE",
      description = "Publish these tables only; see the command catalogue.")
  private Set<String> only = new LinkedHashSet<>();

  @Option(
      names = "--wait",
      paramLabel = "MINUTES",
      description =
          "How long to wait while another run has the lake; then exit code 5. Default:"
              + " ${DEFAULT-VALUE}.")
  private int wait = 0;

  @Override
  public Integer call() {
    requireKnown(only);
    Settings settings = options.read();
    LocalDate asOf = SettingsOptions.asOf(settings);
    Progress progress = new Progress(System.err, System.console() != null);
    progress.say("Clientela: KPIs as of " + asOf + " into " + settings.lake());
    SparkSession spark = Session.open(settings.timeZone());
    Report report =
        new Pipeline(spark, settings, asOf, progress)
            .run(
                lake(spark, settings, UUID.randomUUID().toString()),
                only,
                Duration.ofMinutes(wait));
    System.out.println(report);
    progress.say("Done in " + progress.elapsed());
    return 0;
  }

  static Lake lake(SparkSession spark, Settings settings, String runId) {
    return settings.lakeFormat() == LakeFormat.DELTA
        ? new DeltaLake(spark, settings.lake(), settings.catalog(), runId)
        : new ParquetLake(spark, settings.lake(), runId);
  }

  private static void requireKnown(Set<String> only) {
    List<String> known = Catalogue.kpis().stream().map(kpi -> kpi.output().name()).toList();
    Set<String> unknown = new LinkedHashSet<>(only);
    known.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw Refusal.settings("--only names no KPI table: " + unknown + ". There are " + known);
    }
  }
}
