package io.clientela;

import io.clientela.job.Failure;
import io.clientela.job.Session;
import io.clientela.job.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Customer KPIs from a data lake: the command line. */
@Command(
    name = "clientela",
    description = "Turns raw orders and interactions on a data lake into customer KPI tables.",
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      CatalogueCommand.class,
      HeadCommand.class,
      ReportCommand.class,
      RunsCommand.class,
      ExplainCommand.class,
      MaintainCommand.class,
      DemoDataCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.JarVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done; 1 a bug; 2 settings or usage, also a path that is not there;",
      "3 data broke its contract; 4 storage could not be read or written;",
      "5 another run has the lake. Retry 4 and 5, never 2 and 3."
    })
public final class Main {

  static final class JarVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"clientela " + Version.current()};
    }
  }

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** The exit code; everything else is told on the standard streams. */
  static int run(String... args) {
    Session.quiet();
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((thrown, command, parsed) -> tell(thrown));
    try {
      return args.length == 0 ? line.execute("--help") : line.execute(args);
    } catch (NoClassDefFoundError missing) {
      return tell(missing);
    }
  }

  private static int tell(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    System.err.println("error: " + failure.message());
    if (failure.isOurs()) {
      thrown.printStackTrace();
    }
    return failure.exitCode();
  }
}
