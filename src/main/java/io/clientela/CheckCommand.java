package io.clientela;

import io.clientela.job.Pipeline;
import io.clientela.job.Progress;
import io.clientela.job.Report;
import io.clientela.job.Session;
import io.clientela.job.settings.Settings;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges the inputs and publishes nothing. */
@Command(
    name = "check",
    description = "Reads and judges the sources, and publishes nothing.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Mixin private SettingsOptions options;

  @Option(
      names = "--rejected",
      paramLabel = "DIR",
      description =
          "Writes the rejected rows to DIR/<table> as JSON, each with its reasons. Default: nowhere.")
  private String rejected;

  @Override
  public Integer call() {
    Settings settings = options.read();
    Progress progress = new Progress(System.err, System.console() != null);
    Pipeline pipeline =
        new Pipeline(
            Session.open(settings.timeZone()), settings, SettingsOptions.asOf(settings), progress);
    Report report = pipeline.check(Optional.ofNullable(rejected));
    System.out.println(report);
    progress.say("The sources keep their contract; nothing was published.");
    return 0;
  }
}
