package io.clientela.job;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Tells a waiting person what is being done: one living line on a terminal, plain lines elsewhere.
 */
public final class Progress {

  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean isTerminal;
  private final long began = System.nanoTime();
  private int total;
  private int done;

  public Progress(PrintStream out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  void expect(int steps) {
    total += steps;
  }

  /** Begins the next of the expected steps. */
  synchronized void step(String what) {
    done++;
    String line = String.format("[%d/%d %s] %s", done, Math.max(done, total), elapsed(), what);
    out.print(isTerminal ? CLEAR_LINE + line : line + System.lineSeparator());
    out.flush();
  }

  /** A line that stays. */
  public synchronized void say(String line) {
    out.println((isTerminal ? CLEAR_LINE : "") + line);
  }

  public String elapsed() {
    Duration time = Duration.ofNanos(System.nanoTime() - began);
    return time.toMinutes() > 0
        ? String.format("%dm%02ds", time.toMinutes(), time.toSecondsPart())
        : String.format(Locale.ROOT, "%.1fs", time.toMillis() / 1000.0);
  }
}
