package io.clientela.job.settings;

import io.clientela.job.settings.SettingsException.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Everything that is wrong with a settings file, gathered so that it can be told at once. */
final class Problems {
  private static final int SHOWN_CHARACTERS = 60;

  private final String file;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Problem> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  /** Remembers where a key is written. */
  void place(String key, int line) {
    lines.put(key, line);
  }

  /** At the line of the key, or of the nearest key above it that is written. */
  void add(String key, String text) {
    String written = key;
    while (!written.isEmpty() && !lines.containsKey(written)) {
      written = written.substring(0, Math.max(0, written.lastIndexOf('.')));
    }
    int line = key.startsWith("--") ? 0 : lines.getOrDefault(written, 1);
    add(line, key, text);
  }

  void add(int line, String key, String text) {
    found.add(new Problem(file, line, shown(key, Integer.MAX_VALUE), text));
  }

  /** Of a value that is not what it should be. */
  void unexpected(String key, String text, String expected) {
    add(key, "found " + text + ", expected " + expected);
  }

  void unknown(String key, String name, Set<String> valid) {
    String all = valid.isEmpty() ? "none" : String.join(", ", valid);
    add(key, "unknown key" + suggest(name, valid) + "; valid here: " + all);
  }

  int count() {
    return found.size();
  }

  /** Whether the key, or one below it, is wrong already. */
  boolean has(String key) {
    return found.stream()
        .map(Problem::key)
        .anyMatch(
            wrong ->
                wrong.equals(key) || wrong.startsWith(key + ".") || wrong.startsWith(key + "["));
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparingInt(Problem::line));
      throw new SettingsException(found);
    }
  }

  /** The nearest name as a question; empty where none is near. */
  static String suggest(String name, Collection<String> valid) {
    return nearest(name, valid).map(near -> "; did you mean " + near + "?").orElse("");
  }

  private static Optional<String> nearest(String name, Collection<String> valid) {
    LevenshteinDistance distance = new LevenshteinDistance(Math.max(1, name.length() / 3));
    String lower = name.toLowerCase(Locale.ROOT);
    Map<String, Integer> near = new HashMap<>();
    for (String candidate : valid) {
      int edits = distance.apply(lower, candidate.toLowerCase(Locale.ROOT));
      if (edits >= 0) {
        near.put(candidate, edits);
      }
    }
    return near.keySet().stream()
        .min(Comparator.<String>comparingInt(near::get).thenComparing(Comparator.naturalOrder()));
  }

  /** A text of the file, quoted, short and without the user information of URIs. */
  static String quote(String text) {
    return '"' + shown(text, SHOWN_CHARACTERS) + '"';
  }

  private static String shown(String text, int characters) {
    String masked = text.replaceAll("://\\S*@", "://***@").replaceAll("\\p{Cntrl}", " ");
    return masked.length() <= characters ? masked : masked.substring(0, characters) + "...";
  }
}
