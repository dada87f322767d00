package io.clientela.table;

import java.util.Comparator;
import java.util.List;

/**
 * The run can't go on, for a reason outside the program; the message says what, found, expected and
 * remedy.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why; the scheduler sees it as exit code. */
  public enum Reason {
    SETTINGS(2),
    CONTRACT(3),
    STORAGE(4),
    RACE(5);

    private final int exitCode;

    Reason(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  private final Reason reason;

  private Refusal(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public static Refusal settings(String message) {
    return new Refusal(Reason.SETTINGS, message, null);
  }

  public static Refusal settings(List<String> problems) {
    return settings(String.join(System.lineSeparator(), problems));
  }

  public static Refusal contract(List<String> problems) {
    return new Refusal(Reason.CONTRACT, String.join(System.lineSeparator(), problems), null);
  }

  /**
   * All of them as one, for the reason that is mended first: what a retry can't mend comes before
   * what it can.
   *
   * @param refusals one or more
   */
  public static Refusal all(List<Refusal> refusals) {
    Refusal first = refusals.stream().min(Comparator.comparing(Refusal::reason)).orElseThrow();
    List<String> messages = refusals.stream().map(Refusal::getMessage).distinct().toList();
    String message = String.join(System.lineSeparator(), messages);
    return new Refusal(first.reason, message, first.getCause());
  }

  public static Refusal storage(String message) {
    return new Refusal(Reason.STORAGE, message, null);
  }

  public static Refusal race(String message) {
    return new Refusal(Reason.RACE, message, null);
  }

  public Refusal causedBy(Throwable cause) {
    return new Refusal(reason, getMessage(), cause);
  }

  public Reason reason() {
    return reason;
  }
}
