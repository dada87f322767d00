package io.clientela.job.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The settings can't be used; it carries everything that is wrong with them. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /**
   * One thing to mend.
   *
   * @param line from 1; 0 where it is not in the file
   * @param key path of the key, or empty for the file as a whole
   */
  public record Problem(String file, int line, String key, String text) {
    @Override
    public String toString() {
      String place = line > 0 ? file + ":" + line : file;
      return place + ": " + (key.isEmpty() ? text : key + ": " + text);
    }
  }

  SettingsException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }

  private static String message(List<Problem> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return problems.stream()
        .map(problem -> "\n  " + problem)
        .collect(Collectors.joining("", count + " in the settings:", ""));
  }
}
