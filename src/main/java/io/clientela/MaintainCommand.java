package io.clientela;

import io.clientela.job.Maintenance;
import io.clientela.job.Progress;
import io.clientela.job.Session;
import io.clientela.job.settings.Settings;
import io.clientela.job.settings.Settings.LakeFormat;
import io.clientela.sink.DeltaLake;
import io.clientela.sink.KernelLake;
import io.clientela.sink.Upkeep;
import io.clientela.table.Refusal;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps a lake small. */
@Command(
    name = "maintain",
    description =
        "Drops old as-of dates if asked to, joins small files, and deletes files that no version"
            + " in use needs.",
    mixinStandardHelpOptions = true)
final class MaintainCommand implements Callable<Integer> {

  /** Less, and a report or a notebook that is open might lose the files it reads. */
  private static final int LEAST_DAYS = 7;

  @Mixin private SettingsOptions options;

  @Option(
      names = "--keep-last",
      paramLabel = "N",
      description =
          "Keep the newest N as-of dates that a run succeeded with. Default: all. Without the"
              + " others there is no trend before them.")
  private Integer keepLast;

  @Option(
      names = "--retain-days",
      paramLabel = "DAYS",
      description =
          "Delete only files that have been no part of a table for so long; 7 or more. Default:"
              + " ${DEFAULT-VALUE}.")
  private int retainDays = LEAST_DAYS;

  @Option(names = "--dry-run", description = "Tell what would be done, and do nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    if (retainDays < LEAST_DAYS) {
      throw Refusal.settings(
          "--retain-days: "
              + retainDays
              + " is too few: who reads the lake now might lose the files under it. Give "
              + LEAST_DAYS
              + " or more");
    }
    if (keepLast != null && keepLast < 1) {
      throw Refusal.settings("--keep-last: " + keepLast + " would leave nothing. Give 1 or more");
    }
    Settings settings = options.read();
    if (settings.lakeFormat() != LakeFormat.DELTA) {
      throw Refusal.settings(
          "lake-format: a Parquet lake needs no maintenance: delete the folders as_of=<date> that are"
              + " not wanted any more. maintain is for Delta");
    }
    Progress progress = new Progress(System.err, System.console() != null);
    OptionalInt last = keepLast == null ? OptionalInt.empty() : OptionalInt.of(keepLast);
    Upkeep upkeep =
        new Upkeep(
            KernelLake.find(settings.lake()),
            Session.once(
                () ->
                    new DeltaLake(
                        Session.ofFewRows(settings.timeZone()),
                        settings.lake(),
                        settings.catalog(),
                        "")),
            dryRun);
    System.out.println(new Maintenance(upkeep, last, Duration.ofDays(retainDays), progress).run());
    progress.say(dryRun ? "Nothing was changed (--dry-run)" : "Done in " + progress.elapsed());
    return 0;
  }
}
