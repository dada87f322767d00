package io.clientela;

import io.clientela.job.history.RecordedRun;
import io.clientela.job.history.RunHistory;
import io.clientela.job.history.RunTexts;
import io.clientela.sink.ReadableLake;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the runs of a lake. */
@Command(
    name = "runs",
    description = "Lists the runs that a lake has seen, the newest first.",
    mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {

  @Mixin private LakeOptions options;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description = "Runs of this date only (yyyy-mm-dd).")
  private LocalDate asOf;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many at most. Default: ${DEFAULT-VALUE}.")
  private int limit = 20;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), or json: with inputs, outputs and settings.")
  private TextFormat format = TextFormat.TEXT;

  @Override
  public Integer call() {
    ReadableLake lake = options.open();
    List<RecordedRun> runs =
        new RunHistory(lake).newest(LakeOptions.count("--limit", limit), Optional.ofNullable(asOf));
    if (format == TextFormat.JSON) {
      System.out.println(RunTexts.json(runs));
    } else {
      lake.holder().ifPresent(holder -> System.out.println("now: " + holder));
      System.out.println(RunTexts.table(runs));
    }
    return 0;
  }
}
