package io.clientela;

import io.clientela.job.Pipeline;
import io.clientela.job.Progress;
import io.clientela.job.Report;
import io.clientela.job.Session;
import io.clientela.job.settings.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Judges the inputs and writes nothing. */
@Command(
    name = "check",
    description = "Reads and judges the sources, and writes nothing.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    Settings settings = options.read();
    Progress progress = new Progress(System.err, System.console() != null);
    Pipeline pipeline =
        new Pipeline(
            Session.open(settings.timeZone()), settings, SettingsOptions.asOf(settings), progress);
    Report report = pipeline.check();
    System.out.println(report);
    progress.say("The sources keep their contract; nothing was written.");
    return 0;
  }
}
