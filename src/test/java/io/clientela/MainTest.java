package io.clientela;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the program ends, in a JVM of its own. */
final class MainTest {

  /** As a platform calls it. */
  static final class Caller {
    public static void main(String[] args) {
      try {
        Main.main(args);
        System.out.println("returned");
      } catch (IllegalStateException thrown) {
        System.out.println(thrown.getMessage());
      }
    }
  }

  /** A driver in YARN that exits has failed, with 0 too; one on Databricks takes others with it. */
  @ParameterizedTest
  @CsvSource({
    "elsewhere,  --help, 0, ''",
    "elsewhere,  run,    2, ''",
    "YARN,       --help, 0, returned",
    "YARN,       run,    2, ''",
    "Databricks, --help, 0, returned",
    "Databricks, run,    0, clientela ended with exit code 2;",
  })
  void endsAsThePlatformWants(String platform, String command, int exitCode, String told)
      throws IOException, InterruptedException {
    List<String> yarn =
        platform.equals("YARN") ? List.of("-Dspark.yarn.app.id=application_1_1") : List.of();
    List<String> java =
        List.of(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1");
    List<String> caller =
        List.of("-cp", System.getProperty("java.class.path"), Caller.class.getName(), command);
    ProcessBuilder process =
        new ProcessBuilder(Stream.of(java, yarn, caller).flatMap(List::stream).toList());
    process.environment().remove("DATABRICKS_RUNTIME_VERSION");
    if (platform.equals("Databricks")) {
      process.environment().put("DATABRICKS_RUNTIME_VERSION", "17.3");
    }
    Process started = process.redirectErrorStream(true).start();
    String out = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(exitCode, started.waitFor(), out);
    String last = out.lines().reduce((before, line) -> line).orElse("");
    assertTrue(told.isEmpty() ? !last.equals("returned") : last.startsWith(told), out);
  }
}
