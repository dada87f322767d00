package io.clientela;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Types a command line as a person would, in this JVM, and keeps what it says. */
public final class CommandLineRunner {

  /** What a command answered. */
  public record Answer(int exitCode, String out, String err) {

    /** Both streams. */
    public String text() {
      return out + err;
    }
  }

  private CommandLineRunner() {}

  public static synchronized Answer run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int exitCode = Main.run(arguments);
      return new Answer(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }
}
