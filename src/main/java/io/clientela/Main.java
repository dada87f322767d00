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
      "Exit codes: 0 done; 1 a bug; 2 settings or usage, also a path that is not there",
      "or too little memory; 3 data broke its contract; 4 storage could not be read or",
      "written; 5 another run has the lake. Retry 4 and 5, never 2 and 3."
    })
public final class Main {

  static final class JarVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"clientela " + Version.current()};
    }
  }

  /** As that of refused settings; a constant like the text, as to make either takes memory. */
  private static final int NO_MEMORY = 2;

  private static final String NO_MEMORY_TO_TELL =
      "error: The driver ran out of memory, also of that to say more. Raise CLIENTELA_HEAP of"
          + " scripts/clientela, --driver-memory of spark-submit, or -XX:MaxMetaspaceSize where it"
          + " is set";

  /** A driver that runs in YARN has it, and fails there if it exits, whatever the exit code. */
  private static final String IN_YARN = "spark.yarn.app.id";

  /** In the environment of every cluster of Databricks. */
  private static final String OF_DATABRICKS = "DATABRICKS_RUNTIME_VERSION";

  /** What threads do while Spark shuts down changes nothing that was told. */
  private static volatile boolean isOver = false;

  private Main() {}

  /**
   * Ends the JVM with the exit code of the command, but where others use it too or go by how this
   * returns.
   *
   * @throws IllegalStateException on Databricks, if the exit code is not 0
   */
  public static void main(String[] args) {
    boolean isShared = System.getenv(OF_DATABRICKS) != null;
    if (!isShared) {
      Thread.setDefaultUncaughtExceptionHandler(Main::uncaught);
    }
    int exitCode = run(args);
    if (isShared && exitCode != 0) {
      throw new IllegalStateException(
          "clientela ended with exit code "
              + exitCode
              + "; see the line error: in the driver's log");
    }
    isOver = true;
    boolean hasToReturn = isShared || exitCode == 0 && System.getProperty(IN_YARN) != null;
    if (!hasToReturn) {
      System.exit(exitCode);
    }
  }

  /**
   * Spark would wait for ever for a thread of its own that had no memory or stack to go on, and so
   * would its shutdown.
   */
  private static void uncaught(Thread thread, Throwable thrown) {
    if (isOver) {
      return;
    }
    if (thrown instanceof VirtualMachineError) {
      Runtime.getRuntime().halt(tell(thrown));
    }
    System.err.print("Exception in thread \"" + thread.getName() + "\" ");
    thrown.printStackTrace();
  }

  /** The exit code; everything else is told on the standard streams. */
  static int run(String... args) {
    Session.quiet();
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((thrown, command, parsed) -> tell(thrown));
    try {
      return args.length == 0 ? line.execute("--help") : line.execute(args);
    } catch (Error error) {
      return tell(error);
    }
  }

  private static int tell(Throwable thrown) {
    try {
      Failure failure = Failure.of(thrown);
      System.err.println("error: " + failure.message());
      if (failure.isOurs()) {
        thrown.printStackTrace();
      }
      return failure.exitCode();
    } catch (OutOfMemoryError again) {
      System.err.println(NO_MEMORY_TO_TELL);
      return NO_MEMORY;
    }
  }
}
