package io.clientela.job.settings;

import java.util.Map;

/** Settings written in one line, such as {@code window: 7d, mode: strict}. */
public final class Inline {

  private Inline() {}

  /**
   * The record that the keys make, or a {@link SettingsException} with everything that is wrong.
   *
   * @param where how a problem names the text
   */
  public static <T> T read(Class<T> type, String text, String where) {
    Problems problems = new Problems(where);
    RecordBinder binder = new RecordBinder(Map.of(), problems);
    T bound = binder.bind(type, YamlFile.parse("{" + text + "}", problems), "");
    problems.throwIfAny();
    return bound;
  }
}
