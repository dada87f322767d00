package io.clientela.job;

import io.clientela.source.Raw;
import io.clientela.source.Source;
import io.clientela.table.Field;
import io.clientela.table.Input;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Columns that some files of a source lack and others have. */
final class FilledColumns {

  private static final int FILES_TO_NAME = 3;

  private FilledColumns() {}

  /**
   * A required column may not be filled; staging SQL may derive it from others, and documents of
   * JSON leave out what has no value, for which their rows are rejected.
   */
  static List<String> required(Input input, Raw raw) {
    boolean isJson = raw.source().format() == Source.Format.JSON;
    if (isJson || raw.source().sql().isPresent()) {
      return List.of();
    }
    Set<String> required =
        input.table().fields().stream()
            .filter(input::requires)
            .map(Field::name)
            .collect(Collectors.toSet());
    return raw.lacking().keySet().stream()
        .filter(column -> required.contains(column.toLowerCase(Locale.ROOT)))
        .map(
            column ->
                String.format(
                    "%s: required column %s. Add it to them, or derive it in sources.%s.sql",
                    input.name(), missing(raw, column), input.name()))
        .toList();
  }

  static List<String> warnings(Raw raw) {
    return raw.lacking().keySet().stream()
        .map(
            column ->
                String.format(
                    "%s: column %s; their rows have no value there",
                    raw.source().table(), missing(raw, column)))
        .toList();
  }

  private static String missing(Raw raw, String column) {
    List<String> without = raw.lacking().get(column);
    int more = without.size() - FILES_TO_NAME;
    return String.format(
        Locale.ROOT,
        "%s is missing in %,d of %,d files: %s%s",
        column,
        without.size(),
        raw.files().orElse(without.size()),
        without.stream().limit(FILES_TO_NAME).collect(Collectors.joining(", ")),
        more > 0 ? String.format(Locale.ROOT, " and %,d more", more) : "");
  }
}
